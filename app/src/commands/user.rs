use std::io::{self, Write};

use clap::Subcommand;
use domain::{Role, User, UserName};

use super::CommandError;
use super::password::{PasswordSource, tell};
use crate::services::OfflineUsers;
use crate::settings::Settings;
use crate::wiring;

/// What can be done with accounts right in the store.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List all accounts
    List,
    /// Make an account that may do everything
    CreateAdmin {
        /// Its login
        login: UserName,
        #[command(flatten)]
        #[expect(missing_docs, reason = "it would be the help of the command")]
        password: PasswordSource,
    },
    /// Give an account another password, and end its sessions and refresh tokens
    ResetPassword {
        /// Its login
        login: UserName,
        #[command(flatten)]
        #[expect(missing_docs, reason = "it would be the help of the command")]
        password: PasswordSource,
        /// Enable the account if it is disabled
        #[arg(long)]
        enable: bool,
    },
}

impl UserCommand {
    pub(super) async fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<(), CommandError> {
        let ports = wiring::account_ports(settings, wiring::existing_store(settings).await?);
        let entropy = ports.entropy.clone();
        let users = OfflineUsers::new(ports)?;
        match self {
            Self::List => list(&users.list().await?, out)?,
            Self::CreateAdmin { login, password } => {
                let new = password.read(login, entropy.as_ref())?;
                users.create(login.clone(), Role::Admin, new.password.clone(), new.must_change).await?;
                writeln!(out, "{login} is an admin now.")?;
                tell(&new, out)?;
            }
            Self::ResetPassword { login, password, enable } => {
                let new = password.read(login, entropy.as_ref())?;
                let user = users.reset_password(login, &new.password, new.must_change, *enable).await?;
                writeln!(out, "{login} has a new password, and is signed out everywhere.")?;
                if user.disabled {
                    writeln!(out, "The account is still disabled; --enable enables it.")?;
                }
                tell(&new, out)?;
            }
        }
        Ok(())
    }
}

fn list(users: &[User], out: &mut dyn Write) -> io::Result<()> {
    let width = users.iter().map(|user| user.login.as_str().len()).max().unwrap_or_default().max("LOGIN".len());
    writeln!(out, "{:width$}  {:7}  {:20}  NAME", "LOGIN", "ROLE", "STATE")?;
    for user in users {
        writeln!(out, "{:width$}  {:7}  {:20}  {}", user.login.as_str(), user.role.as_str(), state(user), user.name)?;
    }
    Ok(())
}

fn state(user: &User) -> &'static str {
    match (user.disabled, user.must_change_password) {
        (true, _) => "disabled",
        (false, true) => "must change password",
        (false, false) => "enabled",
    }
}
