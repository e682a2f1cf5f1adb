//! Writers, notifications and syncs at the same time; and whatever is killed in the middle of it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::harness::checker::{agree, settle};
use crate::harness::wait::until;
use crate::harness::{Content, Remote, Stage};

const WRITERS: usize = 3;
/// How many writes there are before the end, or before something is killed.
const WRITES: usize = 60;

/// Writers that go on until they are told to stop, and how far they are.
#[derive(Default)]
struct Storm {
    writes: AtomicUsize,
    is_over: AtomicBool,
}

impl Storm {
    /// Pushes, moves tags and deletes, each writer in a repository of its own and in one for all.
    /// The registry may go away and come back.
    fn write(&self, own: &Remote, common: &Remote, writer: usize) {
        let images: Vec<_> = (0..4).map(|number| Content::image(&format!("{writer}-{number}"))).collect();
        let mut rounds = 0_usize;
        while !self.is_over.load(Ordering::Relaxed) {
            let image = &images[rounds % images.len()];
            for remote in [own, common] {
                // What fails here was under way when the registry was killed.
                let _ = remote.try_push(image, &format!("{writer}-{}", rounds % 7));
                let _ = remote.try_tag(image, "latest");
            }
            if rounds % 5 == 4 {
                let _ = own.try_delete(&image.digest());
            }
            rounds += 1;
            self.writes.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn await_writes(&self, writes: usize) {
        until("the storm is at its height", || (self.writes.load(Ordering::Relaxed) >= writes).then_some(()));
    }

    /// Lets the writers write while `meanwhile` happens.
    fn rage(stage: &mut Stage, meanwhile: impl FnOnce(&Self, &mut Stage)) {
        let storm = Self::default();
        let remotes: Vec<_> = (0..WRITERS)
            .map(|writer| stage.registry.remote(&format!("own/{writer}")))
            .map(|own| (own, stage.registry.remote("for/all")))
            .collect();
        thread::scope(|scope| {
            for (writer, (own, common)) in remotes.iter().enumerate() {
                let storm = &storm;
                scope.spawn(move || storm.write(own, common, writer));
            }
            meanwhile(&storm, stage);
            storm.is_over.store(true, Ordering::Relaxed);
        });
    }
}

#[test]
fn events_and_syncs_do_not_get_in_each_others_way() {
    let mut stage = Stage::set_with_events();
    Storm::rage(&mut stage, |storm, stage| {
        let admin = stage.server.admin();
        until("enough is written between the syncs", || {
            admin.sync();
            (storm.writes.load(Ordering::Relaxed) >= WRITES).then_some(())
        });
    });
    settle(&stage);
}

#[test]
fn the_server_catches_up_after_it_was_killed() {
    let mut stage = Stage::set_with_events();
    Storm::rage(&mut stage, |storm, stage| {
        storm.await_writes(WRITES / 3);
        stage.server.kill();
        storm.await_writes(WRITES);
    });
    stage.server.restart();
    stage.server.await_first_sync();
    settle(&stage);
}

#[test]
fn the_catalogue_is_repaired_after_the_registry_was_killed() {
    let mut stage = Stage::set_with_events();
    Storm::rage(&mut stage, |storm, stage| {
        storm.await_writes(WRITES / 3);
        stage.registry.kill();
        stage.registry.restart();
        storm.await_writes(WRITES);
    });
    // What it had not yet told, it forgot.
    stage.server.admin().sync();
    settle(&stage);
    agree(&stage);
}
