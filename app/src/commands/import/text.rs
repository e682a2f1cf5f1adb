use std::io::{self, Write};

use domain::{Access, User};

use super::Report;
use crate::services::import::{Step, Whom};

impl Report<'_> {
    /// What becomes of each record, and what differs.
    pub(super) fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "From {}, a source of the kind {}.", self.source.display(), self.kind.as_str())?;
        let plan = self.plan;
        section(out, "Groups", plan.groups.iter().map(|group| [step(group.step), group.record.name.as_str().into()]))?;
        section(
            out,
            "Accounts",
            plan.users.iter().map(|planned| [step(planned.step), account(planned.step, &planned.record.0)]),
        )?;
        section(
            out,
            "Rules",
            plan.accesses.iter().map(|planned| [step(planned.step), rule(&planned.record.0, &planned.record.1)]),
        )?;
        section(
            out,
            "What differs",
            plan.differences.iter().map(|difference| [difference.about.clone(), difference.what.to_string()]),
        )?;
        section(out, "What differs with every such source", plan.in_general.iter().map(|text| ["-", *text]))?;
        writeln!(out)?;
        match (self.is_applied, plan.leaves_an_admin) {
            (true, _) => writeln!(out, "All this is done."),
            (false, true) => writeln!(out, "Nothing is done yet; --apply does all of it."),
            (false, false) => writeln!(
                out,
                "Nothing is done yet, and it cannot be: nobody could administer afterwards. \
                 --admin LOGIN makes an account an admin."
            ),
        }
    }
}

/// A heading and rows of two columns; nothing if there are no rows.
fn section<T: AsRef<str>>(out: &mut dyn Write, heading: &str, rows: impl Iterator<Item = [T; 2]>) -> io::Result<()> {
    let rows: Vec<_> = rows.map(|row| row.map(|text| plain(text.as_ref()))).collect();
    let width = rows.iter().map(|[first, _]| first.chars().count()).max();
    let Some(width) = width else { return Ok(()) };
    writeln!(out, "\n{heading}")?;
    for [first, second] in rows {
        writeln!(out, "  {first:width$}  {second}")?;
    }
    Ok(())
}

/// Whatever stands in a source must not move the cursor of a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn step(step: Step) -> String {
    match step {
        Step::Create => "create",
        Step::Replace => "replace",
        Step::Keep | Step::KeepOther => "keep",
    }
    .to_owned()
}

fn account(step: Step, user: &User) -> String {
    let note = match step {
        Step::Create => "",
        Step::Replace => "; password and settings are those of the source, and it is signed out everywhere",
        Step::Keep => "; it is there already",
        Step::KeepOther => {
            "; it is there with another password or other settings, and stays as it is (--replace takes the source's)"
        }
    };
    let disabled = if user.disabled { ", disabled" } else { "" };
    format!("{}: {}{disabled}{note}", user.login, user.role)
}

fn rule(access: &Access, whom: &Whom) -> String {
    let whom = match whom {
        Whom::User(login) => login.to_string(),
        Whom::Group(name) => format!("the group {name}"),
        Whom::RegisteredUsers => "whoever is signed in".to_owned(),
        Whom::Anyone => "anyone".to_owned(),
    };
    let disabled = if access.disabled { ", disabled" } else { "" };
    format!("{}: {whom} may {} on {}{disabled}", access.name, access.actions, access.resource)
}
