/// How busy something is of which there is only so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// How many use it now.
    pub in_use: usize,
    /// How many wait until they may.
    pub waiting: usize,
}
