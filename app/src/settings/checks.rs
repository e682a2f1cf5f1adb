use crate::config::{ConfigError, OptionNames, Problem};

use super::Fault;

/// An option: its id and its value as text, if it has one.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) id: &'static str,
    pub(super) text: Option<&'a str>,
}

/// Names an option by its field, so that id and value cannot be those of different options.
macro_rules! option {
    ($options:ident.$field:ident) => {
        $crate::settings::checks::Given { id: stringify!($field), text: $options.$field.as_deref() }
    };
}
pub(super) use option;

/// Reads values and remembers what is wrong with them.
pub(super) struct Checks {
    names: Vec<OptionNames>,
    problems: Vec<Problem>,
}

impl Checks {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { names: OptionNames::all(), problems }
    }

    /// The value, if there is one. A wrong one is reported and left out.
    pub(super) fn optional<T>(&mut self, option: Given<'_>, read: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match read(option.text?) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.report(option, fault);
                None
            }
        }
    }

    /// The value. A wrong one is reported and stands as the default of its type, which nobody
    /// sees, because settings with a problem are not given out.
    pub(super) fn required<T: Default>(&mut self, option: Given<'_>, read: impl FnOnce(&str) -> Result<T, Fault>) -> T {
        self.optional(option, read).unwrap_or_default()
    }

    /// The value, which must be there: `reason` demands it. Otherwise as [`Checks::required`].
    pub(super) fn demanded<T: Default>(
        &mut self,
        option: Given<'_>,
        reason: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> T {
        if option.text.is_none() {
            self.report(option, Fault::Unset(reason));
        }
        self.required(option, read)
    }

    pub(super) fn report(&mut self, option: Given<'_>, fault: Fault) {
        let names = self.names.iter().find(|names| names.id == option.id);
        self.problems
            .extend(names.map(|names| Problem::Option { option: Box::new(names.clone()), fault: Box::new(fault) }));
    }

    pub(super) fn finish(self) -> Result<(), ConfigError> {
        if self.problems.is_empty() { Ok(()) } else { Err(ConfigError { problems: self.problems }) }
    }
}
