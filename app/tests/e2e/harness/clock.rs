use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;

use super::Outcome;

/// The clock of a machine, which can be set while a process runs by it. As on a real machine, what
/// measures durations does not jump with it.
#[derive(Clone)]
pub(crate) struct FakeClock {
    folder: Arc<TempDir>,
}

impl FakeClock {
    /// It is right.
    pub(crate) fn new() -> Self {
        let clock = Self { folder: Arc::new(TempDir::new().unwrap()) };
        clock.set("+0");
        clock
    }

    /// Sets it as far from the right time as `shift` says, in the words of faketime.
    pub(crate) fn set(&self, shift: &str) {
        // Never is there half a file.
        let written = self.folder.path().join("next");
        fs::write(&written, shift).unwrap();
        fs::rename(written, self.file()).unwrap();
    }

    /// The process to be started goes by this clock.
    pub(super) fn rule(&self, command: &mut Command) {
        let library = Outcome::of(Command::new("faketime").args(["-f", "+0", "printenv", "LD_PRELOAD"])).expect_ok();
        command.env("LD_PRELOAD", library.trim());
        command.env("FAKETIME_TIMESTAMP_FILE", self.file()).env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("shift")
    }
}
