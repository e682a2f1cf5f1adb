//! Searches that find more tags than a store takes one by one, in either engine.

use adapters::{PostgresSettings, PostgresStore};
use diesel::Connection;
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;
use domain::catalog::Visibility;
use ports::{Direction, Intent, Store, TagFilter, TagSort, Window};

use super::common::open;

/// Repositories, and what their tags begin with. Each tag goes on with its number.
const KINDS: [(&str, &str, u64); 4] = [
    ("team/base", "Plain-", 11_000),
    ("team/other", "bare-", 11_000),
    ("team/mixed", "Base-", 300),
    ("my/base", "x", 20),
];

fn statements() -> String {
    let repositories = KINDS.iter().zip(1..).map(|((name, begin, count), id)| {
        format!(
            "INSERT INTO repositories (id, name, version, tags, manifests, size, pulls)
            VALUES ({id}, '{name}', 1, {count}, 1, 1, 0);
            INSERT INTO manifests (id, repository_id, digest, kind, media_type, size, annotations, platforms,
                pulled_size, pushed_at, pulls)
            VALUES ({id}, {id}, 'sha256:{}', 'image', 'm', 1, '{{}}', '[]', 1, 1, 0);
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})
            INSERT INTO tags (repository_id, name, manifest_id, size, pushed_at, pulls)
            SELECT {id}, '{begin}' || n, {id}, 1, 1, 0 FROM n;",
            "0".repeat(64),
        )
    });
    repositories.collect()
}

/// All tags, by name.
fn tags() -> Vec<String> {
    let of = |(name, begin, count): &(&str, &str, u64)| {
        (1..=*count).map(|number| format!("{name}:{begin}{number}")).collect::<Vec<_>>()
    };
    let mut tags: Vec<_> = KINDS.iter().flat_map(of).collect();
    tags.sort_unstable_by_key(|tag| {
        tag.split_once(':').map(|(repository, name)| (repository.to_owned(), name.to_owned()))
    });
    tags
}

/// In the names of repositories, in those of tags, in both, across the colon, and in few.
const TEXTS: [&str; 13] = [
    "base",
    "ba",
    "plain",
    "PLAIN-1",
    "bare-",
    "ar",
    "-1",
    "-77",
    "a",
    "e:plain",
    "r:b",
    "base:plain-99",
    "mixed:base-2",
];

async fn must_find_all(store: &dyn Store) {
    let some = ["team/mixed", "my/*", "team/other"].map(|pattern| pattern.parse().unwrap());
    let some = Visibility::Matching { patterns: some.to_vec(), login: None };
    let mut unit = store.begin(Intent::Read).await.unwrap();
    for (visible, is_whole) in [(Visibility::Everything, true), (some, false)] {
        let seen: Vec<_> = tags().into_iter().filter(|tag| is_whole || !tag.starts_with("team/base:")).collect();
        for (text, pushed_before) in
            TEXTS.iter().flat_map(|text| [(text, None), (text, Some(time::OffsetDateTime::now_utc()))])
        {
            let found: Vec<_> = seen.iter().filter(|tag| tag.to_lowercase().contains(&text.to_lowercase())).collect();
            let filter = TagFilter {
                visible: visible.clone(),
                ids: vec![],
                repository: None,
                text: Some((*text).to_owned()),
                digest: None,
                pushed_before,
                pushed_after: None,
            };
            for offset in [0, found.len() / 2] {
                let window = Window { offset: offset as u64, limit: 5 };
                let order = vec![(TagSort::Name, Direction::Ascending)];
                let page = unit.catalog().tags(&filter, &order, window).await.unwrap();
                let names: Vec<_> = page.items.iter().map(|tag| format!("{}:{}", tag.repository, tag.name)).collect();
                assert_eq!(
                    (page.total, names.iter().collect::<Vec<_>>()),
                    (found.len() as u64, found.iter().skip(offset).take(5).copied().collect()),
                    "{text:?} {visible:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_file_finds_any_number_of_tags() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = open(&path).await;
    SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(&statements()).unwrap();
    must_find_all(&store).await;
}

#[tokio::test]
async fn a_database_finds_any_number_of_tags_and_counts_the_names_that_remain() {
    let database = postgres_cluster::database();
    let settings = PostgresSettings { url: database.url(), pool_size: 2.try_into().unwrap() };
    let store = PostgresStore::open(&settings).await.unwrap();
    database.run(&statements());
    must_find_all(&store).await;

    // As whatever knows nothing of the names does.
    database
        .run("UPDATE tags SET size = 2; DELETE FROM tags WHERE name LIKE '%9'; DELETE FROM repositories WHERE id = 3");
    let wrong = "SELECT count(*) FROM (SELECT lower(name) AS name, count(*) AS tags FROM tags GROUP BY 1) AS there
        FULL JOIN tag_names USING (name, tags) WHERE there.name IS NULL OR tag_names.name IS NULL";
    assert_eq!(database.run(wrong), "0");
}
