use std::str::FromStr;

use poem::http::Uri;
use ports::{Direction, Order, Window};

use crate::error::AppError;

const DEFAULT_LIMIT: u64 = 50;
const MAX_LIMIT: u64 = 1000;

/// The part of a list that a request asks for.
pub(super) fn window(offset: Option<u64>, limit: Option<u64>) -> Result<Window, AppError> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(AppError::BadRequest(format!("the parameter \"limit\" goes from 1 to {MAX_LIMIT}")));
    }
    let offset = offset.unwrap_or(0);
    if offset > i64::MAX as u64 {
        return Err(AppError::BadRequest("the parameter \"offset\" is too large".to_owned()));
    }
    Ok(Window { offset, limit })
}

/// Reads `sort=-role,login`: the names of fields, `-` for descending.
pub(super) fn order<K: Copy>(sort: Option<&str>, keys: &[(&str, K)]) -> Result<Order<K>, AppError> {
    let fields = sort.into_iter().flat_map(|sort| sort.split(','));
    let parse = |field: &str| {
        let (name, direction) = match field.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (field, Direction::Ascending),
        };
        let known = keys.iter().find(|(known, _)| *known == name);
        known.map(|(_, key)| (*key, direction)).ok_or_else(|| {
            let names: Vec<_> = keys.iter().map(|(name, _)| *name).collect();
            AppError::BadRequest(format!("cannot sort by \"{name}\", but by: {}", names.join(", ")))
        })
    };
    fields.map(parse).collect()
}

/// Reads ids to filter by.
pub(super) fn ids<I: FromStr>(texts: Option<Vec<String>>) -> Result<Vec<I>, AppError> {
    let parse = |text: String| text.parse().map_err(|_| AppError::BadRequest(format!("\"{text}\" is not an id")));
    texts.unwrap_or_default().into_iter().map(parse).collect()
}

/// The Link header (RFC 8288) that leads to the next part of a list, if there is one.
pub(super) fn link_to_next(uri: &Uri, window: Window, total: u64) -> Option<String> {
    let next = window.offset.checked_add(window.limit).filter(|next| *next < total)?;
    let mut query: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).ok()?;
    query.retain(|(name, _)| name != "offset");
    query.push(("offset".to_owned(), next.to_string()));
    Some(format!("<{}?{}>; rel=\"next\"", uri.path(), serde_urlencoded::to_string(query).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_names_fields_and_directions() {
        let keys = [("role", 1), ("login", 2)];
        let order_of = |sort| order(Some(sort), &keys);
        assert_eq!(order_of("-role,login").unwrap(), [(1, Direction::Descending), (2, Direction::Ascending)]);
        assert!(order_of("login; DROP TABLE users").is_err());
        assert!(order_of("").is_err());
        assert!(order(None, &keys).unwrap().is_empty());
    }

    #[test]
    fn the_next_part_keeps_the_rest_of_the_question() {
        let uri: Uri = "/api/v1/users?q=a%26b&limit=2&offset=2".parse().unwrap();
        let window = Window { offset: 2, limit: 2 };
        let link = link_to_next(&uri, window, 5).unwrap();
        assert_eq!(link, "</api/v1/users?q=a%26b&limit=2&offset=4>; rel=\"next\"");
        assert_eq!(link_to_next(&uri, window, 4), None);
    }

    #[test]
    fn a_window_has_limits() {
        assert_eq!(window(None, None).unwrap(), Window { offset: 0, limit: 50 });
        assert!(window(None, Some(0)).is_err());
        assert!(window(None, Some(1001)).is_err());
        assert!(window(Some(u64::MAX), None).is_err());
    }
}
