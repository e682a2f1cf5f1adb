use std::num::NonZeroUsize;
use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use async_trait::async_trait;
use bcrypt::BcryptError;
use ports::{PasswordError, PasswordHash, PasswordHasher, PasswordVerdict};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A well-formed hash with the current costs that belongs to nobody: checking against it takes as
/// long as checking against anyone's.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes with Argon2id at the costs of the OWASP recommendation (19 MiB, 2 passes, 1 lane) and
/// also checks bcrypt hashes, such as those of an htpasswd file.
///
/// A hash takes a core and 19 MiB for some 15 ms, so only as many run at a time as there are cores
/// and only so many wait as are served within a patient client's time-out; whoever comes on top is
/// told [`PasswordError::Busy`] at once.
pub struct Argon2Hasher {
    admission: Arc<Semaphore>,
    slots: Arc<Semaphore>,
}

impl Argon2Hasher {
    /// At most `parallelism` hashes run at a time; at most `max_waiting` more wait for their turn.
    /// 64 for each core that hashes keeps the longest wait near one second.
    pub fn new(parallelism: NonZeroUsize, max_waiting: usize) -> Self {
        let admitted = parallelism.get().saturating_add(max_waiting).min(Semaphore::MAX_PERMITS);
        Self {
            admission: Arc::new(Semaphore::new(admitted)),
            slots: Arc::new(Semaphore::new(parallelism.get().min(Semaphore::MAX_PERMITS))),
        }
    }

    async fn run<T, F>(&self, work: F) -> Result<T, PasswordError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, PasswordError> + Send + 'static,
    {
        let turn = self.turn().await?;
        tokio::task::spawn_blocking(move || {
            // Work goes on when its caller has gone, so the turn ends with the work.
            let _turn = turn;
            work()
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
        self.run(move || {
            let hash = argon2id().hash_password(password.as_bytes()).map_err(failed)?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<PasswordVerdict, PasswordError> {
        let password = password.to_owned();
        let hash = hash.cloned();
        self.run(move || match hash {
            Some(PasswordHash(hash)) if hash.starts_with("$2") => verify_bcrypt(&password, &hash),
            Some(PasswordHash(hash)) => verify_argon2(&password, &hash),
            None => verify_argon2(&password, NOBODY).map(|_| PasswordVerdict::Wrong),
        })
        .await
    }
}

fn argon2id() -> Argon2<'static> {
    // Tells 19456 KiB, 2 passes, 1 lane; a test holds it to that.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn verify_argon2(password: &str, hash: &str) -> Result<PasswordVerdict, PasswordError> {
    use argon2::password_hash::Error;

    let hash = phc::PasswordHash::new(hash).map_err(|_| PasswordError::UnknownHash)?;
    match argon2id().verify_password(password.as_bytes(), &hash) {
        Ok(()) if is_current(&hash) => Ok(PasswordVerdict::Right),
        Ok(()) => Ok(PasswordVerdict::RightButOutdated),
        Err(Error::PasswordInvalid) => Ok(PasswordVerdict::Wrong),
        Err(Error::Algorithm | Error::Version | Error::ParamsInvalid | Error::ParamInvalid { .. }) => {
            Err(PasswordError::UnknownHash)
        }
        Err(error) => Err(failed(error)),
    }
}

fn is_current(hash: &phc::PasswordHash) -> bool {
    hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && Params::try_from(hash).is_ok_and(|params| {
            let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
            cost(&params) == cost(&Params::DEFAULT)
        })
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
    use std::time::Instant;

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
    async fn nobody_is_always_wrong_and_costs_as_much_as_somebody() {
        assert!(is_current(&phc::PasswordHash::new(NOBODY).unwrap()));
        for password in ["", "admin"] {
            assert_eq!(hasher().verify(password, None).await.unwrap(), PasswordVerdict::Wrong);
        }
        let PasswordHash(somebody) = hasher().hash("x").await.unwrap();
        let fastest = async |hash: &str| {
            let mut best = std::time::Duration::MAX;
            for _ in 0..10 {
                let start = Instant::now();
                verdict("wrong", hash).await.unwrap();
                best = best.min(start.elapsed());
            }
            best
        };
        let ratio = fastest(NOBODY).await.as_secs_f64() / fastest(&somebody).await.as_secs_f64();
        assert!((0.5..2.0).contains(&ratio), "{ratio}");
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
