use std::fmt::Display;
use std::str::FromStr;

use domain::text::is_storable;

use crate::error::{AppError, Violation};

/// Collects everything that is wrong with a body, so that it is all told at once.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<Violation>);

const MAX_TEXT: usize = 2000;

impl Violations {
    /// The value, or a note of what is wrong with it.
    pub(super) fn check<T, E: Display>(&mut self, pointer: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.note(pointer, error)).ok()
    }

    /// The value that `text` stands for.
    pub(super) fn parse<T: FromStr<Err: Display>>(&mut self, pointer: &str, text: &str) -> Option<T> {
        self.check(pointer, text.parse())
    }

    /// The value that the text stands for, if there is one.
    pub(super) fn parse_given<T: FromStr<Err: Display>>(&mut self, pointer: &str, text: Option<String>) -> Option<T> {
        text.and_then(|text| self.parse(pointer, &text))
    }

    /// The values that all the texts stand for.
    pub(super) fn parse_all<T: FromStr<Err: Display>>(&mut self, pointer: &str, texts: &[String]) -> Vec<T> {
        let parse = |(index, text): (usize, &String)| self.parse(&format!("{pointer}/{index}"), text);
        texts.iter().enumerate().filter_map(parse).collect()
    }

    /// The ids of other records; a text that cannot be one names a record that is not there.
    pub(super) fn ids<T: FromStr>(&mut self, pointer: &str, texts: &[String], missing: &str) -> Vec<T> {
        let parse = |(index, text): (usize, &String)| {
            self.check(&format!("{pointer}/{index}"), text.parse().map_err(|_| missing))
        };
        texts.iter().enumerate().filter_map(parse).collect()
    }

    /// A free text of bounded length.
    pub(super) fn text(&mut self, pointer: &str, text: String) -> String {
        if text.chars().count() > MAX_TEXT {
            self.note(pointer, format_args!("must not be longer than {MAX_TEXT} characters"));
        }
        if !is_storable(&text) {
            self.note(pointer, "must not hold the character U+0000");
        }
        text
    }

    pub(super) fn note(&mut self, pointer: &str, detail: impl Display) {
        self.0.push(Violation::new(pointer, detail));
    }

    /// What was made of the body, unless something is wrong with it.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, AppError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(AppError::Invalid(self.0)),
        }
    }
}
