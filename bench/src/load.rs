use std::fs;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::Result;
use crate::api::Api;
use crate::realm::READER;

const SECONDS: u64 = 2;
/// From here on, one thread of the client would be what is measured.
const MANY: u32 = 16;

/// A server under load.
pub(crate) trait Target {
    /// Where it answers this path.
    fn url(&self, path: &str) -> String;

    /// The processor time it has used so far.
    fn cpu(&self) -> Result<Duration>;
}

/// A request to be sent over and over.
pub(crate) struct Request {
    pub(crate) name: String,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// What came of it.
pub(crate) struct Load {
    pub(crate) per_second: f64,
    /// Half of the answers came within this time.
    pub(crate) p50: Duration,
    /// All but one in a hundred came within this time.
    pub(crate) p99: Duration,
    /// What one request cost the server.
    pub(crate) cpu: Duration,
}

impl Load {
    /// Keeps the server busy with this request for a while, over so many connections.
    pub(crate) fn of(target: &dyn Target, request: &Request, connections: u32) -> Result<Self> {
        Self::during(SECONDS, target, request, connections)
    }

    /// As [`Load::of`], for so many seconds.
    pub(crate) fn during(seconds: u64, target: &dyn Target, request: &Request, connections: u32) -> Result<Self> {
        let folder = TempDir::new()?;
        let script = folder.path().join("request.lua");
        fs::write(&script, request.script())?;
        let before = target.cpu()?;
        let output = Command::new("wrk")
            .args(["--threads", if connections < MANY { "1" } else { "2" }])
            .args(["--connections", &connections.to_string()])
            .args(["--duration", &format!("{seconds}s"), "--script"])
            .arg(script)
            .arg(target.url(&request.path))
            .output()?;
        let used = target.cpu()? - before;
        let text = String::from_utf8(output.stdout)?;
        let summary: Vec<&str> = text.lines().last().unwrap_or_default().split(' ').collect();
        let [requests, duration, failures, p50, p99] = summary[..] else {
            return Err(format!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr)).into());
        };
        if failures != "0" {
            return Err(format!("{failures} of {requests} requests failed: {}", request.name).into());
        }
        let requests: u32 = requests.parse()?;
        let micros = |text: &str| text.parse().map(Duration::from_micros);
        Ok(Self {
            per_second: f64::from(requests) / micros(duration)?.as_secs_f64(),
            p50: micros(p50)?,
            p99: micros(p99)?,
            cpu: used / requests.max(1),
        })
    }
}

impl Request {
    /// Asks with the password of the reader.
    pub(crate) fn of_password(name: &str, path: String) -> Self {
        let headers = vec![("Authorization", Api::basic(READER))];
        Self { name: name.to_owned(), method: "GET", path, headers, body: String::new() }
    }

    /// The request in wrk's language; on the last line it prints what [`Load`] is made of.
    fn script(&self) -> String {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("wrk.headers[{name:?}] = {value:?}\n")).collect();
        format!(
            r#"
wrk.method = {:?}
wrk.body = {:?}
{headers}
function done(summary, latency, requests)
    local errors = summary.errors
    local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format("%d %d %d %d %d\n", summary.requests, summary.duration, failures,
        latency:percentile(50), latency:percentile(99)))
end
"#,
            self.method, self.body
        )
    }
}
