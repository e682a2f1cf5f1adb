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
