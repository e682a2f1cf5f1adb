//! A new set-up in a folder: both configurations, the keys, a store with two accounts, a compose file.

mod compose;
mod configurations;
mod folder;

use std::io::Write;
use std::net::IpAddr;
use std::path::PathBuf;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use clap::{Args, ValueEnum};
use domain::{NameError, Role, UserName};
use thiserror::Error;

use super::CommandError;
use super::password::{self, NewPassword, PasswordSourceError};
use crate::services::OfflineUsers;
use crate::services::bootstrap::DEFAULT_ADMIN_PASSWORD;
use crate::settings::{AuthType, Settings, StoreType};
use crate::wiring;

use folder::{Folder, FolderError, Readers};

const ADMIN: &str = "admin";
const NOTIFIER: &str = "registry-notifier";

/// What is to be made. The rest is said by the options: hostname, port, the password of the admin, and
/// those of the registry.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder, which is made if it is not there
    folder: PathBuf,
    /// The version of the registry
    #[arg(long, value_enum, default_value = "3", value_name = "VERSION")]
    registry_version: RegistryVersion,
}

/// A registry that the set-up can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RegistryVersion {
    /// 2.8
    #[value(name = "2")]
    Two,
    /// 3.x
    #[value(name = "3")]
    Three,
}

/// Why there is no new set-up.
#[derive(Debug, Error)]
pub enum InitError {
    /// It goes beyond what can be made here.
    #[error("a new set-up begins simple; leave out {0}, and add it when everything works")]
    NotSimple(&'static str),
    /// See [`FolderError`].
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The names of the accounts, which are ours, are not right.
    #[error(transparent)]
    Name(#[from] NameError),
}

impl InitError {
    /// Whether the program was called wrongly, as against having failed.
    pub fn is_of_usage(&self) -> bool {
        matches!(self, Self::NotSimple(_))
    }
}

impl Init {
    pub(super) async fn run(&self, settings: Settings, out: &mut dyn Write) -> Result<(), CommandError> {
        refuse_what_is_not_simple(&settings)?;
        let entropy = wiring::entropy();
        let admin = match settings.store.admin_password.expose() {
            DEFAULT_ADMIN_PASSWORD => NewPassword::made(&login(ADMIN)?, entropy.as_ref())?,
            chosen => NewPassword::given(chosen, &login(ADMIN)?)?,
        };
        let notifier = NewPassword::made(&login(NOTIFIER)?, entropy.as_ref())?;
        let upload_secret = password::make(entropy.as_ref()).map_err(PasswordSourceError::from)?;

        let folder = Folder::claim(&self.folder).map_err(InitError::from)?;
        let settings = within(&folder, settings);
        wiring::make_keys(&settings)?;
        make_accounts(&settings, &admin, &notifier).await?;

        let authorization = BASE64_STANDARD.encode(format!("{NOTIFIER}:{}", notifier.password.expose()));
        let registry = configurations::of_registry(&settings, &format!("Basic {authorization}"), &upload_secret);
        let own = configurations::own(&settings);
        let compose = compose::file(&settings, self.registry_version);
        let write = |name, content: &str, readers| folder.write(name, content, readers).map_err(InitError::from);
        write(folder::REGISTRY, &registry, Readers::Owner)?;
        write(folder::OWN, &own, Readers::Everyone)?;
        if let Some(compose) = &compose {
            write(folder::COMPOSE, compose, Readers::Everyone)?;
        }
        Ok(tell(&folder, &settings, &admin, compose.is_some(), out)?)
    }
}

/// The admin, and the account that may do nothing but notify, since every account may.
async fn make_accounts(settings: &Settings, admin: &NewPassword, notifier: &NewPassword) -> Result<(), CommandError> {
    let users = OfflineUsers::new(wiring::account_ports(settings, wiring::open_store(settings).await?))?;
    users.create(login(ADMIN)?, Role::Admin, admin.password.clone(), admin.must_change).await?;
    users.create(login(NOTIFIER)?, Role::User, notifier.password.clone(), false).await?;
    Ok(())
}

/// TLS needs certificates that are not ours to make, a path a proxy that is not ours to configure, and
/// in a container an address of the machine is nowhere to be found.
fn refuse_what_is_not_simple(settings: &Settings) -> Result<(), InitError> {
    let url = &settings.registry.url;
    let extras = [
        (settings.ssl.is_on(), "--ssl.type"),
        (url.is_https, "https in --registry.host"),
        (!url.path.is_empty(), "the path in --registry.host"),
        (settings.listen.hosts.len() == 1, "the host in --listen"),
        (settings.registry.auth_type != AuthType::Token, "--registry.auth-type"),
        (settings.store.file().is_none(), "--store.type"),
    ];
    match extras.into_iter().find(|(is_set, _)| *is_set) {
        Some((_, extra)) => Err(InitError::NotSimple(extra)),
        None => Ok(()),
    }
}

/// A host that is no name.
fn address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// The settings with everything in the folder, and with a certificate for the names that are given.
fn within(folder: &Folder, mut settings: Settings) -> Settings {
    let certs = &mut settings.registry.certs;
    certs.key = folder.path("certs/registry_auth.key");
    certs.public_key = folder.path("certs/registry_auth.pub");
    certs.certificate = folder.path(folder::CERTIFICATE);
    if certs.fqdns.is_empty() && certs.ips.is_empty() {
        for host in [&settings.hostname, &settings.registry.url.host] {
            match address(host) {
                Some(address) if !certs.ips.contains(&address) => certs.ips.push(address),
                None if !certs.fqdns.contains(host) => certs.fqdns.push(host.clone()),
                Some(_) | None => {}
            }
        }
    }
    settings.store.kind = StoreType::Embed(folder.path(folder::STORE));
    settings
}

fn login(name: &str) -> Result<UserName, InitError> {
    Ok(name.parse::<UserName>()?)
}

fn tell(
    folder: &Folder,
    settings: &Settings,
    admin: &NewPassword,
    has_compose: bool,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let connection = crate::connection(settings);
    writeln!(out, "{} holds a new set-up.", folder.root().display())?;
    writeln!(out, "Sign in at {} as {ADMIN}.", connection.own_url)?;
    password::tell(admin, out)?;
    writeln!(out, "\nTo start it in this folder:")?;
    if has_compose {
        writeln!(out, "  chown -R 1001:1001 certs data && docker compose up --detach")?;
        writeln!(out, "or without containers:")?;
    }
    writeln!(out, "  registry-admin --config-file {}", folder::OWN)?;
    writeln!(out, "  registry serve {}", folder::REGISTRY)?;
    if !has_compose {
        writeln!(out, "Containers cannot reach each other by {}, so there is no compose file.", settings.hostname)?;
    }
    writeln!(out, "\nThen: docker login {}", connection.registry_host)
}
