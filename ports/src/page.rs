use std::cmp::Ordering;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many records to leave out first.
    pub offset: u64,
    /// The most records to give.
    pub limit: u64,
}

impl Window {
    /// The whole list.
    pub const ALL: Self = Self { offset: 0, limit: i64::MAX as u64 };

    /// The part of a list that is whole in memory.
    pub fn of<T>(self, list: Vec<T>) -> Page<T> {
        let as_count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let total = list.len() as u64;
        Page { items: list.into_iter().skip(as_count(self.offset)).take(as_count(self.limit)).collect(), total }
    }

    /// The part of a list that is whole in memory, once it is sorted; its records come by id.
    pub fn of_sorted<T, K: SortKey<T>>(self, mut list: Vec<T>, order: &Order<K>) -> Page<T> {
        list.sort_by(|one, other| {
            let compared = order.iter().map(|(key, direction)| match direction {
                Direction::Ascending => key.compare(one, other),
                Direction::Descending => key.compare(other, one),
            });
            compared.fold(Ordering::Equal, Ordering::then)
        });
        self.of(list)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The records within the [`Window`].
    pub items: Vec<T>,
    /// How many records the whole list has.
    pub total: u64,
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Least first.
    #[default]
    Ascending,
    /// Greatest first.
    Descending,
}

/// What a list is sorted by, most significant first. Records alike in all of it come by id, so
/// that pages neither overlap nor miss one.
pub type Order<K> = Vec<(K, Direction)>;

/// Something that records `T` can be sorted by.
pub trait SortKey<T> {
    /// How two records compare, least first.
    fn compare(&self, one: &T, other: &T) -> Ordering;
}
