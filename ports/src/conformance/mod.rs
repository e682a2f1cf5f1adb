//! What every [`Store`](crate::Store) must do, as tests that any adapter can run.
