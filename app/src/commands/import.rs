mod json;
mod text;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use domain::UserName;
use thiserror::Error;

use super::CommandError;
use crate::services::import::{ImportOptions, Plan, Source, SourceError, SourceKind};
use crate::settings::Settings;
use crate::wiring::{self, PredecessorError};

/// What to import, and how.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Database of the Go registry-admin, docker_auth configuration or htpasswd file; it is only read
    source: PathBuf,
    /// What the file is, if that cannot be seen
    #[arg(long, value_enum)]
    from: Option<SourceArgument>,
    /// Do it all; without this it is only told what would be done
    #[arg(long)]
    apply: bool,
    /// Let accounts that exist become what the source says, with its passwords
    #[arg(long)]
    replace: bool,
    /// Make this account of the source an admin; may be given several times
    #[arg(long, value_name = "LOGIN")]
    admin: Vec<UserName>,
    /// Print the plan as JSON
    #[arg(long)]
    json: bool,
}

/// The kinds of sources, as they are called on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SourceArgument {
    RegistryAdmin,
    DockerAuth,
    Htpasswd,
}

/// Why there is nothing to import.
#[derive(Debug, Error)]
pub enum ImportError {
    /// See [`SourceError`].
    #[error(transparent)]
    Source(#[from] SourceError),
    /// See [`PredecessorError`].
    #[error(transparent)]
    Predecessor(#[from] PredecessorError),
}

/// What there is to tell.
struct Report<'a> {
    kind: SourceKind,
    source: &'a Path,
    plan: &'a Plan,
    is_applied: bool,
}

impl ImportArguments {
    pub(super) async fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<(), CommandError> {
        let (kind, source) = self.read(settings.store.file())?;
        let proposal = source.proposal().map_err(ImportError::from)?;
        let options = ImportOptions { replace: self.replace, admins: self.admin.clone() };
        let plan = if self.apply {
            wiring::importer(settings).await?.apply(proposal, &options).await?
        } else {
            wiring::import_planner(settings).await?.plan(proposal, &options).await?
        };
        let report = Report { kind, source: &self.source, plan: &plan, is_applied: self.apply };
        if self.json {
            report.write_json(out)?
        } else {
            report.write_text(out)?
        }
        Ok(())
    }

    fn read(&self, store: Option<&Path>) -> Result<(SourceKind, Source), ImportError> {
        let path = &self.source;
        let failed = |source| SourceError::File { path: path.clone(), source };
        let canonical = fs::canonicalize(path).map_err(failed)?;
        if store.and_then(|store| fs::canonicalize(store).ok()).is_some_and(|store| store == canonical) {
            return Err(SourceError::Itself(path.clone()).into());
        }
        let bytes = fs::read(path).map_err(failed)?;
        let seen = || SourceKind::of(&bytes).ok_or_else(|| SourceError::Unknown(path.clone()));
        let kind = self.from.map_or_else(seen, |from| Ok(from.into()))?;
        let text = || str::from_utf8(&bytes).map(str::to_owned).map_err(|_| SourceError::NoText(path.clone()));
        let source = match kind {
            SourceKind::RegistryAdmin => Source::RegistryAdmin(wiring::read_predecessor(path)?),
            SourceKind::DockerAuth => Source::DockerAuth(text()?),
            SourceKind::Htpasswd => Source::Htpasswd(text()?),
        };
        Ok((kind, source))
    }
}

impl From<SourceArgument> for SourceKind {
    fn from(argument: SourceArgument) -> Self {
        match argument {
            SourceArgument::RegistryAdmin => Self::RegistryAdmin,
            SourceArgument::DockerAuth => Self::DockerAuth,
            SourceArgument::Htpasswd => Self::Htpasswd,
        }
    }
}
