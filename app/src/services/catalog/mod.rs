//! The catalogue: what the registry holds, and how it is kept true.
//!
//! Events and deletions only ever say where to look; [`Inspector`] asks the registry, and what it
//! answers is what is stored. A sync looks everywhere.

mod browse;
mod comparison;
mod deletion;
mod events;
mod image;
mod image_config;
mod inspector;
mod noted;
mod reconcile;
mod removal;
mod second_looks;
mod survey;
mod sync;
mod sync_board;
mod sync_note;
mod sync_report;

pub use browse::BrowseService;
pub use deletion::{DeletionService, Outcome, PlannedDeletion, Target};
pub use events::{Event, EventAction, EventsService};
pub use image::{ImageDetail, Referrer, Step};
pub use image_config::ImageConfig;
pub use inspector::Inspector;
pub use reconcile::Reconciler;
pub use sync::SyncService;
pub use sync_report::{Difference, SyncFailure, SyncProgress, SyncReport, SyncStatus};
