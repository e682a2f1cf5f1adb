//! What every [`Store`] must do, as tests that any adapter can run.
//!
//! Each case is an async function that takes an empty store and panics if the store breaks a
//! promise. [`store_conformance!`](crate::store_conformance) makes a test of each.
#![expect(missing_docs, reason = "the name of a case says what it checks")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by its panic that it failed")]

pub mod accesses;
pub mod audit;
mod audit_samples;
pub mod catalog_activity;
pub mod catalog_changes;
pub mod catalog_notices;
pub mod catalog_pulls;
pub mod catalog_repositories;
mod catalog_samples;
pub mod catalog_sums;
pub mod catalog_syncs;
pub mod catalog_tags;
mod drive;
pub mod failures;
pub mod groups;
pub mod policy;
pub mod refresh_tokens;
mod samples;
pub mod secrets;
pub mod sessions;
pub mod store;
pub mod texts;
pub mod users;

use std::fmt::Debug;

use crate::{Field, Intent, Record, Store, StoreError, UnitOfWork};

/// What a test of [`store_conformance!`](crate::store_conformance) is given: a store, maybe
/// together with what must live as long, such as its folder.
pub trait Opened {
    fn store(&self) -> &dyn Store;
}

impl<S: Store> Opened for S {
    fn store(&self) -> &dyn Store {
        self
    }
}

impl<S: Store, Guard> Opened for (S, Guard) {
    fn store(&self) -> &dyn Store {
        &self.0
    }
}

async fn reading(store: &dyn Store) -> Box<dyn UnitOfWork> {
    store.begin(Intent::Read).await.unwrap()
}

async fn writing(store: &dyn Store) -> Box<dyn UnitOfWork> {
    store.begin(Intent::Write).await.unwrap()
}

#[track_caller]
fn assert_conflict<T: Debug>(result: Result<T, StoreError>, of: Record, on: Field) {
    match result {
        Err(StoreError::Conflict { record, field }) => assert_eq!((record, field), (of, on)),
        other => panic!("expected a conflict on {on:?}, not {other:?}"),
    }
}

#[track_caller]
fn assert_missing_reference<T: Debug>(result: Result<T, StoreError>, of: Record) {
    match result {
        Err(StoreError::MissingReference { record }) => assert_eq!(record, of),
        other => panic!("expected a missing reference, not {other:?}"),
    }
}

#[track_caller]
fn assert_refused<T: Debug>(result: Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Backend { .. })), "expected a refusal, not {result:?}");
}

/// Runs the whole suite: makes a `#[tokio::test]` of every case, each with a store of its own.
///
/// Takes what opens an empty store, which may await: an expression that gives the store, or a pair
/// of the store and something that must be kept as long as the store is used, such as its folder:
///
/// ```ignore
/// ports::store_conformance!({
///     let folder = tempfile::tempdir().unwrap();
///     (MyStore::open(folder.path()).await.unwrap(), folder)
/// });
/// ```
///
/// The crate that uses it needs `tokio` with the feature `macros`. Where several stores are tested in one
/// file, each needs a module of its own.
#[macro_export]
macro_rules! store_conformance {
    ($open:expr) => {
        $crate::store_conformance! { @tests $open;
            store {
                it_answers
                what_is_committed_is_seen_afterwards
                what_is_dropped_is_undone
                a_failed_call_changes_nothing_and_the_unit_goes_on
                a_reader_sees_one_state_while_others_commit
                a_reader_neither_waits_for_a_writer_nor_sees_its_changes
                a_reader_cannot_write
                writers_take_turns
                no_concurrent_change_is_lost
                many_may_ask_at_once
                a_call_that_is_cut_short_is_undone
                a_beginning_that_is_cut_short_does_no_harm
                a_commit_that_is_cut_short_does_no_harm
            }
            texts {
                every_character_is_kept
                the_longest_are_kept_and_found
            }
            users {
                a_user_is_found_as_it_was_inserted
                names_stay_text
                a_login_is_found_with_its_password
                a_taken_id_or_login_is_refused
                a_group_that_does_not_exist_is_refused
                everything_but_password_and_age_can_be_changed
                passwords_are_kept_apart
                another_password_forgets_the_one_for_the_registry
                what_is_not_there_is_neither_changed_nor_removed
                removing_a_user_removes_what_belongs_to_it
                enabled_admins_are_counted
                filters_take_what_fits_in_every_field
                text_is_found_literally_in_any_case
                lists_are_sorted_by_any_key_then_by_id
                windows_cut_lists
            }
            groups {
                a_group_is_found_as_it_was_inserted
                a_taken_id_or_name_is_refused
                a_group_can_be_changed
                what_is_not_there_is_neither_changed_nor_removed
                removing_a_group_leaves_its_members
                filters_take_what_fits_in_every_field
                lists_are_sorted_by_name_or_id
                windows_cut_lists
            }
            accesses {
                an_access_is_found_as_it_was_inserted
                a_taken_id_or_name_is_refused
                a_subject_that_does_not_exist_is_refused
                everything_but_the_id_can_be_changed
                what_is_not_there_is_neither_changed_nor_removed
                all_are_read_at_once_whatever_their_state
                filters_take_what_fits_in_every_field
                text_is_found_literally_in_any_case
                lists_are_sorted_by_any_key_then_by_id
                windows_cut_lists
            }
            sessions {
                a_session_is_found_as_it_was_inserted
                a_taken_id_is_refused
                a_user_that_does_not_exist_is_refused
                a_session_ends_once
                all_sessions_of_a_user_end_but_one
                expired_sessions_end
            }
            refresh_tokens {
                a_token_is_found_by_id_and_secret
                a_taken_id_or_secret_is_refused
                a_user_that_does_not_exist_is_refused
                its_use_is_noted
                a_token_is_revoked_once
                all_tokens_of_a_user_are_revoked
                lists_come_newest_first_in_windows
            }
            catalog_activity {
                what_is_done_is_counted_by_day
            }
            catalog_changes {
                a_manifest_is_found_as_it_was_applied
                names_stay_text
                what_is_known_stays_as_it_is
                a_tag_that_moves_is_pushed_anew
                a_tag_needs_its_manifest_in_its_repository
                changes_are_made_in_order
                a_manifest_is_removed_with_its_tags
                an_empty_repository_is_not_listed
                a_repository_is_removed_with_all_that_is_in_it
                a_snapshot_is_newer_after_every_change
                what_is_dropped_is_undone
            }
            catalog_sums {
                a_repository_counts_each_manifest_and_blob_once
                the_whole_counts_each_manifest_and_blob_once
                a_pull_moves_each_blob_once
                a_pull_of_an_index_moves_its_known_children
                platforms_are_those_of_images
                what_others_hold_too_is_told
                sizes_that_are_lies_do_no_harm
            }
            catalog_pulls {
                a_pull_is_counted
                a_pull_of_what_is_not_known_is_kept
                the_images_of_an_index_are_not_counted_beside_it
                kept_pulls_are_forgotten
            }
            catalog_repositories {
                only_what_may_be_seen_is_listed
                very_many_patterns_are_taken
                filters_take_what_fits_in_every_field
                lists_are_sorted_by_any_key_then_by_id
                windows_cut_lists
            }
            catalog_tags {
                only_what_may_be_seen_is_listed
                filters_take_what_fits_in_every_field
                text_is_found_literally_in_any_case
                lists_are_sorted_by_any_key_then_by_id
                windows_cut_lists
                windows_cut_long_lists_by_name
                text_is_found_by_whoever_sees_much_or_little
            }
            catalog_syncs {
                what_is_known_of_syncs_is_kept_or_never_told
            }
            catalog_notices {
                notices_come_oldest_first
                what_is_noted_makes_a_repository_known
                many_places_are_noted_and_dismissed_together
                what_is_noted_twice_is_looked_at_once
                an_event_is_remembered_for_a_while
            }
            failures {
                the_latest_is_what_is_known_of_a_subject
                what_is_old_is_forgotten
            }
            audit {
                each_entry_follows_the_one_before
                an_entry_is_read_as_it_was_written
                what_is_dropped_is_undone
                concurrent_units_make_one_chain
                entries_are_listed_both_ways_in_windows
                filters_take_what_fits_in_every_field
                text_is_found_literally_in_any_case
                the_oldest_go_and_the_rest_still_follows
                the_last_entry_stays
                servers_are_kept_until_they_end
            }
            policy {
                every_change_of_who_may_do_what_counts
                what_changed_is_told_in_full_or_not_at_all
                what_is_undone_does_not_count
                all_users_come_with_their_passwords
            }
            secrets {
                the_first_secret_of_a_name_stays
                a_secret_is_kept_byte_for_byte
                a_secret_can_be_replaced
            }
        }
    };
    (@tests $open:expr; $($record:ident { $($case:ident)+ })+) => {
        $(
            mod $record {
                #[allow(unused_imports, reason = "the expression may name what is imported outside")]
                use super::*;

                $(
                    #[tokio::test]
                    async fn $case() {
                        let opened = $open;
                        $crate::conformance::$record::$case($crate::conformance::Opened::store(&opened)).await;
                    }
                )+
            }
        )+
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_macro_runs_every_case() {
        let list = include_str!("mod.rs");
        let files = [
            include_str!("accesses.rs"),
            include_str!("audit.rs"),
            include_str!("catalog_activity.rs"),
            include_str!("catalog_changes.rs"),
            include_str!("catalog_notices.rs"),
            include_str!("catalog_pulls.rs"),
            include_str!("catalog_repositories.rs"),
            include_str!("catalog_sums.rs"),
            include_str!("catalog_syncs.rs"),
            include_str!("catalog_tags.rs"),
            include_str!("failures.rs"),
            include_str!("groups.rs"),
            include_str!("policy.rs"),
            include_str!("refresh_tokens.rs"),
            include_str!("secrets.rs"),
            include_str!("sessions.rs"),
            include_str!("store.rs"),
            include_str!("texts.rs"),
            include_str!("users.rs"),
        ];
        let names =
            |file: &'static str| file.split("pub async fn ").skip(1).map(|rest| rest.split('(').next().unwrap());
        let mut cases: Vec<_> = files.into_iter().flat_map(names).collect();
        cases.sort_unstable();
        let mut listed: Vec<_> = list.lines().map(str::trim).filter(|line| cases.contains(line)).collect();
        listed.sort_unstable();
        assert_eq!(listed, cases);
    }
}
