use std::collections::BTreeMap;

use domain::Group;
use domain::Subject;
use domain::audit::{Deed, Target, TargetKind};
use time::format_description::well_known::Rfc3339;

use crate::services::{AccessView, UserView};

/// A record that the audit log tells the changes of.
pub(in crate::services) trait Recorded {
    /// What making, changing and removing it is called.
    const DEEDS: Deeds;

    /// What it is.
    fn target(&self) -> Target;

    /// What it says, by field, but no secrets. What is empty is left out.
    fn fields(&self) -> BTreeMap<&'static str, String>;
}

/// What making, changing and removing a record is called.
pub(in crate::services) struct Deeds {
    pub(super) create: Deed,
    pub(super) update: Deed,
    pub(super) delete: Deed,
}

impl Recorded for UserView {
    const DEEDS: Deeds = Deeds { create: Deed::UserCreate, update: Deed::UserUpdate, delete: Deed::UserDelete };

    fn target(&self) -> Target {
        target(TargetKind::User, self.user.id, &self.user.login)
    }

    fn fields(&self) -> BTreeMap<&'static str, String> {
        let user = &self.user;
        let groups: Vec<_> = self.groups.iter().map(|group| group.name.as_str()).collect();
        filled([
            ("login", user.login.to_string()),
            ("name", user.name.to_string()),
            ("role", user.role.to_string()),
            ("groups", groups.join(", ")),
            ("disabled", user.disabled.to_string()),
            ("description", user.description.clone()),
            ("must_change_password", user.must_change_password.to_string()),
        ])
    }
}

impl Recorded for Group {
    const DEEDS: Deeds = Deeds { create: Deed::GroupCreate, update: Deed::GroupUpdate, delete: Deed::GroupDelete };

    fn target(&self) -> Target {
        target(TargetKind::Group, self.id, &self.name)
    }

    fn fields(&self) -> BTreeMap<&'static str, String> {
        filled([("name", self.name.to_string()), ("description", self.description.clone())])
    }
}

impl Recorded for AccessView {
    const DEEDS: Deeds = Deeds { create: Deed::AccessCreate, update: Deed::AccessUpdate, delete: Deed::AccessDelete };

    fn target(&self) -> Target {
        target(TargetKind::Access, self.access.id, &self.access.name)
    }

    fn fields(&self) -> BTreeMap<&'static str, String> {
        let access = &self.access;
        let name = self.subject_name.as_deref().unwrap_or_default();
        let subject = match access.subject {
            Subject::User(_) => format!("user {name}"),
            Subject::Group(_) => format!("group {name}"),
            Subject::RegisteredUsers => "registered_users".to_owned(),
            Subject::Anyone => "anyone".to_owned(),
        };
        let end = access.expires_at.map(|end| end.format(&Rfc3339).unwrap_or_else(|_| end.to_string()));
        filled([
            ("name", access.name.to_string()),
            ("subject", subject),
            ("resource", access.resource.to_string()),
            ("actions", access.actions.to_string()),
            ("disabled", access.disabled.to_string()),
            ("expires_at", end.unwrap_or_default()),
        ])
    }
}

fn target(kind: TargetKind, id: impl ToString, name: &impl ToString) -> Target {
    Target { kind, id: Some(id.to_string()), name: name.to_string() }
}

fn filled<const N: usize>(fields: [(&'static str, String); N]) -> BTreeMap<&'static str, String> {
    fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
