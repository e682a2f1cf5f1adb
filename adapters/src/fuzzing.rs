//! What reads the texts of strangers, for those who throw anything at it (`fuzz/`). It is no part of
//! what the library offers.

use domain::catalog::{Digest, Manifest};
use ports::{PasswordFileContent, RegistryError};

use crate::registry::{listing, schema1, wire};

/// A manifest that came with this `Content-Type`.
pub fn manifest(digest: Digest, content_type: Option<&str>, raw: &[u8]) -> Result<Manifest, RegistryError> {
    wire::manifest(digest, content_type, raw)
}

/// What is signed of a signed manifest.
pub fn signed_part(manifest: &[u8]) -> Option<Vec<u8>> {
    schema1::signed_part(manifest)
}

/// Where a `Link` header says that a list goes on.
pub fn next_link(header: &str) -> Option<&str> {
    listing::next_link(header)
}

/// What an htpasswd file says.
pub fn htpasswd(text: &str) -> PasswordFileContent {
    crate::htpasswd::parse(text)
}
