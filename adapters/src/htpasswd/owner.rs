//! Who may read the file.

use std::fs::{File, Metadata};
use std::io;

/// Gives a new file the mode and the group of the one it replaces, or lets owner and group read it.
#[cfg(unix)]
pub(super) fn permit(file: &File, replaced: Option<&Metadata>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let mode = replaced.map_or(0o640, |replaced| replaced.mode() & 0o777);
    if let Some(group) =
        replaced.map(Metadata::gid).filter(|group| file.metadata().is_ok_and(|new| new.gid() != *group))
    {
        // Not to write at all would leave people in who were shut out.
        fchown(file, None, Some(group))
            .unwrap_or_else(|error| tracing::warn!(group, %error, "cannot keep the group of the htpasswd file"));
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

// Elsewhere files are as private as the directory they are in.
#[cfg(not(unix))]
pub(super) fn permit(_: &File, _: Option<&Metadata>) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use ports::PasswordFile;

    use crate::HtpasswdFile;

    #[tokio::test]
    async fn a_mode_that_was_set_stays_unless_it_was_for_somebody_elses_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("htpasswd");
        fs::write(&path, "somebody:else\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        let file = HtpasswdFile::new(&path);
        let mode = || path.metadata().unwrap().mode() & 0o777;
        file.write(&[].into()).await.unwrap();
        assert_eq!(mode(), 0o640);
        for (number, chosen) in (0..).zip([0o600, 0o644]) {
            fs::set_permissions(&path, Permissions::from_mode(chosen)).unwrap();
            let hash = "$2y$05$yQhQHEyaHtHEaffcfNrU/uLnPk9vGCzY8e5F4X3b/q9u9FRqfBQ6O".to_owned();
            file.write(&[(format!("u{number}").parse().unwrap(), ports::PasswordHash(hash))].into()).await.unwrap();
            assert_eq!(mode(), chosen);
        }
    }

    #[tokio::test]
    async fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [link, target] = ["link", "target"].map(|name| folder.path().join(name));
        fs::write(&target, "").unwrap();
        symlink(&target, &link).unwrap();
        HtpasswdFile::new(&link).write(&[].into()).await.unwrap();
        assert!(link.is_symlink() && !fs::read_to_string(&target).unwrap().is_empty());
    }
}
