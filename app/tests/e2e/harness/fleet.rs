use std::ops::{Index, IndexMut};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres_cluster::Database;

use super::data::Data;
use super::http::Answer;
use super::server::Server;

/// Servers on one database of PostgreSQL, with the same keys.
pub(crate) struct Fleet(Vec<Server>);

impl Fleet {
    /// So many, with these options.
    pub(crate) fn of(size: usize, options: &[&str]) -> Self {
        Self::on(postgres_cluster::database(), size, options)
    }

    pub(crate) fn on(database: Database, size: usize, options: &[&str]) -> Self {
        Self::beside(Server::start_on(Data::in_database(database), options), size)
    }

    /// So many of another version of the program.
    pub(crate) fn of_version(program: PathBuf, size: usize) -> Self {
        Self::beside(Server::start_of(program, Data::in_database(postgres_cluster::database()), &[]), size)
    }

    fn beside(first: Server, size: usize) -> Self {
        let mut servers = vec![first];
        while servers.len() < size {
            servers.push(servers[0].twin());
        }
        Self(servers)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Server> {
        self.0.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Where each of them is, for who must not hold on to them.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.iter().map(|server| server.url("")).collect()
    }
}

impl Index<usize> for Fleet {
    type Output = Server;

    fn index(&self, index: usize) -> &Server {
        &self.0[index]
    }
}

impl IndexMut<usize> for Fleet {
    fn index_mut(&mut self, index: usize) -> &mut Server {
        &mut self.0[index]
    }
}

/// Asks the next one, as a load balancer does, and one after the other until one has an answer that is not for
/// another to give; none if there is no such one.
pub(crate) fn balanced(urls: &[String], ask: impl Fn(&str) -> Result<Answer, ureq::Error>) -> Option<Answer> {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let first = TURN.fetch_add(1, Ordering::Relaxed) % urls.len();
    let in_turn = urls.iter().cycle().skip(first).take(urls.len());
    in_turn.filter_map(|url| ask(url).ok()).find(|answer| answer.status < 500)
}
