use diesel::result::QueryResult;

use super::connection::Connection;
use super::shared::sql::Sql;
use super::shared::tag_scan::{ends_with, starts_with};

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
    /// What may come after a character of `repository:tag`, with the space at its end: the index
    /// knows where three characters stand together, and so finds any two.
    const NEXT: &str = "abcdefghijklmnopqrstuvwxyz0123456789._-/: ";

    /// So many ids at most are taken out of the index, to ask it only once.
    const FEW: i64 = 10_000;

    pub(super) fn new(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// What the index knows of it, unless that is more than `most` tags; nothing of a single character.
    pub(super) fn look_up(&self, connection: &mut Connection, most: i64) -> QueryResult<Option<Found>> {
        let Some(indexed) = self.indexed() else { return Ok(None) };
        let listed = most.min(Self::FEW);
        let few = indexed.clone().then(" LIMIT ").number(listed + 1).numbers(connection)?;
        let count = few.len() as i64;
        if count <= listed {
            return Ok(Some(Found { count, condition: Sql::new("tags.id").among(&few) }));
        }
        if listed == most {
            return Ok(None);
        }
        let some = indexed.clone().then(" LIMIT ").number(most.saturating_add(1));
        let count = Sql::new("SELECT count(*) FROM (").append(some).then(")").value(connection)?;
        let condition = Sql::new("tags.id IN (").append(indexed).then(")");
        Ok((count <= most).then_some(Found { count, condition }))
    }

    fn indexed(&self) -> Option<Sql> {
        let phrase = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let wanted = match self.0.len() {
            ..2 => return None,
            2 => {
                let phrases = Self::NEXT.chars().map(|next| phrase(&format!("{}{next}", self.0)));
                phrases.collect::<Vec<_>>().join(" OR ")
            }
            _ => phrase(&self.0),
        };
        Some(Sql::new("SELECT rowid FROM tag_texts WHERE tag_texts MATCH ").text(&wanted))
    }

    /// Whether it is in a tag, told by looking at the tag. Most are found, or not, by their
    /// repository alone.
    pub(super) fn scanned(&self) -> Sql {
        let of_repositories = |condition: Sql| {
            Sql::new("tags.repository_id IN (SELECT id FROM repositories WHERE ").append(condition).then(")")
        };
        let scanned = of_repositories(self.is_in_repository()).then(" OR ").append(self.is_in_tag());
        match self.0.rsplit_once(':') {
            None => scanned,
            Some((end, start)) => {
                let across = Sql::all([of_repositories(ends_with(end)), starts_with(start)]);
                scanned.then(" OR ").append(across)
            }
        }
    }

    /// That it begins in the name of a repository and ends in that of a tag, if it has a colon.
    pub(super) fn across(&self) -> Option<Sql> {
        let (end, start) = self.0.rsplit_once(':')?;
        Some(Sql::all([ends_with(end), starts_with(start)]))
    }

    pub(super) fn is_in_repository(&self) -> Sql {
        is_in("repositories.name", &self.0)
    }

    pub(super) fn is_in_tag(&self) -> Sql {
        is_in("tags.name", &self.0)
    }
}

/// `LIKE` knows both cases of ASCII letters, and is quicker than to make a text in lower case of each.
fn is_in(column: &str, text: &str) -> Sql {
    let literally = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Sql::new("(").then(column).then(" LIKE ").text(&format!("%{literally}%")).then(" ESCAPE '\\')")
}
