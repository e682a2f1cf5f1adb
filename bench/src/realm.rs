use std::path::Path;

use serde_json::{Value, json};

use crate::api::Api;
use crate::limit::Limit;
use crate::load::{Load, Request, Target};
use crate::server::{ADMIN, SERVICE, Server};
use crate::stats::{median, millis};
use crate::table::Table;
use crate::{Result, process};

const ROUNDS: usize = 3;
const CONNECTIONS: [u32; 3] = [16, 64, 256];
/// About a million requests in all.
const HALF_OF_THE_MILLION: u64 = 25;
pub(crate) const REALM: &str = "/api/v1/registry/auth";
pub(crate) const READER: (&str, &str) = ("reader", "blue whale in the bay");

/// What the server costs, and what a token does.
pub(crate) fn measure(binary: &Path) -> Result<Vec<Table>> {
    let mut process = process::measure(binary)?;
    let server = Server::install(binary)?;
    prepare(&server)?;
    let realm = tokens(&server)?;
    let [half, whole] = memory_of_a_million(&server)?;
    process.add("memory after half a million tokens", &[half]);
    process.add("memory after a million tokens", &[whole]);
    Ok(vec![realm, process])
}

/// What a token costs, by the way it is asked for, beside the least it can cost and beside a
/// handler that does nothing.
fn tokens(server: &Server) -> Result<Table> {
    let limit = Limit::start()?;
    let requests = requests(server)?;
    let columns = ["requests/s", "of the limit", "p50 ms", "p99 ms", "of the limit's", "cpu us each"];
    let mut table = Table::new("realm", &columns);
    for connections in CONNECTIONS {
        let rounds = (0..ROUNDS)
            .map(|_| {
                requests.iter().map(|request| Load::of(target(server, &limit, request), request, connections)).collect()
            })
            .collect::<Result<Vec<Vec<Load>>>>()?;
        for (index, request) in requests.iter().enumerate() {
            let loads: Vec<_> = rounds.iter().filter_map(|round| Some((round.first()?, round.get(index)?))).collect();
            table.add(format!("{}, {connections} at once", request.name), &figures(&loads));
        }
    }
    Ok(table)
}

/// Of loads, each with that of the limit in the same round.
fn figures(loads: &[(&Load, &Load)]) -> [f64; 6] {
    let over_rounds = |figure: fn(&Load, &Load) -> f64| median(loads.iter().map(|(limit, load)| figure(limit, load)));
    [
        over_rounds(|_, load| load.per_second),
        over_rounds(|limit, load| load.per_second / limit.per_second),
        over_rounds(|_, load| millis(load.p50)),
        over_rounds(|_, load| millis(load.p99)),
        over_rounds(|limit, load| load.p99.as_secs_f64() / limit.p99.as_secs_f64()),
        over_rounds(|_, load| load.cpu.as_secs_f64() * 1e6),
    ]
}

/// The memory the server holds after half a million requests, and after a million.
fn memory_of_a_million(server: &Server) -> Result<[f64; 2]> {
    let [.., by_password, _] = requests(server)?;
    let half = || {
        Load::during(HALF_OF_THE_MILLION, server, &by_password, 16)?;
        server.resident_mib()
    };
    Ok([half()?, half()?])
}

fn target<'a>(server: &'a Server, limit: &'a Limit, request: &Request) -> &'a dyn Target {
    if request.name == LIMIT { limit } else { server }
}

const LIMIT: &str = "the limit";

/// The limit first, since all others are compared with it.
fn requests(server: &Server) -> Result<[Request; 5]> {
    let get = |name: &str, path: String| Request {
        name: name.to_owned(),
        method: "GET",
        path,
        headers: Vec::new(),
        body: String::new(),
    };
    let token = format!("{REALM}?service={SERVICE}&scope=repository:team/app:pull");
    let form = format!(
        "grant_type=refresh_token&service={SERVICE}&client_id=bench&scope=repository:team/app:pull&refresh_token={}",
        refresh_token(server)?
    );
    Ok([
        Request::of_password(LIMIT, token.clone()),
        get("/ping", "/ping".to_owned()),
        get("token for nobody", token.clone()),
        Request::of_password("token by password", token),
        Request {
            method: "POST",
            headers: vec![("Content-Type", "application/x-www-form-urlencoded".to_owned())],
            body: form,
            ..get("token by refresh token", REALM.to_owned())
        },
    ])
}

/// A reader, and a repository that they and anyone may pull.
pub(crate) fn prepare(server: &Server) -> Result<()> {
    let admin = Api::new(server, ADMIN);
    admin.post("/api/v1/users", &json!({ "login": READER.0, "password": READER.1, "role": "user", "groups": [] }))?;
    let subject = json!({ "kind": "anyone" });
    let access = json!({ "name": "bench", "subject": subject, "resource": "team/**", "actions": ["pull"] });
    admin.post("/api/v1/access", &access)?;
    Ok(())
}

fn refresh_token(server: &Server) -> Result<String> {
    let url = server.url(&format!("{REALM}?service={SERVICE}&client_id=bench&offline_token=true"));
    let answer: Value = ureq::get(url).header("authorization", Api::basic(READER)).call()?.body_mut().read_json()?;
    Ok(answer.get("refresh_token").and_then(Value::as_str).ok_or("no refresh token")?.to_owned())
}
