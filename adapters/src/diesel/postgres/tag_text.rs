use diesel::result::QueryResult;

use super::connection::Connection;
use super::shared::sql::Sql;
use super::shared::tag_scan::{ends_with, starts_with, sum_of_tags};

/// A text to be found somewhere in `repository:tag`, in lower case.
#[derive(Debug)]
pub(super) struct TagText(String);

/// Tags that have a text.
pub(super) struct Found {
    pub(super) count: i64,
    /// That a tag is one of them.
    pub(super) condition: Sql,
}

impl Found {
    fn of(ids: &[i64]) -> Self {
        Self { count: ids.len() as i64, condition: Sql::new("tags.id").among(ids) }
    }
}

impl TagText {
    /// The index knows where three characters stand together.
    const SHORTEST: usize = 3;

    /// So many ids at most are taken out of the index, to ask it only once.
    const FEW: i64 = 10_000;

    pub(super) fn new(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    /// What the tables know of it, unless that may be more than `most` tags; nothing of a single character.
    pub(super) fn look_up(&self, connection: &mut Connection, most: i64) -> QueryResult<Option<Found>> {
        match self.0.rsplit_once(':') {
            None => self.look_up_names(connection, most),
            Some((end, start)) => self.look_up_across(connection, end, start, most),
        }
    }

    /// Without a colon it is in the name of a repository or in that of a tag. How many tags have these is
    /// known, so that nobody counts them.
    fn look_up_names(&self, connection: &mut Connection, most: i64) -> QueryResult<Option<Found>> {
        // Then all names are looked at.
        let is_short = self.0.len() < Self::SHORTEST;
        if self.0.len() < 2 || (is_short && most < Self::FEW) {
            return Ok(None);
        }
        let in_repositories = sum_of_tags("repositories", self.is_in_repository()).value(connection)?;
        let by_name = sum_of_tags("tag_names", self.is_in_tag_name()).value(connection)?;
        let at_most = in_repositories + by_name;
        if at_most > most {
            return Ok(None);
        }
        if at_most <= Self::FEW {
            let ids =
                Sql::new("SELECT id FROM tags WHERE repository_id = ANY (ARRAY(SELECT id FROM repositories WHERE ")
                    .append(self.is_in_repository())
                    .then(")) OR ")
                    .append(self.has_one_of_the_names());
            let ids = ids.numbers(connection)?;
            return Ok(Some(Found::of(&ids)));
        }
        let beside = if in_repositories == 0 { by_name } else { self.count_beside(connection, by_name)? };
        Ok(Some(Found { count: in_repositories + beside, condition: self.indexed() }))
    }

    /// How many tags, of those with names that have it, are in repositories whose names do not.
    fn count_beside(&self, connection: &mut Connection, by_name: i64) -> QueryResult<i64> {
        if by_name == 0 {
            return Ok(0);
        }
        let named = if by_name <= Self::FEW { self.has_one_of_the_names() } else { self.scanned() };
        Sql::new("SELECT count(*) FROM tags JOIN repositories ON repositories.id = tags.repository_id WHERE ")
            .append(Sql::all([Sql::new("NOT ").append(self.is_in_repository()), named]))
            .value(connection)
    }

    /// With a colon it is looked for in the repositories that end so, if these have few tags.
    fn look_up_across(
        &self,
        connection: &mut Connection,
        end: &str,
        start: &str,
        most: i64,
    ) -> QueryResult<Option<Found>> {
        if sum_of_tags("repositories", ends_with(end)).value(connection)? > Self::FEW {
            return self.look_up_text(connection, most);
        }
        let ids = Sql::new("SELECT tags.id FROM tags JOIN repositories ON repositories.id = tags.repository_id WHERE ")
            .append(Sql::all([ends_with(end), starts_with(start)]))
            .numbers(connection)?;
        Ok(Some(Found::of(&ids)))
    }

    /// That it begins in the name of a repository and ends in that of a tag, if it has a colon.
    pub(super) fn across(&self) -> Option<Sql> {
        let (end, start) = self.0.rsplit_once(':')?;
        Some(Sql::all([ends_with(end), starts_with(start)]))
    }

    pub(super) fn is_in_tag(&self) -> Sql {
        Sql::new("(strpos(lower(tags.name), ").text(&self.0).then(") > 0)")
    }

    pub(super) fn is_in_repository(&self) -> Sql {
        Sql::new("(strpos(repositories.name, ").text(&self.0).then(") > 0)")
    }

    fn is_in_tag_name(&self) -> Sql {
        Sql::new("tag_names.name LIKE ").text(&self.pattern())
    }

    fn has_one_of_the_names(&self) -> Sql {
        Sql::new("lower(tags.name) = ANY (ARRAY(SELECT name FROM tag_names WHERE ")
            .append(self.is_in_tag_name())
            .then("))")
    }

    /// What the index of whole texts knows of it, if it is long enough.
    fn look_up_text(&self, connection: &mut Connection, most: i64) -> QueryResult<Option<Found>> {
        if self.0.len() < Self::SHORTEST {
            return Ok(None);
        }
        let listed = most.min(Self::FEW);
        let few = Sql::new("SELECT id FROM tags WHERE ").append(self.indexed()).then(" LIMIT ").number(listed + 1);
        let few = few.numbers(connection)?;
        let count = few.len() as i64;
        if count <= listed {
            return Ok(Some(Found::of(&few)));
        }
        if listed == most {
            return Ok(None);
        }
        let count = Sql::new("SELECT count(*) FROM tags WHERE ").append(self.indexed()).value(connection)?;
        Ok(Some(Found { count, condition: self.indexed() }))
    }

    fn indexed(&self) -> Sql {
        Sql::new("tags.text LIKE ").text(&self.pattern())
    }

    /// It, literally, somewhere in what is looked at.
    fn pattern(&self) -> String {
        let literally = self.0.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{literally}%")
    }

    /// Whether it is in a tag, told by looking at the tag.
    pub(super) fn scanned(&self) -> Sql {
        Sql::new("strpos(tags.text, ").text(&self.0).then(") > 0")
    }
}
