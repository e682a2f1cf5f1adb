//! Mixed load on one process and a registry, for long: nothing grows, nothing fails, and in the end all
//! is true. `SOAK_SECONDS` says how long the long one is.

mod load;
mod vitals;

use std::env;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::Stage;
use crate::harness::checker::agree;
use load::{KINDS, Load};
use vitals::{Record, Vitals};

/// How often a look is taken.
const LOOKS: u32 = 60;
/// A part of the time that passes before growth counts: caches fill, and the allocator gets what it needs.
const WARM_UP: u32 = 5;
/// A pause after each step, so that it is load and not a flood.
const PACE: Duration = Duration::from_millis(50);

#[test]
fn mixed_load_leaves_nothing_behind() {
    endure(Duration::from_secs(20));
}

#[test]
#[ignore = "takes half an hour: make soak"]
fn half_an_hour_of_mixed_load_leaves_nothing_behind() {
    let seconds = env::var("SOAK_SECONDS").map_or(30 * 60, |seconds| seconds.parse().unwrap());
    endure(Duration::from_secs(seconds));
}

#[expect(clippy::print_stdout, reason = "the figures are what is wanted of a long one")]
fn endure(duration: Duration) {
    // Anybody may claim to be anywhere, and sessions end soon: neither may be remembered for ever.
    let mut stage = Stage::set_with_events_and(&["--http.trusted-proxies=127.0.0.1", "--auth.cookie-ttl=10s"]);
    let load = Load::prepare(&stage);
    let is_over = AtomicBool::new(false);
    let record = thread::scope(|scope| {
        for kind in KINDS {
            let (load, is_over) = (&load, &is_over);
            scope.spawn(move || {
                for step in (0..).take_while(|_| !is_over.load(Ordering::Relaxed)) {
                    kind(load, step);
                    thread::sleep(PACE);
                }
            });
        }
        let record = watch(&stage, duration);
        is_over.store(true, Ordering::Relaxed);
        record
    });
    println!("{} answers in {duration:?}\n{record}", load.answers());
    record.must_not_grow();
    agree(&stage);
    if stage.server.file().is_some() {
        stage.server.stop();
        stage.server.command(&["audit", "verify"]).printed();
    }
}

/// Looks again and again; what is seen while it warms up does not count.
fn watch(stage: &Stage, duration: Duration) -> Record {
    let begin = Instant::now();
    let mut record = Record::default();
    while begin.elapsed() < duration {
        thread::sleep(duration / LOOKS);
        if begin.elapsed() > duration / WARM_UP {
            record.note(Vitals::of(&stage.server));
        }
    }
    record
}
