use crate::{GroupId, Label};

/// Users who share accesses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Group {
    /// Never changes.
    pub id: GroupId,
    /// Unique among groups.
    pub name: Label,
    /// Free text; may be empty.
    pub description: String,
}
