use diesel::prelude::*;
use domain::UserName;
use domain::catalog::Visibility;

use super::super::among::among;
use super::super::connection::Connection;
use super::super::functions::matches_one_of;
use super::super::schema::repositories;

/// Patterns by the cheapest way to find what they match.
#[derive(Default)]
struct Patterns {
    exact: Vec<String>,
    /// What every name begins with that the pattern can match, and the pattern.
    prefixed: Vec<(String, String)>,
    others: Vec<String>,
}

impl Patterns {
    fn add(&mut self, pattern: String) {
        match pattern.find('*') {
            None => self.exact.push(pattern),
            Some(0) => self.others.push(pattern),
            Some(wildcard) => {
                let (prefix, _) = pattern.split_at(wildcard);
                self.prefixed.push((prefix.to_owned(), pattern));
            }
        }
    }
}

/// The ids of the repositories that may be seen; none if that is every one.
pub(super) fn ids(connection: &mut Connection, visibility: &Visibility) -> QueryResult<Option<Vec<i64>>> {
    let Visibility::Matching { patterns, login } = visibility else { return Ok(None) };
    let mut sorted = Patterns::default();
    for pattern in patterns.iter().filter_map(|pattern| filled(&pattern.to_string(), login.as_ref())) {
        if pattern == "**" {
            return Ok(None);
        }
        sorted.add(pattern);
    }
    let mut ids = matching(connection, &sorted)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(ids))
}

/// The pattern with `{login}` filled in; none if nobody is known who could stand there.
fn filled(pattern: &str, login: Option<&UserName>) -> Option<String> {
    let components = pattern.split('/').map(|component| match component {
        "{login}" => login.map(UserName::as_str),
        other => Some(other),
    });
    Some(components.collect::<Option<Vec<_>>>()?.join("/"))
}

fn matching(connection: &mut Connection, patterns: &Patterns) -> QueryResult<Vec<i64>> {
    let repositories = repositories::table.select(repositories::id);
    let mut ids: Vec<i64> = repositories.filter(among("repositories.name", &patterns.exact)).load(connection)?;
    for (prefix, pattern) in &patterns.prefixed {
        // The prefix ends in a slash, and the character after that is a zero.
        let end = format!("{}0", prefix.trim_end_matches('/'));
        let below = repositories.filter(repositories::name.ge(prefix)).filter(repositories::name.lt(end));
        let is_all_below = pattern.len() == prefix.len() + "**".len();
        let found: Vec<i64> = if is_all_below {
            below.load(connection)?
        } else {
            below.filter(matches_one_of(repositories::name, std::slice::from_ref(pattern))).load(connection)?
        };
        ids.extend(found);
    }
    if !patterns.others.is_empty() {
        let matched = matches_one_of(repositories::name, &patterns.others);
        ids.extend(repositories.filter(matched).load::<i64>(connection)?);
    }
    Ok(ids)
}
