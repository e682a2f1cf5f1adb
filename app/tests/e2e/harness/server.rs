use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use postgres_cluster::Database;

use super::Api;
use super::catalog::EVENTS;
use super::clock::FakeClock;
use super::data::Data;
use super::http::{self, Answer, Credentials};
use super::process::{Process, free_port, start_on_free_port, start_on_port};
use super::program::{self, Ended};
use super::wait::until;

pub(crate) const SERVICE: &str = "container_registry";
pub(crate) const ISSUER: &str = "registry_token_issuer";
pub(crate) const ADMIN: Credentials<'_> = Credentials { login: "admin", password: "correct horse battery" };

const READY: &str = "/readyz";

/// What a registry has to know of a server.
pub(crate) struct Issuer {
    pub(crate) realm: String,
    /// The file of the certificate that it has to trust.
    pub(crate) certificate: PathBuf,
    /// Where it tells what happens.
    pub(crate) events: String,
}

/// The real binary on data of its own.
pub(crate) struct Server {
    process: Process,
    port: u16,
    launch: Launch,
}

/// What is started for a server.
#[derive(Clone)]
struct Launch {
    program: PathBuf,
    options: Vec<String>,
    clock: Option<FakeClock>,
    data: Arc<Data>,
}

impl Server {
    /// Its admin is [`ADMIN`].
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_on(Data::new(), options)
    }

    /// Its records are in a file, whatever those of others are in: for what is about that file.
    pub(crate) fn start_on_file(options: &[&str]) -> Self {
        Self::start_on(Data::in_file(), options)
    }

    /// On this data. Its admin is [`ADMIN`].
    pub(crate) fn start_on(data: Data, options: &[&str]) -> Self {
        Self::start_by(None, data, &[&[admin_password().as_str()], options].concat())
    }

    /// Its admin has the default password.
    pub(crate) fn start_as_installed(options: &[&str]) -> Self {
        Self::start_by(None, Data::new(), options)
    }

    /// Its admin is [`ADMIN`], and its time is what this clock says.
    pub(crate) fn start_by_clock(clock: &FakeClock, options: &[&str]) -> Self {
        Self::start_by(Some(clock.clone()), Data::new(), &[&[admin_password().as_str()], options].concat())
    }

    /// Another version of the program, on this data. Its admin is [`ADMIN`].
    pub(crate) fn start_of(program: PathBuf, data: Data, options: &[&str]) -> Self {
        let options = owned(&[&[admin_password().as_str()], options].concat());
        Self::launched(Launch { program, options, clock: None, data: Arc::new(data) })
    }

    fn start_by(clock: Option<FakeClock>, data: Data, options: &[&str]) -> Self {
        Self::launched(Launch { program: program::binary(), options: owned(options), clock, data: Arc::new(data) })
    }

    fn launched(launch: Launch) -> Self {
        let (process, port) = start_on_free_port(READY, |port| launch.process(port));
        Self { process, port, launch }
    }

    /// How it ends, if it does not start on new data.
    pub(crate) fn start_in_vain(options: &[&str]) -> Ended {
        program::call(&arguments(&Data::new(), free_port(), &owned(options)))
    }

    /// Another process on the same data.
    pub(crate) fn twin(&self) -> Self {
        Self::launched(self.launch.clone())
    }

    /// By which the system knows its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// `kill -9`
    pub(crate) fn kill(&mut self) {
        self.process.kill();
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(&mut self) {
        self.process.terminate();
    }

    /// Starts it again after it was killed, on the same data and port.
    pub(crate) fn restart(&mut self) {
        self.process = start_on_port(self.port, READY, |port| self.launch.process(port));
    }

    /// Ends it in order, and starts this version of the program in its place.
    pub(crate) fn become_version(&mut self, program: PathBuf) {
        self.stop();
        self.launch.program = program;
        self.restart();
    }

    /// Kills it and starts it with other options, on the same data and port.
    pub(crate) fn restart_with(&mut self, options: &[&str]) {
        self.kill();
        self.launch.options = owned(options);
        self.restart();
    }

    /// Calls the program for a command, with the options of this server.
    pub(crate) fn command(&self, command: &[&str]) -> Ended {
        self.command_with_input(command, "")
    }

    pub(crate) fn command_with_input(&self, command: &[&str], input: &str) -> Ended {
        let words = command.iter().map(ToString::to_string).chain(self.arguments());
        program::call_with_input(&words.collect::<Vec<_>>(), input)
    }

    /// What it was started with.
    pub(crate) fn arguments(&self) -> Vec<String> {
        arguments(&self.launch.data, self.port, &self.launch.options)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn realm(&self) -> String {
        self.url("/api/v1/registry/auth")
    }

    pub(crate) fn issuer(&self) -> Issuer {
        Issuer { realm: self.realm(), certificate: self.certificate(), events: self.url(EVENTS) }
    }

    /// What the registry has to trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.launch.data.folder().join("certs").join("registry_auth_ca.crt")
    }

    /// See [`Data::file`].
    pub(crate) fn file(&self) -> Option<PathBuf> {
        self.launch.data.file()
    }

    /// The database of its records, if it is one of PostgreSQL.
    pub(crate) fn database(&self) -> Option<&Database> {
        self.launch.data.database()
    }

    /// Where all is that it keeps.
    pub(crate) fn folder(&self) -> &Path {
        self.launch.data.folder()
    }

    /// What it says of whether it can serve.
    pub(crate) fn readiness(&self) -> Answer {
        http::try_get(&self.url(READY)).unwrap()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many bytes of memory it has.
    pub(crate) fn memory(&self) -> u64 {
        self.process.memory()
    }

    /// How many files and connections it has open.
    pub(crate) fn open_files(&self) -> usize {
        self.process.open_files()
    }

    pub(crate) fn threads(&self) -> u64 {
        self.process.threads()
    }

    pub(crate) fn log(&self) -> String {
        self.process.log()
    }

    /// Waits until it has synced with the registry for the first time since it was started.
    pub(crate) fn await_first_sync(&self) {
        until("it has synced", || self.log().contains("synced with the registry").then_some(()));
    }

    pub(crate) fn admin(&self) -> Api {
        self.caller(ADMIN)
    }

    pub(crate) fn caller(&self, credentials: Credentials<'_>) -> Api {
        Api::new(self.url(""), credentials)
    }
}

fn admin_password() -> String {
    format!("--store.admin-password={}", ADMIN.password)
}

impl Launch {
    fn process(&self, port: u16) -> Process {
        let folder = self.data.folder();
        let mut command = Command::new(&self.program);
        command.current_dir(folder).args(arguments(&self.data, port, &self.options));
        if let Some(clock) = &self.clock {
            clock.rule(&mut command);
        }
        Process::start(&mut command, &folder.join(format!("server-{port}.log")))
    }
}

fn owned(options: &[&str]) -> Vec<String> {
    options.iter().map(ToString::to_string).collect()
}

fn arguments(data: &Data, port: u16, options: &[String]) -> Vec<String> {
    let address = [format!("--listen=127.0.0.1:{port}"), "--hostname=127.0.0.1".to_owned()];
    let is_given = |own: &String| options.iter().any(|option| flag(option) == flag(own));
    let own = data.options().into_iter().filter(|own| !is_given(own));
    address.into_iter().chain(own).chain(options.iter().cloned()).collect()
}

fn flag(option: &str) -> &str {
    option.split('=').next().unwrap()
}
