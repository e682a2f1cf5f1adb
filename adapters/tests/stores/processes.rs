//! Several users of one SQLite file, as several processes are, and the sudden end of one.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ports::{Intent, Store};

use super::common::{change, open, user};

const FILE: &str = "TEST_STORE_FILE";

/// How many letters the description has: one for each change.
async fn changes(path: &Path) -> usize {
    let mut unit = open(path).await.begin(Intent::Read).await.unwrap();
    unit.users().find(user().id).await.unwrap().unwrap().description.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stores_on_one_file_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let opening: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn({
                let path = path.clone();
                async move { open(&path).await }
            })
        })
        .collect();
    let mut writing = Vec::new();
    for store in opening {
        let store = store.await.unwrap();
        writing.extend((0..25).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { change(&store, |alice| alice.description.push('x')).await })
        }));
    }
    for writer in writing {
        writer.await.unwrap();
    }
    assert_eq!(changes(&path).await, 100);
}

#[tokio::test]
async fn what_a_killed_process_committed_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut other = other_process(&path);
    let told = BufReader::new(other.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut told = told.filter(|line| line == "committed");

    let store = open(&path).await;
    for _ in 0..20 {
        change(&store, |alice| alice.description.push('x')).await;
        told.next().unwrap();
    }
    other.kill().unwrap();
    other.wait().unwrap();
    let acknowledged = 40 + told.count();

    let kept = changes(&path).await;
    assert!((acknowledged..=acknowledged + 1).contains(&kept), "{acknowledged} acknowledged, {kept} kept");
    change(&store, |alice| alice.description.push('x')).await;
}

fn other_process(path: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "processes::the_other_process", "--ignored", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
#[ignore = "it is started by another test, and killed by it"]
async fn the_other_process() {
    let Some(path) = env::var_os(FILE) else { return };
    let store = open(Path::new(&path)).await;
    loop {
        change(&store, |alice| alice.description.push('x')).await;
        println!("committed");
    }
}
