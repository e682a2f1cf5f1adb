//! What came out, for people and for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::check::Check;
use super::fault::{Fault, Fix};

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Ok,
    Fault(Fault),
    Skipped(String),
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Checks, and how those of them ended that were made so far.
#[derive(Debug)]
pub(super) struct Report {
    checks: Vec<Check>,
    ended: Vec<(Check, Outcome)>,
}

impl Report {
    pub(super) fn on(checks: Vec<Check>) -> Self {
        Self { checks, ended: Vec::new() }
    }

    pub(super) fn add(&mut self, check: Check, outcome: Outcome) {
        self.ended.push((check, outcome));
    }

    /// Why a check makes no sense after what was found.
    pub(super) fn obstacle(&self, check: Check) -> Option<String> {
        let is_missing = |needed: &&Check| self.checks.contains(needed) && self.outcome(**needed) != Some(&Outcome::Ok);
        let missing = check.needs().iter().find(is_missing);
        let is_faulty = |other: &&Check| matches!(self.outcome(**other), Some(Outcome::Fault(_)));
        let reason = missing.or_else(|| check.explained_by().iter().find(is_faulty))?;
        Some(format!("{} is not ok", reason.name()))
    }

    fn outcome(&self, check: Check) -> Option<&Outcome> {
        self.ended.iter().find(|(other, _)| *other == check).map(|(_, outcome)| outcome)
    }

    pub(super) fn len(&self) -> usize {
        self.checks.len()
    }

    pub(super) fn faults(&self) -> usize {
        self.ended.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Fault(_))).count()
    }

    pub(super) fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        for (check, outcome) in &self.ended {
            let name = check.name();
            match outcome {
                Outcome::Ok => writeln!(out, "ok       {name:14}  {}", check.promise())?,
                Outcome::Skipped(reason) => writeln!(out, "skipped  {name:14}  {reason}")?,
                Outcome::Fault(Fault { problem, fix }) => {
                    writeln!(out, "FAULT    {name:14}  {problem}")?;
                    writeln!(out, "{:25}→ {}", "", advice(fix))?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let checks: Vec<_> = self.ended.iter().map(|(check, outcome)| entry(*check, outcome)).collect();
        writeln!(out, "{:#}", json!({ "ok": self.faults() == 0, "checks": checks }))
    }
}

fn advice(fix: &Fix) -> String {
    match fix {
        Fix::Registry { key, value } => {
            format!("in the registry's configuration set {key}: {value}, and restart the registry")
        }
        Fix::Option { key, value } => format!("set {key}: {value}"),
        Fix::Do(advice) => advice.clone(),
    }
}

fn entry(check: Check, outcome: &Outcome) -> Value {
    let name = check.name();
    match outcome {
        Outcome::Ok => json!({ "name": name, "state": "ok" }),
        Outcome::Skipped(reason) => json!({ "name": name, "state": "skipped", "because": reason }),
        Outcome::Fault(Fault { problem, fix }) => {
            json!({ "name": name, "state": "fault", "problem": problem, "fix": fix_entry(fix) })
        }
    }
}

fn fix_entry(fix: &Fix) -> Value {
    match fix {
        Fix::Registry { key, value } => json!({ "where": "registry", "key": key, "value": value }),
        Fix::Option { key, value } => json!({ "where": "registry-admin", "key": key, "value": value }),
        Fix::Do(advice) => json!({ "where": "elsewhere", "do": advice }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault() -> Outcome {
        Fault::of_registry("another name", "auth.token.service", "mine").into()
    }

    #[test]
    fn what_needs_something_that_is_not_ok_is_skipped_and_nothing_else() {
        let mut report = Report::on(Check::all(true));
        report.add(Check::Registry, Outcome::Ok);
        report.add(Check::Server, fault());
        report.add(Check::Store, Outcome::Skipped("server is not ok".to_owned()));
        assert_eq!(report.obstacle(Check::Authentication), None);
        assert_eq!(report.obstacle(Check::Store).unwrap(), "server is not ok");
        assert_eq!(report.obstacle(Check::Login).unwrap(), "store is not ok");
        let mut report = Report::on(Check::all(false));
        report.add(Check::Passwords, Outcome::Ok);
        assert_eq!(report.obstacle(Check::Deletion), None, "there are no tokens to be trusted");
    }

    #[test]
    fn a_check_that_was_skipped_explains_nothing_and_one_with_a_fault_does() {
        let mut report = Report::on(Check::all(true));
        for needed in Check::Trust.needs() {
            report.add(*needed, Outcome::Ok);
        }
        report.add(Check::Signature, Outcome::Skipped("realm is not ok".to_owned()));
        assert_eq!(report.obstacle(Check::Trust), None);
        report.ended.retain(|(check, _)| *check != Check::Signature);
        report.add(Check::Signature, fault());
        assert_eq!(report.obstacle(Check::Trust).unwrap(), "signature is not ok");
    }

    #[test]
    fn everything_that_is_needed_is_looked_at_before() {
        for checks in [Check::all(true), Check::all(false)] {
            for (place, check) in checks.iter().enumerate() {
                let needed = check.needs().iter().chain(check.explained_by());
                let late = needed.filter(|needed| checks.contains(needed) && !checks[..place].contains(needed));
                assert_eq!(late.count(), 0, "{check:?}");
            }
        }
    }

    #[test]
    fn people_and_programs_are_told_where_to_change_what() {
        let mut report = Report::on(Check::all(true));
        report.add(Check::Registry, Outcome::Ok);
        report.add(Check::Service, fault());
        report.add(Check::Trust, Outcome::Skipped("service is not ok".to_owned()));
        let mut text = Vec::new();
        report.write_text(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let expected = "\
ok       registry        a registry answers at registry.host and registry.port
FAULT    service         another name
                         → in the registry's configuration set auth.token.service: mine, and restart the registry
skipped  trust           service is not ok
";
        assert_eq!(text, expected);
        let mut text = Vec::new();
        report.write_json(&mut text).unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(document["ok"], false);
        let fix = json!({ "where": "registry", "key": "auth.token.service", "value": "mine" });
        assert_eq!(document["checks"][1]["fix"], fix);
    }
}
