use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Block, Params, PasswordVerifier as _, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ports::{PasswordError, PasswordHash, PasswordVerdict};

use super::failed;

/// A well-formed hash with the current costs that belongs to nobody: checking against it takes as
/// long as checking against anyone's.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const SALT_LENGTH: usize = 16;
const HASH_LENGTH: usize = 32;

/// Argon2id at the costs of the OWASP recommendation: 19 MiB, 2 passes, 1 lane.
///
/// The memory is kept and used again. Freed by one thread and asked for by another it would pile up
/// in the allocator, some hundred megabytes of it.
#[derive(Default)]
pub(super) struct Argon2id {
    idle: Mutex<Vec<Vec<Block>>>,
}

impl Argon2id {
    pub(super) fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        let mut salt = [0; SALT_LENGTH];
        getrandom::fill(&mut salt).map_err(|error| PasswordError::Failed(error.to_string().into()))?;
        let hash = self.derive(password, &salt)?;
        let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
        let (m, t, p) = costs(&Params::DEFAULT);
        Ok(PasswordHash(format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${hash}")))
    }

    pub(super) fn verify(&self, password: &str, hash: &str) -> Result<PasswordVerdict, PasswordError> {
        let hash = phc::PasswordHash::new(hash).map_err(|_| PasswordError::UnknownHash)?;
        match (&hash.salt, &hash.hash) {
            (Some(salt), Some(expected)) if is_current(&hash) && expected.len() == HASH_LENGTH => {
                let found = self.derive(password, salt.as_ref())?;
                let is_right = openssl::memcmp::eq(&found, expected.as_bytes());
                Ok(if is_right { PasswordVerdict::Right } else { PasswordVerdict::Wrong })
            }
            _ => verify_outdated(password, &hash),
        }
    }

    /// Does the work of [`Argon2id::verify`] for a user who does not exist.
    pub(super) fn verify_nobody(&self, password: &str) -> Result<PasswordVerdict, PasswordError> {
        self.verify(password, NOBODY).map(|_| PasswordVerdict::Wrong)
    }

    fn derive(&self, password: &str, salt: &[u8]) -> Result<[u8; HASH_LENGTH], PasswordError> {
        let mut memory = self.idle().pop().unwrap_or_default();
        memory.resize(Params::DEFAULT.block_count(), Block::default());
        let mut hash = [0; HASH_LENGTH];
        let result = argon2id().hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut memory);
        self.idle().push(memory);
        result.map_err(failed)?;
        Ok(hash)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn costs(params: &Params) -> (u32, u32, u32) {
    (params.m_cost(), params.t_cost(), params.p_cost())
}

fn is_current(hash: &phc::PasswordHash) -> bool {
    hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && Params::try_from(hash).is_ok_and(|params| costs(&params) == costs(&Params::DEFAULT))
}

/// A hash of the Argon2 family that was made with other costs.
fn verify_outdated(password: &str, hash: &phc::PasswordHash) -> Result<PasswordVerdict, PasswordError> {
    use argon2::password_hash::Error;

    match argon2id().verify_password(password.as_bytes(), hash) {
        Ok(()) => Ok(PasswordVerdict::RightButOutdated),
        Err(Error::PasswordInvalid) => Ok(PasswordVerdict::Wrong),
        Err(Error::Algorithm | Error::Version | Error::ParamsInvalid | Error::ParamInvalid { .. }) => {
            Err(PasswordError::UnknownHash)
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_costs_what_anybody_costs() {
        assert!(is_current(&phc::PasswordHash::new(NOBODY).unwrap()));
    }

    #[test]
    fn the_costs_are_those_of_the_recommendation() {
        let PasswordHash(hash) = Argon2id::default().hash("secret").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let hash = phc::PasswordHash::new(&hash).unwrap();
        assert!(argon2id().verify_password(b"secret", &hash).is_ok(), "any implementation agrees");
    }

    #[test]
    fn memory_is_used_again() {
        let argon2id = Argon2id::default();
        for _ in 0..3 {
            argon2id.hash("secret").unwrap();
        }
        assert_eq!(argon2id.idle().len(), 1);
    }
}
