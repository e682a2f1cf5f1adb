use std::fs::DirBuilder;
use std::io;
use std::path::Path;

/// Makes a directory, and those above it, that nobody else can look into. One that is there already
/// stays as it is.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
