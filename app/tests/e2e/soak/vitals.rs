use std::fmt;
use std::fs;
use std::process::Command;

use crate::harness::{Outcome, Server};

/// What a process takes at one moment.
pub(super) struct Vitals {
    memory: u64,
    files: u64,
    threads: u64,
    /// Bytes of the write-ahead log; none if the store is no file.
    wal: u64,
    /// Bytes that are in use in the store, without the audit log: that one grows by what happens.
    store: u64,
}

/// What was seen, in order.
#[derive(Default)]
pub(super) struct Record(Vec<Vitals>);

/// How much more than half as long before is no growth: a part of it, and so much for chance.
struct Tolerance {
    part: u64,
    chance: u64,
}

type Measure = (&'static str, fn(&Vitals) -> u64, Tolerance);

const MEASURES: [Measure; 5] = [
    ("bytes of memory", |vitals| vitals.memory, Tolerance { part: 8, chance: 8 << 20 }),
    ("open files", |vitals| vitals.files, Tolerance { part: 8, chance: 16 }),
    ("threads", |vitals| vitals.threads, Tolerance { part: 8, chance: 8 }),
    ("bytes of write-ahead log", |vitals| vitals.wal, Tolerance { part: 8, chance: 4 << 20 }),
    ("bytes of store beside the audit log", |vitals| vitals.store, Tolerance { part: 8, chance: 256 << 10 }),
];

/// The pages of all tables and indexes but those of the audit log.
const IN_USE: &str = "SELECT sum(pages.pgsize) FROM dbstat AS pages JOIN sqlite_schema AS of ON of.name = pages.name
    WHERE of.tbl_name NOT LIKE 'audit%'";

impl Vitals {
    pub(super) fn of(server: &Server) -> Self {
        let (store, wal) = server.file().map_or((0, 0), |file| {
            let in_use = Outcome::of(Command::new("sqlite3").arg("-readonly").arg(&file).arg(IN_USE)).expect_ok();
            (in_use.trim().parse().unwrap(), fs::metadata(file.with_extension("db-wal")).unwrap().len())
        });
        Self { memory: server.memory(), files: server.open_files() as u64, threads: server.threads(), wal, store }
    }
}

impl Record {
    pub(super) fn note(&mut self, vitals: Vitals) {
        self.0.push(vitals);
    }

    /// The medians of the first half and of the second one.
    fn halves(&self, measure: fn(&Vitals) -> u64) -> [u64; 2] {
        let (first, second) = self.0.split_at(self.0.len() / 2);
        [first, second].map(|half| {
            let mut seen: Vec<_> = half.iter().map(measure).collect();
            seen.sort_unstable();
            seen[seen.len() / 2]
        })
    }

    #[track_caller]
    pub(super) fn must_not_grow(&self) {
        for (name, measure, Tolerance { part, chance }) in &MEASURES {
            let [first, second] = self.halves(*measure);
            assert!(second <= first + first / part + chance, "{name}: {first}, and then {second}\n{self}");
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, measure, _) in &MEASURES {
            let [first, second] = self.halves(*measure);
            let most = self.0.iter().map(measure).max().unwrap_or_default();
            writeln!(f, "{name}: {first} in the first half, {second} in the second, {most} at most")?;
        }
        Ok(())
    }
}
