/// How many files and connections this process may have open, once it has taken all that it is
/// granted: what a process starts with is often a small part of it.
pub fn most_open_files() -> usize {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(most) => usize::try_from(most).unwrap_or(usize::MAX),
        Err(error) => {
            tracing::warn!(%error, "it is not known how many files may be open");
            usize::MAX
        }
    }
}
