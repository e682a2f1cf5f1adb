//! A disk that does not take everything.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::Outcome;
use super::wait::until;

/// A small disk of its own, in memory. Needs the right to mount.
pub(crate) struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    pub(crate) fn new(kilobytes: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let size = format!("size={kilobytes}k,mode=700");
        let mut mount = Command::new("mount");
        Outcome::of(mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path())).expect_ok();
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves not a byte.
    pub(crate) fn fill(&self) {
        for size in ["4k", "1"] {
            let file = format!("of={}", self.filling(size).display());
            let _ = Outcome::of(Command::new("dd").args(["if=/dev/zero", &file, &format!("bs={size}")]));
        }
    }

    /// Gives back what was filled.
    pub(crate) fn clear(&self) {
        for size in ["4k", "1"] {
            fs::remove_file(self.filling(size)).unwrap();
        }
    }

    pub(crate) fn make_read_only(&self) {
        Outcome::of(Command::new("mount").args(["-o", "remount,ro"]).arg(self.path())).expect_ok();
    }

    fn filling(&self, size: &str) -> PathBuf {
        self.path().join(format!("filling-{size}"))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Outcome::of(Command::new("umount").arg("--lazy").arg(self.path()));
    }
}

/// A process whose writing to its files fails, for as long as this lives: the kernel says so in the
/// place of doing it. That is how a disk behaves that has become read-only, or is broken.
pub(crate) struct FailingWrites {
    tracer: Child,
}

impl FailingWrites {
    /// `error` is a name such as `EROFS`.
    pub(crate) fn of(process: u32, error: &str) -> Self {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-q", "-o", "/dev/null", "-e", "trace=pwrite64,fsync,fdatasync,ftruncate"]);
        strace.args(["-e", &format!("inject=pwrite64,fsync,fdatasync,ftruncate:error={error}")]);
        let tracer = strace.args(["-p", &process.to_string()]).stderr(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{process}/status");
        until("the process is traced", || {
            let tracer = format!("TracerPid:\t{}\n", tracer.id());
            fs::read_to_string(&status).unwrap().contains(&tracer).then_some(())
        });
        Self { tracer }
    }
}

impl Drop for FailingWrites {
    fn drop(&mut self) {
        // It lets go of the process; killed outright it would leave it as it is.
        let _ = Outcome::of(Command::new("kill").arg(self.tracer.id().to_string()));
        let _ = self.tracer.wait();
    }
}
