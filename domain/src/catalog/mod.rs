//! What a registry holds.

mod activity;
mod deletion;
mod digest;
mod event_id;
mod manifest;
mod platform;
mod records;
mod reference;
mod tag_name;
mod visibility;

pub use activity::{Activity, DayActivity};
pub use deletion::{DeletionPlan, Selection};
pub use digest::{Digest, DigestError};
pub use event_id::EventId;
pub use manifest::{Child, Content, Descriptor, Manifest, MediaType};
pub use platform::Platform;
pub use records::{CatalogTotals, ManifestEntry, Repository, RepositoryId, Tag, TagId};
pub use reference::Reference;
pub use tag_name::{TagName, TagNameError};
pub use visibility::Visibility;
