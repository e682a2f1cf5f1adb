use serde_json::{Value, json};

use crate::Result;
use crate::api::Api;
use crate::load::{Load, Request};
use crate::server::{ADMIN, SERVICE, Server};
use crate::signature;
use crate::stats::median;
use crate::table::Table;

const ROUNDS: usize = 3;
const CONNECTIONS: u32 = 16;
pub(crate) const REALM: &str = "/api/v1/registry/auth";
const READER: (&str, &str) = ("reader", "blue whale in the bay");

/// What a token costs, by the way it is asked for, beside a handler that does nothing.
pub(crate) fn measure(server: &Server, signatures: &Table) -> Result<Table> {
    let requests = requests(server)?;
    let rounds = (0..ROUNDS)
        .map(|_| requests.iter().map(|request| Load::of(server, request, CONNECTIONS)).collect())
        .collect::<Result<Vec<Vec<Load>>>>()?;
    let signature = signatures.figure(signature::ES256, signature::COST).unwrap_or(f64::NAN);
    let mut table =
        Table::new("realm", &["requests/s", "of /ping", "p50 ms", "p99 ms", "cpu us each", "in signatures"]);
    for (index, request) in requests.iter().enumerate() {
        let over_rounds =
            |figure: fn(&Load) -> f64| median(rounds.iter().filter_map(|round| round.get(index)).map(figure));
        let ratios = rounds.iter().filter_map(|round| Some(round.get(index)?.per_second / round.first()?.per_second));
        let cpu = over_rounds(|load| load.cpu.as_secs_f64() * 1e6);
        table.add(
            request.name.clone(),
            &[
                over_rounds(|load| load.per_second),
                median(ratios),
                over_rounds(|load| load.p50.as_secs_f64() * 1e3),
                over_rounds(|load| load.p99.as_secs_f64() * 1e3),
                cpu,
                cpu / signature,
            ],
        );
    }
    Ok(table)
}

/// The bare handler first, since all others are compared with it.
fn requests(server: &Server) -> Result<[Request; 4]> {
    prepare(server)?;
    let refresh_token = refresh_token(server)?;
    let get = |name: &str, path: String| Request {
        name: name.to_owned(),
        method: "GET",
        path,
        headers: Vec::new(),
        body: String::new(),
    };
    let token = format!("{REALM}?service={SERVICE}&scope=repository:team/app:pull");
    let form = format!(
        "grant_type=refresh_token&service={SERVICE}&client_id=bench&scope=repository:team/app:pull&refresh_token={refresh_token}"
    );
    Ok([
        get("/ping", "/ping".to_owned()),
        get("token for nobody", token.clone()),
        Request { headers: vec![("Authorization", Api::basic(READER))], ..get("token by password", token) },
        Request {
            method: "POST",
            headers: vec![("Content-Type", "application/x-www-form-urlencoded".to_owned())],
            body: form,
            ..get("token by refresh token", REALM.to_owned())
        },
    ])
}

/// A reader, and a repository that they and anyone may pull.
fn prepare(server: &Server) -> Result<()> {
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
