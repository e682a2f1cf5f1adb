//! The short form of the search, with every `cargo test`: the corpora as they are, and changed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fuzz::{TARGETS, Target};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// How many changed texts each target gets.
const CHANGED: u32 = 3000;

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let files = fs::read_dir(target.corpus()).unwrap_or_else(|error| panic!("{}: {error}", target.name));
    files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

#[derive(Debug, Clone)]
enum Change {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Repeat(Index, Index),
    Truncate(Index),
}

fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), select(&b":/*{}[]\",.&\n\0 -$#@=<>%0aA"[..])]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (any::<Index>(), byte()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        any::<Index>().prop_map(Change::Remove),
        any::<[Index; 2]>().prop_map(|[from, to]| Change::Repeat(from, to)),
        any::<Index>().prop_map(Change::Truncate),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |index: &Index, bytes: &[u8]| index.index(bytes.len() + 1);
        match self {
            Self::Insert(at, byte) => bytes.insert(place(at, bytes), *byte),
            Self::Truncate(at) => bytes.truncate(place(at, bytes)),
            Self::Repeat(one, other) => {
                let (one, other) = (place(one, bytes), place(other, bytes));
                bytes.extend_from_within(one.min(other)..one.max(other));
            }
            _ if bytes.is_empty() => {}
            Self::Replace(at, byte) => *at.get_mut(bytes) = *byte,
            Self::Remove(at) => drop(bytes.remove(at.index(bytes.len()))),
        }
    }
}

#[test]
fn each_corpus_holds() {
    for target in TARGETS {
        let corpus = corpus(target);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        for bytes in corpus {
            let held = catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes)));
            assert!(held.is_ok(), "{}: {}", target.name, bytes.escape_ascii());
        }
    }
}

#[test]
fn each_corpus_belongs_to_a_target() {
    let folders = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")).unwrap();
    let folders: BTreeSet<_> = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, TARGETS.iter().map(|target| target.name.to_owned()).collect());
}

#[test]
fn what_is_like_the_corpora_holds() {
    for target in TARGETS {
        let texts =
            (select(corpus(target)), proptest::collection::vec(change(), 0..8)).prop_map(|(mut bytes, changes)| {
                changes.iter().for_each(|change| change.apply(&mut bytes));
                bytes
            });
        let config = Config { cases: CHANGED, failure_persistence: None, ..Config::default() };
        // The same for everybody: what is found by luck is for the long search.
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let outcome = runner.run(&texts, |bytes| {
            (target.run)(&bytes);
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", target.name));
    }
}
