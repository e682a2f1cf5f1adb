mod argon2id;

use std::num::NonZeroUsize;
use std::sync::Arc;

use async_trait::async_trait;
use bcrypt::BcryptError;
use domain::{Password, PasswordFault};
use ports::{Load, PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use argon2id::Argon2id;

/// What the OWASP recommendation asks for at least. The registry pays it at every request.
const BCRYPT_COST: u32 = 10;

/// Hashes with Argon2id at the costs of the OWASP recommendation (19 MiB, 2 passes, 1 lane) and
/// also checks bcrypt hashes, such as those of an htpasswd file.
///
/// A hash takes a core and 19 MiB for some 15 ms, so only as many run at a time as there are cores
/// and only so many wait as are served within a patient client's time-out; whoever comes on top is
/// told [`PasswordError::Busy`] at once.
pub struct Argon2Hasher {
    most: Load,
    admission: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    argon2id: Arc<Argon2id>,
}

impl Argon2Hasher {
    /// At most `parallelism` hashes run at a time; at most `max_waiting` more wait for their turn.
    /// 64 for each core that hashes keeps the longest wait near one second.
    pub fn new(parallelism: NonZeroUsize, max_waiting: usize) -> Self {
        let in_use = parallelism.get().min(Semaphore::MAX_PERMITS);
        let waiting = max_waiting.min(Semaphore::MAX_PERMITS - in_use);
        Self {
            most: Load { in_use, waiting },
            admission: Arc::new(Semaphore::new(in_use + waiting)),
            slots: Arc::new(Semaphore::new(in_use)),
            argon2id: Arc::default(),
        }
    }

    async fn run<T, F>(&self, work: F) -> Result<T, PasswordError>
    where
        T: Send + 'static,
        F: FnOnce(&Argon2id) -> Result<T, PasswordError> + Send + 'static,
    {
        let turn = self.turn().await?;
        let argon2id = Arc::clone(&self.argon2id);
        tokio::task::spawn_blocking(move || {
            // Work goes on when its caller has gone, so the turn ends with the work.
            let _turn = turn;
            work(&argon2id)
        })
        .await
        .map_err(failed)?
    }

    async fn turn(&self) -> Result<[OwnedSemaphorePermit; 2], PasswordError> {
        let admitted = Arc::clone(&self.admission).try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(failed)?;
        Ok([admitted, slot])
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        let password = password.to_owned();
        self.run(move |argon2id| argon2id.hash(&password)).await
    }

    async fn hash_for_registry(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        let password = password.to_owned();
        self.run(move |_| hash_bcrypt(&password)).await
    }

    async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError> {
        let password = password.to_owned();
        let hash = hash.cloned();
        self.run(move |argon2id| match hash {
            Some(PasswordHash(hash)) if hash.starts_with("$2") => verify_bcrypt(&password, &hash),
            Some(PasswordHash(hash)) => argon2id.verify(&password, &hash),
            None => argon2id.verify_nobody(&password),
        })
        .await
    }

    fn load(&self) -> Option<Load> {
        let in_use = self.most.in_use.saturating_sub(self.slots.available_permits());
        let admitted = (self.most.in_use + self.most.waiting).saturating_sub(self.admission.available_permits());
        Some(Load { in_use, waiting: admitted.saturating_sub(in_use) })
    }
}

fn hash_bcrypt(password: &str) -> Result<PasswordHash, PasswordError> {
    // What bcrypt itself calls truncation begins a byte earlier, where nothing is lost yet.
    if password.len() > Password::MAX_BYTES {
        return Err(failed(PasswordFault::TooLong));
    }
    let parts = bcrypt::hash_with_result(password, BCRYPT_COST).map_err(failed)?;
    Ok(PasswordHash(parts.format_for_version(bcrypt::Version::TwoY)))
}

fn verify_bcrypt(password: &str, hash: &str) -> Result<PasswordVerdict, PasswordError> {
    match bcrypt::verify(password, hash) {
        Ok(true) => Ok(PasswordVerdict::RightButOutdated),
        Ok(false) => Ok(PasswordVerdict::Wrong),
        Err(BcryptError::Rand(error)) => Err(failed(error)),
        Err(_) => Err(PasswordError::UnknownHash),
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> PasswordError {
    PasswordError::Failed(Box::new(error))
}

#[cfg(test)]
mod tests {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};

    use super::*;

    fn hasher() -> Argon2Hasher {
        Argon2Hasher::new(NonZeroUsize::MIN, 8)
    }

    async fn verdict(password: &str, hash: &str) -> Result<PasswordVerdict, PasswordError> {
        hasher().verify(password, Some(&PasswordHash(hash.to_owned()))).await
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let PasswordHash(hash) = hasher().hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(verdict("correct horse", &hash).await.unwrap(), PasswordVerdict::Right);
        for other in ["", "correct hors", "Correct horse", "correct horse "] {
            assert_eq!(verdict(other, &hash).await.unwrap(), PasswordVerdict::Wrong, "{other}");
        }
        assert_ne!(PasswordHash(hash), hasher().hash("correct horse").await.unwrap());
    }

    #[tokio::test]
    async fn bcrypt_hashes_are_right_but_outdated() {
        let parts = bcrypt::hash_with_result("secret", 4).unwrap();
        for version in [bcrypt::Version::TwoA, bcrypt::Version::TwoB, bcrypt::Version::TwoY] {
            let hash = parts.format_for_version(version);
            assert_eq!(verdict("secret", &hash).await.unwrap(), PasswordVerdict::RightButOutdated, "{hash}");
            assert_eq!(verdict("Secret", &hash).await.unwrap(), PasswordVerdict::Wrong, "{hash}");
        }
    }

    #[tokio::test]
    async fn the_registry_gets_bcrypt() {
        let PasswordHash(hash) = hasher().hash_for_registry("correct horse").await.unwrap();
        assert!(hash.starts_with("$2y$10$"), "{hash}");
        assert_eq!(verdict("correct horse", &hash).await.unwrap(), PasswordVerdict::RightButOutdated);
        assert_eq!(verdict("correct hors", &hash).await.unwrap(), PasswordVerdict::Wrong);
    }

    #[tokio::test]
    async fn nothing_of_a_password_is_ignored() {
        let longest = "x".repeat(Password::MAX_BYTES);
        let PasswordHash(hash) = hasher().hash_for_registry(&longest).await.unwrap();
        assert_eq!(verdict(&longest, &hash).await.unwrap(), PasswordVerdict::RightButOutdated);
        assert_eq!(verdict(&longest[1..], &hash).await.unwrap(), PasswordVerdict::Wrong);
        let too_long = hasher().hash_for_registry(&format!("{longest}x")).await;
        assert!(matches!(too_long, Err(PasswordError::Failed(_))));
    }

    #[tokio::test]
    async fn argon2_hashes_with_other_costs_are_right_but_outdated() {
        for (algorithm, memory, passes) in
            [(Algorithm::Argon2id, 4096, 3), (Algorithm::Argon2id, 19456, 1), (Algorithm::Argon2i, 19456, 2)]
        {
            let params = Params::new(memory, passes, 1, None).unwrap();
            let hash = Argon2::new(algorithm, Version::V0x13, params).hash_password(b"secret").unwrap().to_string();
            assert_eq!(verdict("secret", &hash).await.unwrap(), PasswordVerdict::RightButOutdated, "{hash}");
            assert_eq!(verdict("other", &hash).await.unwrap(), PasswordVerdict::Wrong, "{hash}");
        }
    }

    #[tokio::test]
    async fn what_is_no_hash_is_told_apart_from_a_wrong_password() {
        for hash in [
            "",
            "plain",
            "$2y$",
            "$2y$99$aaaaaaaaaaaaaaaaaaaaaa",
            "$1$md5$x",
            "$argon2id$v=19$m=1,t=0,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAA",
            "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAA",
        ] {
            assert!(matches!(verdict("x", hash).await, Err(PasswordError::UnknownHash)), "{hash}");
        }
    }

    #[tokio::test]
    async fn nobody_is_always_wrong() {
        for password in ["", "admin"] {
            assert_eq!(hasher().verify(password, None).await.unwrap(), PasswordVerdict::Wrong);
        }
    }

    #[tokio::test]
    async fn whoever_comes_on_top_of_those_waiting_is_sent_away_at_once() {
        let hasher = Arc::new(Argon2Hasher::new(NonZeroUsize::MIN, 1));
        let running = hasher.turn().await.unwrap();
        let waiting = tokio::spawn({
            let hasher = Arc::clone(&hasher);
            async move { hasher.verify("x", None).await }
        });
        while hasher.admission.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(hasher.load(), Some(Load { in_use: 1, waiting: 1 }));
        assert!(matches!(hasher.verify("x", None).await, Err(PasswordError::Busy)));
        assert!(matches!(hasher.hash("x").await, Err(PasswordError::Busy)));
        drop(running);
        assert_eq!(waiting.await.unwrap().unwrap(), PasswordVerdict::Wrong);
        assert!(hasher.hash("x").await.is_ok());
    }

    #[tokio::test]
    async fn one_who_gives_up_waiting_makes_room() {
        let hasher = Argon2Hasher::new(NonZeroUsize::MIN, 1);
        let running = hasher.turn().await.unwrap();
        let impatient = tokio::time::timeout(std::time::Duration::from_millis(5), hasher.hash("x")).await;
        assert!(impatient.is_err());
        assert_eq!(hasher.admission.available_permits(), 1);
        drop(running);
        assert_eq!(hasher.admission.available_permits(), 2);
    }
}
