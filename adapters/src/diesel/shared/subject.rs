//! Whom an access is for, in three columns: so that the database itself can tell that the user or
//! the group exists.

use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use domain::Subject;

use super::column::{ColumnError, Row, texts};
use super::connection::Dialect;
use super::schema::accesses;

const USER: &str = "user";
const GROUP: &str = "group";
const REGISTERED_USERS: &str = "registered_users";
const ANYONE: &str = "anyone";

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = accesses, check_for_backend(Dialect), treat_none_as_null = true)]
pub(super) struct SubjectColumns {
    subject_kind: String,
    subject_user: Option<String>,
    subject_group: Option<String>,
}

impl SubjectColumns {
    pub(super) fn read(&self, row: Row<'_>) -> Result<Subject, ColumnError> {
        match (self.subject_kind.as_str(), &self.subject_user, &self.subject_group) {
            (USER, Some(id), None) => row.parse("subject_user", id).map(Subject::User),
            (GROUP, None, Some(id)) => row.parse("subject_group", id).map(Subject::Group),
            (REGISTERED_USERS, None, None) => Ok(Subject::RegisteredUsers),
            (ANYONE, None, None) => Ok(Subject::Anyone),
            (kind, ..) => Err(row.unreadable("subject_kind", format_args!("'{kind}' does not fit the other columns"))),
        }
    }
}

impl From<Subject> for SubjectColumns {
    fn from(subject: Subject) -> Self {
        let (kind, user, group) = match subject {
            Subject::User(id) => (USER, Some(id.to_string()), None),
            Subject::Group(id) => (GROUP, None, Some(id.to_string())),
            Subject::RegisteredUsers => (REGISTERED_USERS, None, None),
            Subject::Anyone => (ANYONE, None, None),
        };
        Self { subject_kind: kind.to_owned(), subject_user: user, subject_group: group }
    }
}

/// Whether an access is for one of these subjects. Three lists rather than a condition for each
/// subject: SQLite nests conditions no deeper than 1000, and each list has its index.
pub(super) fn one_of(
    subjects: &[Subject],
) -> Box<dyn BoxableExpression<accesses::table, Dialect, SqlType = Nullable<Bool>>> {
    let (mut users, mut groups, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for subject in subjects {
        match subject {
            Subject::User(id) => users.push(id),
            Subject::Group(id) => groups.push(id),
            Subject::RegisteredUsers => kinds.push(REGISTERED_USERS),
            Subject::Anyone => kinds.push(ANYONE),
        }
    }
    Box::new(
        accesses::subject_kind
            .eq_any(kinds)
            .or(accesses::subject_user.eq_any(texts(users)))
            .or(accesses::subject_group.eq_any(texts(groups))),
    )
}
