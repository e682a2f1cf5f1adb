use diesel::result::QueryResult;

use super::connection::Connection;
use super::shared::sql::Sql;

/// A text to be found somewhere in `repository:tag`, in lower case.
#[derive(Debug)]
pub(super) struct TagText(String);

/// Tags that have a text.
pub(super) struct Found {
    pub(super) count: i64,
    /// That a tag is one of them.
    pub(super) condition: Sql,
}

impl TagText {
    /// The index knows where three characters stand together.
    const SHORTEST: usize = 3;

    /// So many ids at most are taken out of the index, to ask it only once.
    const FEW: i64 = 10_000;

    pub(super) fn new(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// What the index knows of it, if it is long enough, unless that is more than `most` tags.
    pub(super) fn look_up(&self, connection: &mut Connection, most: i64) -> QueryResult<Option<Found>> {
        if self.0.len() < Self::SHORTEST {
            return Ok(None);
        }
        let listed = most.min(Self::FEW);
        let few = Sql::new("SELECT id FROM tags WHERE ").append(self.indexed()).then(" LIMIT ").number(listed + 1);
        let few = few.numbers(connection)?;
        let count = few.len() as i64;
        if count <= listed {
            return Ok(Some(Found { count, condition: Sql::new("tags.id").among(&few) }));
        }
        if listed == most {
            return Ok(None);
        }
        let count = Sql::new("SELECT count(*) FROM tags WHERE ").append(self.indexed()).value(connection)?;
        Ok(Some(Found { count, condition: self.indexed() }))
    }

    fn indexed(&self) -> Sql {
        let literally = self.0.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        Sql::new("tags.text LIKE ").text(&format!("%{literally}%"))
    }

    /// Whether it is in a tag, told by looking at the tag.
    pub(super) fn scanned(&self) -> Sql {
        Sql::new("strpos(tags.text, ").text(&self.0).then(") > 0")
    }

    /// How many tags it is in, of those in the repositories that the condition lets through.
    pub(super) fn count_scanned(&self, connection: &mut Connection, scope: &Sql) -> QueryResult<i64> {
        Sql::new("SELECT count(*) FROM tags JOIN repositories ON repositories.id = tags.repository_id WHERE ")
            .append(Sql::all([scope.clone(), self.scanned()]))
            .value(connection)
    }
}
