//! The real binary, called for a command.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program: ours, or the one that stands in for it, such as one on a store of somebody else.
pub(crate) fn binary() -> PathBuf {
    stand_in().unwrap_or_else(|| env!("CARGO_BIN_EXE_registry-admin").into())
}

/// What `REGISTRY_ADMIN` names.
pub(crate) fn stand_in() -> Option<PathBuf> {
    env::var_os("REGISTRY_ADMIN").map(Into::into)
}

/// The version before, if `UPGRADE_FROM` names one; without, the same program plays it.
pub(crate) fn earlier() -> PathBuf {
    env::var_os("UPGRADE_FROM").map_or_else(binary, Into::into)
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Calls it and gives it nothing to read.
pub(crate) fn call<S: AsRef<OsStr>>(arguments: &[S]) -> Ended {
    call_with_input(arguments, "")
}

pub(crate) fn call_with_input<S: AsRef<OsStr>>(arguments: &[S], input: &str) -> Ended {
    run(Command::new(binary()).args(arguments), input)
}

/// Calls another version of it.
pub(crate) fn call_of<S: AsRef<OsStr>>(program: &Path, arguments: &[S]) -> Ended {
    run(Command::new(program).args(arguments), "")
}

/// Calls it in another time: `shift` is what faketime understands.
pub(crate) fn call_at<S: AsRef<OsStr>>(shift: &str, arguments: &[S], input: &str) -> Ended {
    run(Command::new("faketime").args(["-f", shift]).arg(binary()).args(arguments), input)
}

fn run(command: &mut Command, input: &str) -> Ended {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read may have ended before.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Ended {
    /// What it printed, if it did what it should.
    #[track_caller]
    pub(crate) fn printed(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{self:?}");
        self.stdout
    }

    /// What it complained of.
    #[track_caller]
    pub(crate) fn complained(self, code: i32) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "{self:?}");
        self.stderr
    }
}
