/// What is wrong, and what puts it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) problem: String,
    pub(super) fix: Fix,
}

/// What puts it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fix {
    /// Another value in the registry's configuration. The registry reads it when it starts.
    Registry { key: &'static str, value: String },
    /// Another value of an option of ours.
    Option { key: &'static str, value: String },
    /// Something else.
    Do(String),
}

impl Fault {
    /// Put right in the registry's configuration.
    pub(super) fn of_registry(problem: impl Into<String>, key: &'static str, value: impl Into<String>) -> Self {
        Self { problem: problem.into(), fix: Fix::Registry { key, value: value.into() } }
    }

    /// Put right by an option.
    pub(super) fn of_option(problem: impl Into<String>, key: &'static str, value: impl Into<String>) -> Self {
        Self { problem: problem.into(), fix: Fix::Option { key, value: value.into() } }
    }

    /// Put right otherwise.
    pub(super) fn other(problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { problem: problem.into(), fix: Fix::Do(advice.into()) }
    }
}
