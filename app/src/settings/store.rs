use std::path::PathBuf;

use crate::config::Options;

use super::checks::{Checks, option};
use super::{Secret, value};

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct Store {
    /// The kind of store.
    pub kind: StoreType,
    /// The password of the first user when the store is created.
    pub admin_password: Secret,
    /// The file of the embedded store.
    pub embed_path: PathBuf,
}

/// A kind of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StoreType {
    /// SQLite within this program.
    #[default]
    Embed,
}

impl Store {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        Self {
            kind: checks
                .required(option!(options.store_type), |text| value::choice(text, &[("embed", StoreType::Embed)])),
            admin_password: checks.required(option!(options.store_admin_password), value::secret),
            embed_path: checks.required(option!(options.store_embed_path), value::path),
        }
    }
}
