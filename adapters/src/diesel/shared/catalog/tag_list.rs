use diesel::result::QueryResult;
use domain::catalog::Tag;
use ports::{Order, Page, TagFilter, TagSort};

use super::super::column::microseconds;
use super::super::connection::{Connection, PASSED_AS_ADDED};
use super::super::error::Failure;
use super::super::paging::Limits;
use super::super::sql::Sql;
use super::super::tag_scan;
use super::super::tag_text::{Found, TagText};
use super::tag_order::TagOrder;
use super::{repository_rows, tag_rows, visible};

pub(super) fn list(
    connection: &mut Connection,
    filter: &TagFilter,
    order: &Order<TagSort>,
    limits: Limits,
) -> Result<Page<Tag>, Failure> {
    let text = filter.text.as_deref().filter(|text| !text.is_empty());
    if text.is_some_and(|text| !is_possible(text)) {
        return Ok(Page { items: Vec::new(), total: 0 });
    }
    let text = text.map(TagText::new);
    let search = Search::new(connection, filter, text)?;
    let total = search.count(connection)?;
    let ids = search.page(connection, order, limits, total)?;
    Ok(Page { items: tag_rows::in_order(connection, &ids)?, total: total.unsigned_abs() })
}

/// The longest name of a repository, a colon and the longest name of a tag.
const LONGEST: usize = 255 + 1 + 128;

/// Whether names of repositories and tags may have such characters, and as many.
fn is_possible(text: &str) -> bool {
    text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// So much more work is a tag that lies anywhere than one that lies beside the one before.
const SCATTERED: i64 = 8;

/// What tags are wanted, and how many there may be.
struct Search {
    /// In these repositories; none means in any.
    scope: Option<Vec<i64>>,
    /// How many tags are in these repositories.
    in_scope: i64,
    text: Option<TagText>,
    /// The tags that have the text by the index, if that knows.
    found: Option<Found>,
    /// What else a tag must be.
    conditions: Vec<Sql>,
    /// The same, for looking at a tag only and not for finding it.
    looks: Vec<Sql>,
}

impl Search {
    fn new(connection: &mut Connection, filter: &TagFilter, text: Option<TagText>) -> QueryResult<Self> {
        let scope = scope(connection, filter)?;
        let in_scope = count_tags(connection, &repositories_in(&scope))?;
        // How many have the text is worth knowing where all are seen.
        let most = if scope.is_some() { in_scope / SCATTERED } else { i64::MAX };
        Ok(Self {
            in_scope,
            found: text.as_ref().map(|text| text.look_up(connection, most)).transpose()?.flatten(),
            scope,
            text,
            conditions: conditions(filter, ""),
            looks: conditions(filter, "+"),
        })
    }

    fn count(&self, connection: &mut Connection) -> QueryResult<i64> {
        match (&self.text, &self.found) {
            (None, _) if self.conditions.is_empty() => Ok(self.in_scope),
            (Some(_), Some(found)) if self.conditions.is_empty() && self.scope.is_none() => Ok(found.count),
            (Some(text), _) if self.conditions.is_empty() && self.few_found().is_none() => {
                tag_scan::count(connection, text, &repositories_in(&self.scope))
            }
            _ => Sql::new("SELECT count(*) FROM tags WHERE ").append(self.narrowing()).value(connection),
        }
    }

    /// The tags with the text, if to get these is less work than to look at all in the repositories.
    fn few_found(&self) -> Option<&Found> {
        self.found.as_ref().filter(|found| found.count.saturating_mul(SCATTERED) <= self.in_scope)
    }

    /// The ids of the tags on a page of the list, which has so many in all.
    fn page(
        &self,
        connection: &mut Connection,
        order: &Order<TagSort>,
        Limits { limit, offset }: Limits,
        total: i64,
    ) -> QueryResult<Vec<i64>> {
        let limit = limit.min(total.saturating_sub(offset));
        if limit <= 0 {
            return Ok(Vec::new());
        }
        let behind = total - offset - limit;
        let is_nearer_to_the_end = behind < offset;
        let skipped = behind.min(offset);
        let order = TagOrder::new(order, is_nearer_to_the_end);
        let limited = |list: Sql| list.then(" LIMIT ").number(limit).then(" OFFSET ").number(skipped);
        let statement = if self.is_leapt(connection, &order, skipped)? {
            order.leap(repositories_in(&self.scope), limit, skipped)
        } else if self.is_walked(connection, &order, skipped + limit, total)? {
            limited(order.walk(self.following(&order)))
        } else {
            limited(order.sort(self.narrowing()))
        };
        let mut ids = statement.numbers(connection)?;
        if is_nearer_to_the_end {
            ids.reverse();
        }
        Ok(ids)
    }

    /// Whether it is better to add up how many tags the repositories have, than to pass by each tag.
    fn is_leapt(&self, connection: &mut Connection, order: &TagOrder, skipped: i64) -> QueryResult<bool> {
        let is_plain = self.text.is_none() && self.conditions.is_empty();
        if !is_plain || !order.is_by_name() || !order.has_index() {
            return Ok(false);
        }
        let repositories = match &self.scope {
            Some(scope) => scope.len() as i64,
            None => Sql::new("SELECT count(*) FROM repositories").value(connection)?,
        };
        Ok(skipped > repositories.saturating_mul(PASSED_AS_ADDED))
    }

    /// Whether it is better to follow the order until enough tags are found, than to find them all
    /// and sort them.
    fn is_walked(&self, connection: &mut Connection, order: &TagOrder, wanted: i64, total: i64) -> QueryResult<bool> {
        if !order.has_index() {
            return Ok(false);
        }
        let sorted = match self.few_found() {
            _ if !self.conditions.is_empty() => total,
            Some(found) => found.count,
            None => self.in_scope,
        };
        let passed = if order.is_by_push() && !self.conditions.is_empty() {
            total
        } else if order.is_by_name() || self.scope.is_none() {
            self.in_scope
        } else {
            count_tags(connection, &Sql::new("true"))?
        };
        Ok(wanted.saturating_mul(passed) / total <= sorted)
    }

    /// The conditions for the database to find the tags by.
    fn narrowing(&self) -> Sql {
        let mut all = self.conditions.clone();
        let few = self.few_found();
        match (few, &self.text) {
            (Some(found), _) => all.push(found.condition.clone()),
            (None, Some(text)) => all.push(text.scanned()),
            (None, None) => {}
        }
        if let Some(scope) = &self.scope {
            // With a plus the condition is for looking at a tag only.
            let column = if few.is_some() { "+tags.repository_id" } else { "tags.repository_id" };
            all.push(Sql::new(column).among(scope));
        }
        Sql::all(all)
    }

    /// The conditions for looking at what comes next in the order.
    fn following(&self, order: &TagOrder) -> Sql {
        let column = if order.is_by_name() { "+repositories.id" } else { "+tags.repository_id" };
        let scope = self.scope.as_ref().map(|scope| Sql::new(column).among(scope));
        let others = if order.is_by_push() { &self.conditions } else { &self.looks };
        Sql::all(others.iter().cloned().chain(scope).chain(self.text.as_ref().map(TagText::scanned)))
    }
}

fn scope(connection: &mut Connection, filter: &TagFilter) -> QueryResult<Option<Vec<i64>>> {
    match &filter.repository {
        None => visible::ids(connection, &filter.visible),
        Some(name) if filter.visible.includes(name) => {
            Ok(Some(repository_rows::id(connection, name)?.into_iter().collect()))
        }
        Some(_) => Ok(Some(Vec::new())),
    }
}

fn repositories_in(scope: &Option<Vec<i64>>) -> Sql {
    scope.as_ref().map_or_else(|| Sql::new("true"), |scope| Sql::new("repositories.id").among(scope))
}

fn count_tags(connection: &mut Connection, repositories: &Sql) -> QueryResult<i64> {
    tag_scan::sum_of_tags("repositories", repositories.clone()).value(connection)
}

/// With a plus before its column a condition is for looking at a tag only, not for finding it.
fn conditions(filter: &TagFilter, plus: &str) -> Vec<Sql> {
    let column = |condition: &str| Sql::new(plus).then(condition);
    let ids: Vec<_> = filter.ids.iter().map(|id| id.0).collect();
    let ids = (!ids.is_empty()).then(|| column("tags.id").among(&ids));
    let digest = filter.digest.as_ref().map(|digest| {
        column("tags.manifest_id IN (SELECT id FROM manifests WHERE digest = ").text(digest.as_str()).then(")")
    });
    let before = filter.pushed_before.map(|moment| column("tags.pushed_at < ").number(microseconds(moment)));
    let after = filter.pushed_after.map(|moment| column("tags.pushed_at >= ").number(microseconds(moment)));
    [ids, digest, before, after].into_iter().flatten().collect()
}
