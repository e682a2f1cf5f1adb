use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use ports::PasswordHash;
use sha2::{Digest, Sha256};

/// Passwords that were verified, each only for the hash that it was verified with: a new password
/// makes it worthless.
///
/// They are kept as digests, salted with that hash, and in memory only.
#[derive(Default)]
pub(super) struct Remembered(Mutex<HashSet<[u8; 32]>>);

/// There are few who come often; forgetting one costs a verification.
const MOST: usize = 64;

impl Remembered {
    pub(super) fn contains(&self, hash: &PasswordHash, password: &str) -> bool {
        self.with_digests(|digests| digests.contains(&digest(hash, password)))
    }

    pub(super) fn insert(&self, hash: &PasswordHash, password: &str) {
        self.with_digests(|digests| {
            if digests.len() >= MOST {
                digests.clear();
            }
            digests.insert(digest(hash, password));
        });
    }

    fn with_digests<T>(&self, work: impl FnOnce(&mut HashSet<[u8; 32]>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn digest(hash: &PasswordHash, password: &str) -> [u8; 32] {
    Sha256::new().chain_update(&hash.0).chain_update([0]).chain_update(password).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_remembered_for_its_hash_alone() {
        let remembered = Remembered::default();
        let [old, new] = ["old", "new"].map(|hash| PasswordHash(hash.to_owned()));
        remembered.insert(&old, "right");
        assert!(remembered.contains(&old, "right"));
        assert!(!remembered.contains(&old, "wrong") && !remembered.contains(&new, "right"));
    }
}
