use domain::Group;
use poem_openapi::Object;
use poem_openapi::types::Example;

use super::example_id;
use super::violations::Violations;
use crate::error::AppError;
use crate::services::{GroupChange, NewGroup};

/// Users who share accesses.
#[derive(Debug, Object)]
#[oai(rename = "Group", example)]
pub(in crate::http) struct GroupBody {
    /// Never changes.
    id: String,
    /// Unique among groups.
    name: String,
    /// Free text.
    description: String,
}

impl From<Group> for GroupBody {
    fn from(group: Group) -> Self {
        Self { id: group.id.to_string(), name: group.name.to_string(), description: group.description }
    }
}

impl Example for GroupBody {
    fn example() -> Self {
        Self { id: example_id(), name: "developers".to_owned(), description: String::new() }
    }
}

/// A group to be made.
#[derive(Debug, Object)]
#[oai(rename = "NewGroup", deny_unknown_fields, example)]
pub(in crate::http) struct NewGroupBody {
    /// At most 128 characters; unique among groups.
    name: String,
    /// Free text, at most 2000 characters.
    #[oai(default)]
    description: String,
}

impl NewGroupBody {
    pub(in crate::http) fn into_new_group(self) -> Result<NewGroup, AppError> {
        let mut violations = Violations::default();
        let name = violations.parse("/name", &self.name);
        let description = violations.text("/description", self.description);
        violations.finish(name.map(|name| NewGroup { name, description }))
    }
}

impl Example for NewGroupBody {
    fn example() -> Self {
        Self { name: "developers".to_owned(), description: "Everybody who builds images".to_owned() }
    }
}

/// What is to change in a group; what is left out stays.
#[derive(Debug, Object)]
#[oai(rename = "GroupChange", deny_unknown_fields)]
pub(in crate::http) struct GroupChangeBody {
    /// At most 128 characters; unique among groups.
    name: Option<String>,
    /// Free text, at most 2000 characters.
    description: Option<String>,
}

impl GroupChangeBody {
    pub(in crate::http) fn into_change(self) -> Result<GroupChange, AppError> {
        let mut violations = Violations::default();
        let change = GroupChange {
            name: violations.parse_given("/name", self.name),
            description: self.description.map(|text| violations.text("/description", text)),
        };
        violations.finish(Some(change))
    }
}
