//! Where a new password comes from. Never from an argument: others on the machine can read those.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use domain::{Password, PasswordFault, UserName};
use ports::{Entropy, EntropyError};
use thiserror::Error;

/// How many characters a password of ours has: 5 bits each.
const LENGTH: usize = 24;
/// Without those that are mistaken for each other; 32 of them, so that none is more likely than another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Where a password is read from.
#[derive(Debug, Args)]
pub(super) struct PasswordInput {
    /// Read the password from the standard input
    #[arg(long, conflicts_with = "password_file")]
    password_stdin: bool,
    /// Read the password from this file
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Where a new password comes from; without any of these it is made and printed.
#[derive(Debug, Args)]
pub struct PasswordSource {
    #[command(flatten)]
    input: PasswordInput,
    /// Let the account do nothing before it has changed the password, as with one that is made
    #[arg(long)]
    must_change: bool,
}

/// A password for an account.
pub(super) struct NewPassword {
    pub(super) password: Password,
    pub(super) must_change: bool,
    /// Whether nobody knows it yet.
    pub(super) is_made: bool,
}

/// Why there is no new password.
#[derive(Debug, Error)]
pub enum PasswordSourceError {
    /// It breaks a rule.
    #[error("the password {0}")]
    Fault(#[from] PasswordFault),
    /// It cannot be read.
    #[error("the password cannot be read from {from}")]
    Unreadable {
        /// Where it should be.
        from: String,
        /// Why not.
        source: io::Error,
    },
    /// None can be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl PasswordSource {
    /// A password for the account `login`.
    pub(super) fn read(&self, login: &UserName, entropy: &dyn Entropy) -> Result<NewPassword, PasswordSourceError> {
        let new = match self.input.read()? {
            Some(text) => NewPassword::given(&text, login)?,
            None => NewPassword::made(login, entropy)?,
        };
        Ok(NewPassword { must_change: new.must_change || self.must_change, ..new })
    }
}

impl PasswordInput {
    /// The password, if there is to be one.
    pub(super) fn read(&self) -> Result<Option<String>, PasswordSourceError> {
        let unreadable = |from: String| move |source| PasswordSourceError::Unreadable { from, source };
        let mut text = String::new();
        if self.password_stdin {
            io::stdin().read_to_string(&mut text).map_err(unreadable("the standard input".to_owned()))?;
        } else if let Some(path) = &self.password_file {
            text = std::fs::read_to_string(path).map_err(unreadable(path.display().to_string()))?;
        } else {
            return Ok(None);
        }
        // Editors and echo end a line that nobody means to be part of the password.
        let line = text.strip_suffix('\n').unwrap_or(&text);
        Ok(Some(line.strip_suffix('\r').unwrap_or(line).to_owned()))
    }
}

impl NewPassword {
    /// One that somebody chose, who need not change it.
    pub(super) fn given(text: &str, login: &UserName) -> Result<Self, PasswordSourceError> {
        Ok(Self { password: Password::new(text, login.as_str())?, must_change: false, is_made: false })
    }

    /// One that is shown, and has to be changed for that.
    pub(super) fn made(login: &UserName, entropy: &dyn Entropy) -> Result<Self, PasswordSourceError> {
        let password = Password::new(&make(entropy)?, login.as_str())?;
        Ok(Self { password, must_change: true, is_made: true })
    }
}

/// A password that nobody can guess and everybody can type.
pub(super) fn make(entropy: &dyn Entropy) -> Result<String, EntropyError> {
    let mut bytes = [0; LENGTH];
    entropy.fill(&mut bytes)?;
    let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied().map(char::from);
    Ok(bytes.into_iter().filter_map(letter).collect())
}

/// The one time that a password is shown that was made here.
pub(super) fn tell(new: &NewPassword, out: &mut dyn Write) -> io::Result<()> {
    if new.is_made {
        writeln!(out, "Password: {}", new.password.expose())?;
    }
    if new.must_change {
        writeln!(out, "It has to be changed before anything else can be done with it.")?;
    }
    Ok(())
}
