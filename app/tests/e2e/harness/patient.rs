use serde_json::{Value, json};

use super::api::person;
use super::authority::Pair;
use super::process::free_port;
use super::program::{Ended, call_at, call_with_input};
use super::registry::{Auth, Registry, Setup};
use super::server::{ADMIN, Issuer, Server};
use super::stage::NOTIFIER;

/// A server, and a registry that tells it everything, with a mistake or without.
pub(crate) struct Patient {
    pub(crate) server: Server,
    pub(crate) registry: Registry,
}

/// What can be made wrong with a set-up.
pub(crate) struct Mistakes<'a> {
    /// More options of the server.
    pub(crate) options: Vec<String>,
    /// How the server reaches the registry.
    pub(crate) scheme: &'a str,
    /// What the registry is served by HTTPS with.
    pub(crate) tls: Option<&'a Pair>,
    /// More of the account in whose name the registry notifies.
    pub(crate) notifier: Value,
    /// What the registry is told of the server.
    pub(crate) issuer: fn(&mut Issuer),
    /// The registry's configuration.
    pub(crate) configuration: fn(String) -> String,
}

impl Default for Mistakes<'_> {
    fn default() -> Self {
        let (issuer, configuration) = (|_: &mut _| {}, |text| text);
        Self { options: Vec::new(), scheme: "http", tls: None, notifier: json!({}), issuer, configuration }
    }
}

impl Patient {
    pub(crate) fn healthy() -> Self {
        Self::with(Mistakes::default())
    }

    /// Told something wrong of the server.
    pub(crate) fn misled(issuer: fn(&mut Issuer)) -> Self {
        Self::with(Mistakes { issuer, ..Mistakes::default() })
    }

    /// With a mistake in the registry's configuration.
    pub(crate) fn misconfigured(configuration: fn(String) -> String) -> Self {
        Self::with(Mistakes { configuration, ..Mistakes::default() })
    }

    pub(crate) fn with(mistakes: Mistakes<'_>) -> Self {
        let port = free_port();
        let host = format!("--registry.host={}://127.0.0.1", mistakes.scheme);
        let mut options = mistakes.options.clone();
        options.extend([host, format!("--registry.port={port}")]);
        let server = Server::start(&options.iter().map(String::as_str).collect::<Vec<_>>());
        server.admin().create_user(NOTIFIER, mistakes.notifier);
        let mut issuer = server.issuer();
        (mistakes.issuer)(&mut issuer);
        let setup = Setup { notifier: Some(person(NOTIFIER)), deletes: true, tls: mistakes.tls };
        let registry = Registry::start_spoilt(port, &issuer, &Auth::Token, setup, mistakes.configuration);
        Self { server, registry }
    }

    /// With all that there is to know.
    pub(crate) fn examine(&self) -> Diagnosis {
        self.examine_as(self.arguments())
    }

    /// The server's options, an account and the registry's configuration.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let configuration = format!("--registry-config={}", self.registry.configuration().display());
        [self.arguments_from_outside(), vec![configuration]].concat()
    }

    /// The server's options and an account.
    pub(crate) fn arguments_from_outside(&self) -> Vec<String> {
        let account = [format!("--login={}", ADMIN.login), "--password-stdin".to_owned()];
        [&account[..], &self.server.arguments()].concat()
    }

    /// With these arguments in the place of what begins like one of them.
    pub(crate) fn examine_with(&self, changed: &[String]) -> Diagnosis {
        let name = |argument: &str| argument.split('=').next().unwrap().to_owned();
        let mut arguments = self.arguments();
        arguments.retain(|argument| !changed.iter().any(|other| name(other) == name(argument)));
        self.examine_as([&arguments, changed].concat())
    }

    pub(crate) fn examine_as(&self, arguments: Vec<String>) -> Diagnosis {
        Diagnosis::of(&call_with_input(&words(arguments), ADMIN.password))
    }

    /// In another time than the registry's.
    pub(crate) fn examine_at(&self, shift: &str) -> Diagnosis {
        Diagnosis::of(&call_at(shift, &words(self.arguments()), ADMIN.password))
    }
}

fn words(arguments: Vec<String>) -> Vec<String> {
    [vec!["doctor".to_owned(), "--json".to_owned()], arguments].concat()
}

/// What the doctor says, as JSON.
#[derive(Debug)]
pub(crate) struct Diagnosis(Value);

impl Diagnosis {
    #[track_caller]
    fn of(ended: &Ended) -> Self {
        let document: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        assert_eq!(ended.code == 0, document["ok"] == true, "{ended:?}");
        Self(document)
    }

    fn with_state(&self, state: &str) -> Vec<&Value> {
        self.0["checks"].as_array().unwrap().iter().filter(|check| check["state"] == state).collect()
    }

    pub(crate) fn names(&self, state: &str) -> Vec<&str> {
        self.with_state(state).into_iter().map(|check| check["name"].as_str().unwrap()).collect()
    }

    #[track_caller]
    pub(crate) fn expect_health(&self) {
        assert_eq!((self.names("fault"), self.names("skipped")), (vec![], vec![]), "{:#}", self.0);
    }

    /// The one fault there is, found by this check and put right by this value there.
    #[track_caller]
    pub(crate) fn expect_fault(&self, check: &str, key: &str, value: &str) {
        let fix = &self.only_fault(check)["fix"];
        assert_eq!((&fix["key"], &fix["value"]), (&json!(key), &json!(value)), "{:#}", self.0);
    }

    /// The one fault there is, found by this check; its problem has these words in it.
    #[track_caller]
    pub(crate) fn expect_problem(&self, check: &str, words: &str) {
        let problem = self.only_fault(check)["problem"].as_str().unwrap();
        assert!(problem.contains(words), "{problem}");
    }

    #[track_caller]
    fn only_fault(&self, check: &str) -> &Value {
        assert_eq!(self.names("fault"), [check], "{:#}", self.0);
        self.with_state("fault")[0]
    }
}
