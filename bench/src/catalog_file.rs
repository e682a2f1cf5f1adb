//! A large catalogue, made through the port that the server itself writes it by.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use adapters::SqliteStore;
use domain::RepositoryName;
use domain::catalog::{Content, Descriptor, Manifest, MediaType};
use ports::{Intent, RepositoryChanges, Store};
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::Result;

pub(crate) const TAGS_EACH: u64 = 50;
const TEAMS: u64 = 400;
const PER_UNIT: u64 = 100;

/// Puts a copy of a catalogue of so many repositories there. To make it may take minutes: it is kept beside
/// the binary, and how long it took is told when it was made.
pub(crate) fn put(binary: &Path, path: &Path, repositories: u64) -> Result<Option<Duration>> {
    let kept = binary.with_file_name(format!("bench-catalogue-{repositories}.db"));
    let made_in = (!kept.exists()).then(|| make(&kept, repositories)).transpose()?;
    fs::copy(kept, path)?;
    Ok(made_in)
}

fn make(kept: &Path, repositories: u64) -> Result<Duration> {
    let folder = TempDir::new()?;
    let (file, begin) = (folder.path().join("catalogue.db"), Instant::now());
    fill(&file, repositories)?;
    let took = begin.elapsed();
    // Half of a file must not be taken for all of it.
    let part = kept.with_extension("part");
    fs::copy(file, &part)?;
    fs::rename(part, kept)?;
    Ok(took)
}

fn fill(path: &Path, repositories: u64) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = SqliteStore::open(path).await?;
        for first in (0..repositories).step_by(usize::try_from(PER_UNIT)?) {
            let mut unit = store.begin(Intent::Write).await?;
            for repository in first..repositories.min(first + PER_UNIT) {
                let age = time::Duration::seconds(i64::try_from(scrambled(repository) % 1_000_000)?);
                let at = OffsetDateTime::now_utc() - age;
                unit.catalog().apply(&name(repository)?, &changes(repository)?, at).await?;
            }
            unit.commit().await?;
        }
        Ok(())
    })
}

pub(crate) fn name(repository: u64) -> Result<RepositoryName> {
    Ok(format!("team-{}/service-{repository}", repository % TEAMS).parse()?)
}

fn changes(repository: u64) -> Result<RepositoryChanges> {
    let mut changes = RepositoryChanges::default();
    for number in 0..TAGS_EACH {
        let image = image(repository, number)?;
        changes.tags.push((format!("v{}.{}", number / 10, number % 10).parse()?, image.digest.clone()));
        changes.manifests.push(image);
    }
    Ok(changes)
}

/// An image with a layer that its repository shares, and one of its own.
fn image(repository: u64, number: u64) -> Result<Manifest> {
    let unique = (repository * TAGS_EACH + number) * 3;
    let layers = vec![blob(u64::MAX / 8 - repository, 30_000_000)?, blob(unique + 2, scrambled(unique) % 100_000_000)?];
    Ok(Manifest {
        digest: blob(unique, 0)?.digest,
        media_type: MediaType(MediaType::OCI_MANIFEST.to_owned()),
        size: 700,
        content: Content::Image { config: blob(unique + 1, 3000)?, layers, platform: None },
        artifact_type: None,
        subject: None,
        annotations: [].into(),
    })
}

fn blob(number: u64, size: u64) -> Result<Descriptor> {
    let media_type = MediaType("application/vnd.oci.image.layer.v1.tar+gzip".to_owned());
    let hex = [1, 2, 3, 4].map(|part| format!("{:016x}", scrambled(number * 4 + part))).concat();
    Ok(Descriptor { media_type, digest: format!("sha256:{hex}").parse()?, size })
}

/// A number that looks like chance (splitmix64).
fn scrambled(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
