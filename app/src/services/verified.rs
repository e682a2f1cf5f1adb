use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use moka::future::Cache;
use ports::{Entropy, PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::AppError;

/// Remembers for a while which passwords were right, so that a client that comes again does not
/// cost another 15 ms of hashing.
///
/// What is kept is a keyed hash of the password together with the stored hash it was verified by;
/// the key is random and lives no longer than the process. A changed password has another stored
/// hash, so nothing has to be dropped. Being looked up by a hash with a secret key, an entry tells
/// an attacker nothing by how long finding it takes. Wrong passwords are never kept.
pub(super) struct VerifiedPasswords {
    hasher: Arc<dyn PasswordHasher>,
    key: Hmac<Sha256>,
    /// None if nothing is to be remembered.
    right: Option<Cache<[u8; 32], ()>>,
}

/// About ten megabytes.
const MOST: u64 = 100_000;

/// What was found out of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verified {
    pub(super) verdict: PasswordVerdict,
    /// Whether it was known before.
    pub(super) is_remembered: bool,
}

/// Why a verdict is not to be remembered.
enum Unkept {
    Verdict(PasswordVerdict),
    Failed(PasswordError),
}

impl VerifiedPasswords {
    pub(super) fn new(
        hasher: Arc<dyn PasswordHasher>,
        entropy: &dyn Entropy,
        remember_for: Duration,
    ) -> Result<Self, AppError> {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(key.as_mut())?;
        let cache = || Cache::builder().max_capacity(MOST).time_to_live(remember_for).build();
        let key = Hmac::new_from_slice(key.as_ref()).map_err(|error| AppError::Internal(error.into()))?;
        Ok(Self { hasher, key, right: (!remember_for.is_zero()).then(cache) })
    }

    /// Whether `password` belongs to `hash`. Those who ask the same at the same time wait for one
    /// answer. If it is not remembered, `admit` is asked whether it may be found out.
    pub(super) async fn verify(
        &self,
        password: &str,
        hash: Option<&PasswordHash>,
        admit: impl Future<Output = Result<(), AppError>>,
    ) -> Result<Verified, AppError> {
        let found = |verdict| Verified { verdict, is_remembered: false };
        let (Some(hash), Some(right)) = (hash, &self.right) else {
            admit.await?;
            return Ok(found(self.hasher.verify(password, hash).await?));
        };
        let key = self.keyed_hash(password, hash);
        if right.get(&key).await.is_some() {
            return Ok(Verified { verdict: PasswordVerdict::Right, is_remembered: true });
        }
        admit.await?;
        let verify = async {
            match self.hasher.verify(password, Some(hash)).await {
                Ok(PasswordVerdict::Right) => Ok(()),
                Ok(other) => Err(Unkept::Verdict(other)),
                Err(error) => Err(Unkept::Failed(error)),
            }
        };
        match right.try_get_with(key, verify).await {
            Ok(()) => Ok(found(PasswordVerdict::Right)),
            Err(unkept) => match unkept.as_ref() {
                Unkept::Verdict(verdict) => Ok(found(*verdict)),
                Unkept::Failed(PasswordError::Busy) => Err(AppError::Busy),
                Unkept::Failed(error) => Err(AppError::Internal(error.to_string().into())),
            },
        }
    }

    fn keyed_hash(&self, password: &str, hash: &PasswordHash) -> [u8; 32] {
        let mut mac = self.key.clone();
        // A stored hash holds no NUL, so no two pairs run together to the same text.
        mac.update(hash.0.as_bytes());
        mac.update(&[0]);
        mac.update(password.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use ports::EntropyError;

    use super::*;

    /// Knows one password, and counts how often it was asked.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl PasswordHasher for Counting {
        async fn hash(&self, _: &str) -> Result<PasswordHash, PasswordError> {
            Err(PasswordError::Busy)
        }

        async fn hash_for_registry(&self, _: &str) -> Result<PasswordHash, PasswordError> {
            Err(PasswordError::Busy)
        }

        async fn verify(&self, password: &str, _: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            match password {
                "right" => Ok(PasswordVerdict::Right),
                "outdated" => Ok(PasswordVerdict::RightButOutdated),
                "busy" => Err(PasswordError::Busy),
                _ => Ok(PasswordVerdict::Wrong),
            }
        }
    }

    async fn anybody() -> Result<(), AppError> {
        Ok(())
    }

    struct Zeroes;

    impl Entropy for Zeroes {
        fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
            buffer.fill(0);
            Ok(())
        }
    }

    fn verified(remember_for: u64) -> (Arc<Counting>, Arc<VerifiedPasswords>) {
        let hasher = Arc::new(Counting::default());
        let verified = VerifiedPasswords::new(hasher.clone(), &Zeroes, Duration::from_secs(remember_for)).unwrap();
        (hasher, Arc::new(verified))
    }

    fn hash(text: &str) -> PasswordHash {
        PasswordHash(text.to_owned())
    }

    #[tokio::test]
    async fn a_burst_of_the_same_costs_one_hash() {
        let (hasher, verified) = verified(60);
        let burst = (0..50).map(|_| {
            let verified = verified.clone();
            tokio::spawn(async move { verified.verify("right", Some(&hash("a")), anybody()).await.unwrap().verdict })
        });
        for verdict in burst.collect::<Vec<_>>() {
            assert_eq!(verdict.await.unwrap(), PasswordVerdict::Right);
        }
        assert_eq!(hasher.0.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn another_stored_hash_is_another_question() {
        let (hasher, verified) = verified(60);
        for stored in ["a", "b", "a", "b"] {
            verified.verify("right", Some(&hash(stored)), anybody()).await.unwrap();
        }
        assert_eq!(hasher.0.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn only_what_is_right_is_kept() {
        let (hasher, verified) = verified(60);
        for _ in 0..2 {
            assert_eq!(
                verified.verify("wrong", Some(&hash("a")), anybody()).await.unwrap().verdict,
                PasswordVerdict::Wrong
            );
            assert_eq!(verified.verify("right", None, anybody()).await.unwrap().verdict, PasswordVerdict::Right);
            let outdated = verified.verify("outdated", Some(&hash("a")), anybody()).await.unwrap().verdict;
            assert_eq!(outdated, PasswordVerdict::RightButOutdated);
            assert!(matches!(verified.verify("busy", Some(&hash("a")), anybody()).await, Err(AppError::Busy)));
        }
        assert_eq!(hasher.0.load(Ordering::SeqCst), 8);
    }

    #[tokio::test]
    async fn nothing_is_kept_for_no_time() {
        let (hasher, verified) = verified(0);
        for _ in 0..2 {
            verified.verify("right", Some(&hash("a")), anybody()).await.unwrap();
        }
        assert_eq!(hasher.0.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn only_what_is_remembered_is_told_to_who_may_not_find_out() {
        let (hasher, verified) = verified(60);
        let nobody = || async { Err(AppError::Busy) };
        assert!(matches!(verified.verify("right", Some(&hash("a")), nobody()).await, Err(AppError::Busy)));
        assert_eq!(hasher.0.load(Ordering::SeqCst), 0);
        verified.verify("right", Some(&hash("a")), anybody()).await.unwrap();
        let known = Verified { verdict: PasswordVerdict::Right, is_remembered: true };
        assert_eq!(verified.verify("right", Some(&hash("a")), nobody()).await.unwrap(), known);
        assert!(matches!(verified.verify("wrong", Some(&hash("a")), nobody()).await, Err(AppError::Busy)));
        assert!(matches!(verified.verify("right", None, nobody()).await, Err(AppError::Busy)));
    }
}
