use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::api::Api;
use crate::load::{Load, Request};
use crate::realm::REALM;
use crate::server::{SERVICE, Server};
use crate::stats::{median, millis};
use crate::table::Table;
use crate::{Result, crowd};

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const CONNECTIONS: u32 = 16;
const ROUNDS: usize = 3;
const CHANGES: usize = 5;

/// What becomes of a token as users and rules grow a thousandfold. All servers run side by side, so
/// that each round measures every size.
pub(crate) fn measure(binary: &Path) -> Result<Table> {
    let servers = SIZES.map(|users| server(binary, users)).into_iter().collect::<Result<Vec<_>>>()?;
    let rounds = (0..ROUNDS)
        .map(|_| servers.iter().map(|server| Load::of(server, &request(), CONNECTIONS)).collect())
        .collect::<Result<Vec<Vec<Load>>>>()?;
    let columns = ["tokens/s", "of the fewest", "cpu us each", "a change, ms", "start, ms", "memory, MiB"];
    let mut table = Table::new("users, with 10 rules each", &columns);
    for (index, (users, server)) in SIZES.iter().zip(&servers).enumerate() {
        let loads: Vec<_> = rounds.iter().filter_map(|round| Some((round.first()?, round.get(index)?))).collect();
        let over_rounds = |figure: fn(&Load, &Load) -> f64| median(loads.iter().map(|(few, load)| figure(few, load)));
        table.add(
            users.to_string(),
            &[
                over_rounds(|_, load| load.per_second),
                over_rounds(|few, load| load.per_second / few.per_second),
                over_rounds(|_, load| load.cpu.as_secs_f64() * 1e6),
                change(server)?,
                millis(server.started_in),
                server.resident_mib()?,
            ],
        );
    }
    Ok(table)
}

fn server(binary: &Path, users: usize) -> Result<Server> {
    let folder = TempDir::new()?;
    crowd::enter(&folder.path().join(Server::DATABASE), users)?;
    Server::install_with(binary, folder, &[])
}

fn request() -> Request {
    let login = crowd::login(7);
    Request {
        name: "token".to_owned(),
        method: "GET",
        path: format!("{REALM}?service={SERVICE}&scope=repository:{login}/4/app:pull"),
        headers: vec![("Authorization", Api::basic((&login, crowd::PASSWORD)))],
        body: String::new(),
    }
}

/// How long a new rule takes until it is in force: it is when it is answered.
fn change(server: &Server) -> Result<f64> {
    let admin = Api::new(server, (&crowd::login(crowd::ADMIN), crowd::PASSWORD));
    let once = |number: usize| -> Result<Duration> {
        let subject = json!({ "kind": "registered_users" });
        let access =
            json!({ "name": format!("new {number}"), "subject": subject, "resource": "new/**", "actions": ["pull"] });
        let begin = Instant::now();
        let made: Value = admin.post("/api/v1/access", &access)?;
        made.get("id").ok_or("no id")?;
        Ok(begin.elapsed())
    };
    let times = (0..CHANGES).map(once).collect::<Result<Vec<_>>>()?;
    Ok(median(times.into_iter().map(millis)))
}
