use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use flate2::Compression;
use flate2::write::GzEncoder;

/// A log file that is moved aside when it is full: `FILE.1.gz` is the youngest of the old ones.
pub(super) struct RotatingFile {
    path: PathBuf,
    file: File,
    size: u64,
    max_size: u64,
    max_backups: u32,
    compressing: Option<JoinHandle<io::Result<()>>>,
}

impl RotatingFile {
    /// Goes on with the file if it exists.
    pub(super) fn open(path: PathBuf, max_size: u64, max_backups: u32) -> io::Result<Self> {
        let file = append(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, file, size, max_size, max_backups, compressing: None })
    }

    /// Writes whole lines, which stay together in one file.
    pub(super) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let length = lines.len() as u64;
        if self.size > 0 && self.size.saturating_add(length) > self.max_size {
            // A file that grows too large is better than lines that are lost.
            self.rotate().unwrap_or_else(|error| tracing::warn!(%error, "cannot rotate the access log"));
        }
        self.file.write_all(lines)?;
        self.size += length;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        let newest = numbered(&self.path, 1, "");
        self.finish_compression(&newest)?;
        for number in (1..self.max_backups).rev() {
            rename_if_there(&numbered(&self.path, number, ".gz"), &numbered(&self.path, number + 1, ".gz"))?;
        }
        if self.max_backups == 0 {
            fs::remove_file(&self.path)?;
        } else {
            fs::rename(&self.path, &newest)?;
            self.compressing = Some(thread::spawn(move || compress(&newest)));
        }
        self.file = append(&self.path)?;
        self.size = 0;
        Ok(())
    }

    /// The youngest of the old files is compressed beside the writing. If that was not done to the
    /// end, by an earlier process perhaps, it is done now.
    fn finish_compression(&mut self, newest: &Path) -> io::Result<()> {
        if let Some(running) = self.compressing.take() {
            let _ = running.join();
        }
        if newest.exists() { compress(newest) } else { Ok(()) }
    }
}

impl Drop for RotatingFile {
    fn drop(&mut self) {
        if let Some(running) = self.compressing.take() {
            let _ = running.join();
        }
    }
}

fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    // Whoever counts failures, as fail2ban does, may belong to the group.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    options.open(path)
}

/// `path` becomes `path.gz`, in one step.
fn compress(path: &Path) -> io::Result<()> {
    let unfinished = with_ending(path, ".gz.tmp");
    let mut encoder = GzEncoder::new(append_anew(&unfinished)?, Compression::default());
    io::copy(&mut File::open(path)?, &mut encoder)?;
    encoder.finish()?.sync_all()?;
    fs::rename(unfinished, with_ending(path, ".gz"))?;
    fs::remove_file(path)
}

fn append_anew(path: &Path) -> io::Result<File> {
    let file = append(path)?;
    file.set_len(0)?;
    Ok(file)
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn numbered(path: &Path, number: u32, ending: &str) -> PathBuf {
    with_ending(path, &format!(".{number}{ending}"))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut whole: OsString = path.into();
    whole.push(ending);
    whole.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use tempfile::TempDir;

    use super::*;

    const LINE: &[u8] = b"123456789\n";

    fn names(folder: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn unpacked(path: &Path) -> Vec<u8> {
        let mut content = Vec::new();
        GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut content).unwrap();
        content
    }

    fn write(folder: &TempDir, lines: usize, max_backups: u32) {
        let mut file = RotatingFile::open(folder.path().join("log"), 30, max_backups).unwrap();
        for _ in 0..lines {
            file.write(LINE).unwrap();
        }
    }

    #[test]
    fn a_full_file_is_moved_aside_and_the_oldest_goes() {
        let folder = TempDir::new().unwrap();
        write(&folder, 14, 3);
        assert_eq!(names(&folder), ["log", "log.1.gz", "log.2.gz", "log.3.gz"]);
        assert_eq!(fs::read(folder.path().join("log")).unwrap(), LINE.repeat(2));
        for number in 1..=3 {
            assert_eq!(unpacked(&numbered(&folder.path().join("log"), number, ".gz")), LINE.repeat(3));
        }
    }

    #[test]
    fn another_process_goes_on_where_the_last_one_ended() {
        let folder = TempDir::new().unwrap();
        write(&folder, 2, 3);
        fs::write(folder.path().join("log.1"), "not compressed any more").unwrap();
        write(&folder, 2, 3);
        assert_eq!(names(&folder), ["log", "log.1.gz", "log.2.gz"]);
        assert_eq!(unpacked(&folder.path().join("log.2.gz")), b"not compressed any more");
    }

    #[test]
    fn none_are_kept_if_none_are_wanted() {
        let folder = TempDir::new().unwrap();
        write(&folder, 4, 0);
        assert_eq!(names(&folder), ["log"]);
        assert_eq!(fs::read(folder.path().join("log")).unwrap(), LINE);
    }

    #[test]
    fn a_line_longer_than_a_file_is_written_all_the_same() {
        let folder = TempDir::new().unwrap();
        let mut file = RotatingFile::open(folder.path().join("log"), 5, 1).unwrap();
        file.write(LINE).unwrap();
        assert_eq!(fs::read(folder.path().join("log")).unwrap(), LINE);
    }
}
