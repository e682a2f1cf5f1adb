//! Whatever reads what a stranger wrote, each with what must hold whatever that is.
//!
//! `tests/bounded.rs` replays the corpora and throws some thousand changed ones at each target, with
//! every `cargo test`; `src/main.rs` searches for as long as it is let, guided by coverage.

mod targets;

use std::path::{Path, PathBuf};

/// Something to throw bytes at; it panics if something does not hold.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What it is called, as is the folder of its corpus.
    pub name: &'static str,
    /// Throws.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = targets::ALL;

impl Target {
    /// The target of this name.
    pub fn named(name: &str) -> Option<Self> {
        TARGETS.iter().copied().find(|target| target.name == name)
    }

    /// Where its corpus is kept: what reaches each part of the code, and whatever once went wrong.
    pub fn corpus(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(self.name)
    }
}
