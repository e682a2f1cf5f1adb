//! The nginx of `_examples/reverse_proxy`, before a real registry.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::harness::authority::Authority;
use crate::harness::http;
use crate::harness::process::{Process, free_port, start_on_free_port};
use crate::harness::registry::{Registry, Setup};
use crate::harness::server::{ADMIN, Issuer};
use crate::harness::skopeo::Skopeo;
use crate::harness::wait::until;
use crate::harness::{Image, Outcome, Server};

/// Another address of this machine than nginx has.
const BROWSER: &str = "127.0.0.2";

/// Everything behind one name and one port.
struct Behind {
    http_port: u16,
    https_port: u16,
    authority: Authority,
    server: Server,
    _parts: (Process, Registry, TempDir),
}

impl Behind {
    fn nginx() -> Self {
        let (registry_port, https_port) = (free_port(), free_port());
        let registry_option = format!("--registry.port={registry_port}");
        let address = ["--registry.host=http://127.0.0.1", &registry_option];
        let server = Server::start(&[&address[..], &["--http.trusted-proxies=127.0.0.1", "--logger.stdout"]].concat());
        let issuer =
            Issuer { realm: format!("https://localhost:{https_port}/api/v1/registry/auth"), ..server.issuer() };
        let registry = Registry::start(registry_port, &issuer, Setup { notifier: None, deletes: true, tls: None });

        let (authority, folder) = (Authority::new(), TempDir::new().unwrap());
        let pair = authority.issue();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../_examples/reverse_proxy/nginx/nginx.conf");
        let example = fs::read_to_string(file).unwrap();
        let (process, http_port) = start_on_free_port("/", |http_port| {
            let configuration = with(
                &example,
                &[
                    ("listen 80;", &format!("listen 127.0.0.1:{http_port};")),
                    ("listen 443 ssl;", &format!("listen 127.0.0.1:{https_port} ssl;")),
                    ("server_name registry.example.org;", "server_name localhost;"),
                    ("/etc/nginx/tls/fullchain.pem", &pair.certificate.display().to_string()),
                    ("/etc/nginx/tls/privkey.pem", &pair.key.display().to_string()),
                    ("http://registry-admin:80;", &format!("{};", server.url(""))),
                    ("http://registry:5000;", &format!("http://127.0.0.1:{registry_port};")),
                    ("server_tokens off;", OWN_FOLDERS),
                ],
            );
            nginx(folder.path(), &configuration)
        });
        Self { http_port, https_port, authority, server, _parts: (process, registry, folder) }
    }

    fn skopeo(&self) -> Skopeo<'static> {
        Skopeo::new(format!("localhost:{}", self.https_port), Some(ADMIN))
    }

    /// Signs in as a page of `origin` does from [`BROWSER`], and gives the head of the answer.
    fn sign_in(&self, origin: &str) -> String {
        let body = format!(r#"{{"login":"{}","password":"{}"}}"#, ADMIN.login, ADMIN.password);
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--http1.1", "--dump-header", "-", "--output", "/dev/null", "--noproxy", "*"])
            .args(["--interface", BROWSER, "--cacert"])
            .arg(self.authority.root())
            .args(["--header", "content-type: application/json", "--header", &format!("origin: {origin}")])
            .args(["--data", &body, &format!("https://localhost:{}/auth/login", self.https_port)]);
        Outcome::of(&mut curl).expect_ok()
    }
}

/// nginx keeps what it needs in places of the machine unless it is told.
const OWN_FOLDERS: &str = "server_tokens off; access_log off; client_body_temp_path body; proxy_temp_path proxy; \
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;";

/// In one process, which leaves no others behind when it is killed.
fn nginx(folder: &Path, configuration: &str) -> Process {
    let file = folder.join("nginx.conf");
    fs::write(&file, configuration).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&file).args(["-e", "stderr", "-g"]);
    Process::start(command.arg("daemon off; master_process off; pid nginx.pid;"), &folder.join("log"))
}

/// What is the machine's own takes the place of the example's, each of which has to be there.
fn with(example: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(example.to_owned(), |text, (theirs, own)| {
        assert!(text.contains(theirs), "{theirs}");
        text.replace(theirs, own)
    })
}

#[test]
fn images_go_through_nginx_both_ways() {
    let behind = Behind::nginx();
    let image = Image::new("through nginx");
    behind.skopeo().push(&image, "team/app:1").expect_ok();
    let folder = TempDir::new().unwrap();
    behind.skopeo().pull("team/app:1", folder.path()).expect_ok();
    assert!(folder.path().join("manifest.json").exists());
}

#[test]
fn the_pages_behind_nginx_are_our_own_and_no_others() {
    let behind = Behind::nginx();
    let own = behind.sign_in(&format!("https://localhost:{}", behind.https_port));
    assert!(own.starts_with("HTTP/1.1 200 "), "{own}");
    for foreign in ["https://localhost", "https://elsewhere.example.org"] {
        let refused = behind.sign_in(foreign);
        assert!(refused.starts_with("HTTP/1.1 403 "), "{foreign}: {refused}");
    }
}

#[test]
fn nginx_is_believed_who_asks_and_that_it_is_by_https() {
    let behind = Behind::nginx();
    let head = behind.sign_in(&format!("https://localhost:{}", behind.https_port)).to_ascii_lowercase();
    let cookie = head.lines().find(|line| line.starts_with("set-cookie:")).unwrap();
    assert!(cookie.contains("; secure"), "{cookie}");
    // Lines are written by a thread of their own, which may come after the answer.
    let line = until("the request is logged", || {
        let log = behind.server.log();
        log.lines().find(|line| line.contains("POST /auth/login")).map(ToOwned::to_owned)
    });
    assert!(line.starts_with(&format!("{BROWSER} ")), "{line}");
}

#[test]
fn nginx_leads_from_http_to_https() {
    let behind = Behind::nginx();
    let answer = http::send("GET", &format!("http://localhost:{}/v2/", behind.http_port), &[], None).expect(308);
    assert_eq!(answer.header("location"), "https://localhost/v2/");
}
