use std::fmt;

use thiserror::Error;

/// A password somebody wants to have, checked against the rules.
///
/// It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Which rule a password breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than [`Password::MIN_LENGTH`] characters.
    #[error("must have at least {} characters", Password::MIN_LENGTH)]
    TooShort,
    /// More than [`Password::MAX_BYTES`] bytes.
    #[error("must not be longer than {} bytes", Password::MAX_BYTES)]
    TooLong,
    /// Line breaks and the like, which some clients cannot send.
    #[error("must not hold control characters")]
    Control,
    /// The login itself, in any case.
    #[error("must not be the login")]
    Login,
    /// One of the passwords that everybody tries first.
    #[error("is too easy to guess")]
    Obvious,
}

impl Password {
    /// The fewest characters of a password (OWASP ASVS 5.0, 6.2.1).
    pub const MIN_LENGTH: usize = 8;
    /// The most bytes: what lies beyond is ignored by bcrypt, which a registry's htpasswd file needs.
    pub const MAX_BYTES: usize = 72;

    /// Checks `text` as a password for the account `login`.
    pub fn new(text: &str, login: &str) -> Result<Self, PasswordFault> {
        if text.chars().count() < Self::MIN_LENGTH {
            Err(PasswordFault::TooShort)
        } else if text.len() > Self::MAX_BYTES {
            Err(PasswordFault::TooLong)
        } else if text.chars().any(char::is_control) {
            Err(PasswordFault::Control)
        } else if text.to_lowercase() == login.to_lowercase() {
            Err(PasswordFault::Login)
        } else if is_obvious(&text.to_lowercase()) {
            Err(PasswordFault::Obvious)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// One character repeated, a run such as `12345678`, or one of the commonest leaked passwords.
fn is_obvious(lower: &str) -> bool {
    const COMMON: [&str; 20] = [
        "password",
        "password1",
        "password12",
        "password123",
        "passw0rd",
        "p@ssw0rd",
        "qwertyui",
        "qwerty123",
        "qwertyuiop",
        "1q2w3e4r",
        "1qaz2wsx",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "letmein1",
        "changeme",
        "changeit",
        "adminadmin",
    ];
    let steps: Vec<i64> = lower
        .chars()
        .zip(lower.chars().skip(1))
        .map(|(a, b)| i64::from(u32::from(b)) - i64::from(u32::from(a)))
        .collect();
    let is_run = matches!(steps.first(), Some(-1..=1)) && steps.windows(2).all(|pair| pair.first() == pair.last());
    is_run || COMMON.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obvious_passwords_are_refused() {
        let check = |text: &str| Password::new(text, "alice-smith").map(|_| ());
        assert_eq!(check("admin"), Err(PasswordFault::TooShort));
        assert_eq!(check(&"x".repeat(73)), Err(PasswordFault::TooLong));
        assert_eq!(check("one\ntwothree"), Err(PasswordFault::Control));
        assert_eq!(check("Alice-Smith"), Err(PasswordFault::Login));
        for obvious in ["Password1", "aaaaaaaa", "12345678", "87654321", "abcdefgh", "changeme"] {
            assert_eq!(check(obvious), Err(PasswordFault::Obvious), "{obvious}");
        }
        for good in ["super-secret", "correct horse", "пароль-с-буквами", "a:b:c:d:e"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_password_does_not_print_itself() {
        assert!(!format!("{:?}", Password::new("super-secret", "alice").unwrap()).contains("secret"));
    }
}
