use std::io::{self, Write};

use domain::{Access, Action, User};
use serde_json::{Value, json};

use super::Report;
use crate::services::import::{Step, Whom};

impl Report<'_> {
    /// The same for programs.
    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = self.plan;
        let groups =
            plan.groups.iter().map(|group| json!({ "step": step(group.step), "name": group.record.name.as_str() }));
        let users = plan.users.iter().map(|planned| user(planned.step, &planned.record.0));
        let accesses = plan.accesses.iter().map(|planned| access(planned.step, &planned.record.0, &planned.record.1));
        let differences = plan.differences.iter().map(|difference| {
            json!({
                "about": difference.about,
                "code": difference.what.code(),
                "detail": difference.what.to_string(),
            })
        });
        let report = json!({
            "from": self.kind.as_str(),
            "applied": self.is_applied,
            "leaves_an_admin": plan.leaves_an_admin,
            "groups": groups.collect::<Vec<_>>(),
            "users": users.collect::<Vec<_>>(),
            "accesses": accesses.collect::<Vec<_>>(),
            "differences": differences.collect::<Vec<_>>(),
            "in_general": plan.in_general,
        });
        writeln!(out, "{report:#}")
    }
}

fn step(step: Step) -> &'static str {
    match step {
        Step::Create => "create",
        Step::Replace => "replace",
        Step::Keep => "keep",
        Step::KeepOther => "keep_other",
    }
}

fn user(made: Step, user: &User) -> Value {
    json!({ "step": step(made), "login": user.login.as_str(), "role": user.role.as_str(), "disabled": user.disabled })
}

/// The subject has the form that it has in the REST API, but for names instead of ids.
fn access(made: Step, access: &Access, whom: &Whom) -> Value {
    let subject = match whom {
        Whom::User(login) => json!({ "kind": "user", "name": login.as_str() }),
        Whom::Group(name) => json!({ "kind": "group", "name": name.as_str() }),
        Whom::RegisteredUsers => json!({ "kind": "registered_users" }),
        Whom::Anyone => json!({ "kind": "anyone" }),
    };
    json!({
        "step": step(made),
        "name": access.name.as_str(),
        "subject": subject,
        "resource": access.resource.to_string(),
        "actions": access.actions.iter().map(Action::as_str).collect::<Vec<_>>(),
        "disabled": access.disabled,
    })
}
