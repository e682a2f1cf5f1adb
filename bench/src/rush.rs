use std::path::Path;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::api::Api;
use crate::load::{Load, Request, Target};
use crate::realm::REALM;
use crate::server::{SERVICE, Server};
use crate::stats::millis;
use crate::table::Table;
use crate::{Result, crowd, usage};

const CLIENTS: usize = 256;
/// Who was there before, and comes again and again.
const WARM_CONNECTIONS: u32 = 4;
/// How many come one after the other, for what one of them costs.
const ALONE: usize = 40;

/// What becomes of many who come at once with passwords that have to be hashed, and meanwhile of
/// those whose passwords are known.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let folder = TempDir::new()?;
    let database = folder.path().join(Server::DATABASE);
    let users = CLIENTS + 1 + ALONE;
    crowd::enter(&database, users)?;
    crowd::salt(&database, users)?;
    let server = Server::install_with(binary, folder, &[])?;
    let warm = request(CLIENTS);
    ask(&server, &warm)?;
    let before = Load::of(&server, &warm, WARM_CONNECTIONS)?;
    let (meanwhile, answers) = thread::scope(|scope| {
        let load = scope.spawn(|| Load::of(&server, &warm, WARM_CONNECTIONS).map_err(|error| error.to_string()));
        let answers = rush(&server);
        (load.join(), answers)
    });
    let meanwhile = meanwhile.map_err(|_| "the load panicked")??;
    let answers = answers?;
    let slowest = |status: u16| {
        let times = answers.iter().filter(|(found, _)| *found == status).map(|(_, time)| millis(*time));
        times.fold(0.0, f64::max)
    };
    let count = |status: u16| answers.iter().filter(|(found, _)| *found == status).count() as f64;
    let mut table = Table::new("256 first logins at once", &["value"]);
    table.add("answered with a token", &[count(200)]);
    table.add("told to come again (503)", &[count(503)]);
    table.add("the last token, ms", &[slowest(200)]);
    table.add("the last refusal, ms", &[slowest(503)]);
    table.add("p99 of known users before, ms", &[millis(before.p99)]);
    table.add("p99 of known users meanwhile, ms", &[millis(meanwhile.p99)]);
    let (token, hash) = (first_token(&server)?, hash()?);
    table.add("a first token, ms of processor time", &[millis(token)]);
    table.add("of one hash", &[token.as_secs_f64() / hash.as_secs_f64()]);
    Ok(table)
}

/// The processor time that a token costs whose password has to be hashed.
fn first_token(server: &Server) -> Result<Duration> {
    let before = server.cpu()?;
    for number in CLIENTS + 1..=CLIENTS + ALONE {
        let status = ask(server, &request(number))?;
        if status != 200 {
            return Err(format!("a first login was answered {status}").into());
        }
    }
    Ok((server.cpu()? - before) / ALONE as u32)
}

/// The processor time of one hash by itself.
fn hash() -> Result<Duration> {
    let before = usage::cpu(std::process::id())?;
    Runtime::new()?.block_on(crowd::hashes(ALONE))?;
    Ok((usage::cpu(std::process::id())? - before) / ALONE as u32)
}

/// The status that each got, and after how long.
fn rush(server: &Server) -> Result<Vec<(u16, Duration)>> {
    let start = Barrier::new(CLIENTS);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let start = &start;
                scope.spawn(move || {
                    let request = request(number);
                    start.wait();
                    let begin = Instant::now();
                    ask(server, &request).map(|status| (status, begin.elapsed())).map_err(|error| error.to_string())
                })
            })
            .collect();
        clients.into_iter().map(|client| Ok(client.join().map_err(|_| "a client panicked")??)).collect()
    })
}

fn ask(server: &Server, request: &Request) -> Result<u16> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut call = agent.get(server.url(&request.path));
    for (name, value) in &request.headers {
        call = call.header(*name, value);
    }
    Ok(call.call()?.status().as_u16())
}

fn request(number: usize) -> Request {
    let login = crowd::login(number);
    Request {
        name: login.clone(),
        method: "GET",
        path: format!("{REALM}?service={SERVICE}&scope=repository:{login}/4/app:pull"),
        headers: vec![("Authorization", Api::basic((&login, crowd::PASSWORD)))],
        body: String::new(),
    }
}
