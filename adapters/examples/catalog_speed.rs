//! How quick the catalogue is when it is large:
//! `cargo run -p adapters --example catalog_speed [repositories] [file or postgres://…] [only]`.
//!
//! Fills a new file or database, or takes one that was filled before, and prints for each question, or
//! only those whose name holds a text, the median and the 99th percentile of how long it takes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "it is for people to read, who see why it fails"
)]

use std::time::{Duration, Instant};

use adapters::{PostgresSettings, PostgresStore, SqliteStore};
use domain::RepositoryName;
use domain::catalog::{Content, Descriptor, Digest, Manifest, MediaType, Visibility};
use ports::{
    Direction, Intent, RepositoryChanges, RepositoryFilter, RepositorySort, Store, TagFilter, TagSort, Window,
};
use time::OffsetDateTime;

const TAGS_EACH: u64 = 50;
const PER_UNIT: u64 = 100;
const ROUNDS: usize = 100;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let repositories: u64 = arguments.next().map_or(20_000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = || folder.path().join("store.db").display().to_string();
    let place = arguments.next().unwrap_or_else(file);
    fill(open(&place).await.as_ref(), repositories).await;
    let begun = Instant::now();
    let store = open(&place).await;
    println!("opened in {:?}", begun.elapsed());
    let store = store.as_ref();
    ask_for_repositories(store, repositories).await;
    ask_for_tags(store, repositories).await;
    ask_for_old_tags(store).await;
    change(store, repositories).await;
}

async fn open(place: &str) -> Box<dyn Store> {
    if !place.starts_with("postgres://") {
        return Box::new(SqliteStore::open(place.as_ref()).await.unwrap());
    }
    let settings = PostgresSettings { url: place.to_owned(), pool_size: 2.try_into().unwrap() };
    Box::new(PostgresStore::open(&settings).await.unwrap())
}

/// A number that looks like chance.
fn scrambled(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn name(repository: u64) -> RepositoryName {
    const KINDS: [&str; 8] = ["web", "api", "worker", "db", "cache", "proxy", "tools", "base"];
    let kind = KINDS[scrambled(repository) as usize % KINDS.len()];
    format!("team-{}/{kind}/service-{repository}", repository % 400).parse().unwrap()
}

fn digest(number: u64) -> Digest {
    let parts = [1, 2, 3, 4].map(|part| format!("{:016x}", scrambled(number * 4 + part)));
    format!("sha256:{}", parts.concat()).parse().unwrap()
}

fn blob(number: u64, size: u64) -> Descriptor {
    let media_type = MediaType("application/vnd.oci.image.layer.v1.tar+gzip".to_owned());
    Descriptor { media_type, digest: digest(number), size }
}

/// An image with two layers: one that its repository shares, and its own.
fn image(repository: u64, number: u64) -> Manifest {
    let unique = (repository * TAGS_EACH + number) * 3;
    Manifest {
        digest: digest(unique),
        media_type: MediaType(MediaType::OCI_MANIFEST.to_owned()),
        size: 700,
        content: Content::Image {
            config: blob(unique + 1, 3000),
            layers: vec![
                blob(u64::MAX / 8 - repository, 30_000_000),
                blob(unique + 2, scrambled(unique) % 100_000_000),
            ],
            platform: None,
        },
        artifact_type: None,
        subject: None,
        annotations: [].into(),
    }
}

fn tag(repository: u64, number: u64) -> String {
    match number {
        0 => "latest".to_owned(),
        1..20 => format!("v{}.{}.{}", number / 5, number % 5, scrambled(repository) % 20),
        20..35 => format!("{}.{number}", scrambled(repository + number) % 10),
        _ => format!("main-{:07x}", scrambled(repository * TAGS_EACH + number) & 0x0fff_ffff),
    }
}

fn changes(repository: u64, numbers: impl Iterator<Item = u64> + Clone) -> RepositoryChanges {
    RepositoryChanges {
        manifests: numbers.clone().map(|number| image(repository, number)).collect(),
        tags: numbers
            .map(|number| (tag(repository, number).parse().unwrap(), image(repository, number).digest))
            .collect(),
        ..RepositoryChanges::default()
    }
}

async fn fill(store: &dyn Store, repositories: u64) {
    let totals = store.begin(Intent::Read).await.unwrap().catalog().totals().await.unwrap();
    let begun = Instant::now();
    for first in (totals.repositories..repositories).step_by(PER_UNIT as usize) {
        let mut unit = store.begin(Intent::Write).await.unwrap();
        for repository in first..(first + PER_UNIT).min(repositories) {
            let at = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(scrambled(repository) % 1_000_000_000);
            unit.catalog().apply(&name(repository), &changes(repository, 0..TAGS_EACH), at).await.unwrap();
            if repository % 3 == 0 {
                let pulled = image(repository, scrambled(repository) % TAGS_EACH).digest;
                unit.catalog().count_pull(&name(repository), &pulled, at).await.unwrap();
            }
        }
        unit.commit().await.unwrap();
    }
    let added = repositories.saturating_sub(totals.repositories);
    println!("filled {} tags in {:?}", added * TAGS_EACH, begun.elapsed());
}

async fn measure(what: &str, mut ask: impl AsyncFnMut() -> u64) {
    if std::env::args().nth(3).is_some_and(|only| !what.contains(&only)) {
        return;
    }
    let mut times = Vec::new();
    let mut answer = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        answer = ask().await;
        times.push(begun.elapsed());
        if times.iter().sum::<Duration>() > Duration::from_secs(5) {
            break;
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{what:60} {:>10.2?} {:>10.2?} {answer:>9}", at(50), at(99));
}

fn fifty_patterns() -> Visibility {
    let patterns = (0..50).map(|number| match number % 3 {
        0 => format!("team-{number}/**"),
        1 => format!("team-{number}/*/service-{number}"),
        _ => name(number * 7).to_string(),
    });
    Visibility::Matching { patterns: patterns.map(|pattern| pattern.parse().unwrap()).collect(), login: None }
}

fn views() -> [(&'static str, Visibility); 2] {
    [("everything", Visibility::Everything), ("50 patterns", fifty_patterns())]
}

const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

async fn ask_for_repositories(store: &dyn Store, repositories: u64) {
    let by = [
        RepositorySort::Name,
        RepositorySort::Size,
        RepositorySort::Tags,
        RepositorySort::PushedAt,
        RepositorySort::Pulls,
        RepositorySort::PulledAt,
    ];
    for (view, visible) in views() {
        let ask = async |text: Option<&str>, order: Vec<_>, offset| {
            let filter = RepositoryFilter { visible: visible.clone(), ids: vec![], text: text.map(str::to_owned) };
            let mut unit = store.begin(Intent::Read).await.unwrap();
            unit.catalog().repositories(&filter, &order, Window { offset, limit: 50 }).await.unwrap().total
        };
        for sort in by {
            for direction in DIRECTIONS {
                let what = format!("repositories, {view}, {sort:?} {direction:?}");
                measure(&what, async || ask(None, vec![(sort, direction)], 0).await).await;
            }
        }
        let by_name = || vec![(RepositorySort::Name, Direction::Ascending)];
        measure(&format!("repositories, {view}, last page"), async || ask(None, by_name(), repositories - 50).await)
            .await;
        measure(&format!("repositories, {view}, api"), async || ask(Some("api"), by_name(), 0).await).await;
    }
    measure("totals", async || store.begin(Intent::Read).await.unwrap().catalog().totals().await.unwrap().tags).await;
}

async fn ask_for_tags(store: &dyn Store, repositories: u64) {
    let by = [TagSort::Name, TagSort::Size, TagSort::PushedAt, TagSort::Pulls, TagSort::PulledAt];
    for (view, visible) in views() {
        let ask = async |text: Option<&str>, repository: Option<RepositoryName>, sort, direction, offset| {
            let filter = TagFilter {
                visible: visible.clone(),
                ids: vec![],
                repository,
                text: text.map(str::to_owned),
                digest: None,
                pushed_before: None,
                pushed_after: None,
            };
            let mut unit = store.begin(Intent::Read).await.unwrap();
            unit.catalog().tags(&filter, &vec![(sort, direction)], Window { offset, limit: 50 }).await.unwrap().total
        };
        let all = ask(None, None, TagSort::Name, Direction::Ascending, 0).await;
        for sort in by {
            for direction in DIRECTIONS {
                let what = format!("tags, {view}, {sort:?} {direction:?}");
                for (page, offset) in [("first", 0), ("middle", all / 2), ("last", all - 50)] {
                    let ask = async || ask(None, None, sort, direction, offset).await;
                    measure(&format!("{what}, {page}"), ask).await;
                }
            }
        }
        let texts = [
            "latest",
            "v1.2",
            "main-1a2",
            "service-123",
            "team-7/api",
            "api/service-19999:main",
            "api",
            "none!",
            "v1",
            "7",
        ];
        for text in texts {
            for sort in [TagSort::Name, TagSort::PushedAt] {
                let ask = async || ask(Some(text), None, sort, Direction::Descending, 0).await;
                measure(&format!("tags, {view}, {text:?} {sort:?}"), ask).await;
            }
        }
        let one = name(repositories / 2);
        let ask = async || ask(None, Some(one.clone()), TagSort::PushedAt, Direction::Descending, 0).await;
        measure(&format!("tags, {view}, of one repository"), ask).await;
    }
}

async fn ask_for_old_tags(store: &dyn Store) {
    for sort in [TagSort::PushedAt, TagSort::Pulls, TagSort::Name] {
        let filter = TagFilter {
            visible: Visibility::Everything,
            ids: vec![],
            repository: None,
            text: None,
            digest: None,
            pushed_before: Some(OffsetDateTime::UNIX_EPOCH + Duration::from_secs(700_000_000)),
            pushed_after: None,
        };
        let window = Window { offset: 0, limit: 50 };
        let order = vec![(sort, Direction::Descending)];
        measure(&format!("tags, everything, old ones, {sort:?}"), async || {
            let mut unit = store.begin(Intent::Read).await.unwrap();
            unit.catalog().tags(&filter, &order, window).await.unwrap().total
        })
        .await;
    }
}

async fn change(store: &dyn Store, repositories: u64) {
    let mut next = 0;
    let now = OffsetDateTime::now_utc();
    measure("apply 50 new manifests and tags, to the disk", async || {
        next += 1;
        let mut changed = changes(repositories + next, 0..50);
        changed.tags.iter_mut().for_each(|(name, _)| *name = format!("new-{next}-{name}").parse().unwrap());
        let mut unit = store.begin(Intent::Write).await.unwrap();
        unit.catalog().apply(&name(next), &changed, now).await.unwrap();
        unit.commit().await.unwrap();
        next
    })
    .await;
    measure("count a pull, to the disk", async || {
        next += 1;
        let mut unit = store.begin(Intent::Write).await.unwrap();
        unit.catalog().count_pull(&name(next), &image(next, 3).digest, now).await.unwrap();
        unit.commit().await.unwrap();
        next
    })
    .await;
    measure("remove 50 manifests, to the disk", async || {
        next += 1;
        let removed_manifests = (0..50).map(|number| image(next, number).digest).collect();
        let changed = RepositoryChanges { removed_manifests, ..RepositoryChanges::default() };
        let mut unit = store.begin(Intent::Write).await.unwrap();
        unit.catalog().apply(&name(next), &changed, now).await.unwrap();
        unit.commit().await.unwrap();
        next
    })
    .await;
}
