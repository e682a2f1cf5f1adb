//! Searching, sorting and paging, alike for every kind of record.

use std::cmp::Ordering;

use ports::{Direction, Order, Page, Window};

/// Whether a filter's list lets `value` through: an empty one takes anything.
pub(super) fn is_any_of<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}

/// Whether `part` is somewhere in one of the texts, in any (ASCII) case.
pub(super) fn is_within(part: &str, texts: &[&str]) -> bool {
    let part = part.to_ascii_lowercase();
    texts.iter().any(|text| text.to_ascii_lowercase().contains(&part))
}

/// Sorts records that come by id, and cuts out a page.
pub(super) fn page<'a, T: Clone + 'a, K>(
    records: impl Iterator<Item = &'a T>,
    order: &Order<K>,
    compare: impl Fn(&K, &T, &T) -> Ordering,
    window: Window,
) -> Page<T> {
    let mut records: Vec<_> = records.collect();
    records.sort_by(|one, other| {
        let compared = order.iter().map(|(key, direction)| match direction {
            Direction::Ascending => compare(key, one, other),
            Direction::Descending => compare(key, other, one),
        });
        compared.fold(Ordering::Equal, Ordering::then)
    });
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Page {
        total: records.len() as u64,
        items: records.into_iter().skip(count(window.offset)).take(count(window.limit)).cloned().collect(),
    }
}
