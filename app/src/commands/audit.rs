use std::io::Write;

use clap::Subcommand;
use domain::audit::{Break, ChainPoint};
use ports::AuditFilter;
use thiserror::Error;

use super::CommandError;
use crate::http::audit_line;
use crate::services::AuditLog;
use crate::settings::Settings;
use crate::wiring;

/// What can be done with the audit log right in the store.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that nothing in the audit log was altered and nothing is missing
    Verify {
        /// A head that this command printed earlier, kept elsewhere: only by it can be told that the
        /// end was cut off, or everything written anew
        #[arg(long, value_name = "SEQUENCE:HASH")]
        expect: Option<ChainPoint>,
    },
    /// Print the audit log as JSON lines, oldest first
    Export,
}

/// The audit log is not as it was written.
#[derive(Debug, Error)]
#[error("the audit log is not as it was written: {0}")]
pub struct AuditBroken(Break);

impl AuditCommand {
    pub(super) async fn run(&self, settings: &Settings, out: &mut dyn Write) -> Result<(), CommandError> {
        let log = AuditLog::new(wiring::existing_store(settings).await?, wiring::clock());
        match self {
            Self::Verify { expect } => verify(&log, *expect, out).await,
            Self::Export => export(&log, out).await,
        }
    }
}

async fn verify(log: &AuditLog, expected: Option<ChainPoint>, out: &mut dyn Write) -> Result<(), CommandError> {
    let intact = log.verify(expected).await?.map_err(AuditBroken)?;
    writeln!(out, "{} entries, nothing was altered and nothing is missing.", intact.entries)?;
    if intact.trimmed != ChainPoint::START {
        writeln!(out, "Those up to {} were removed for their age.", intact.trimmed.sequence)?;
    }
    writeln!(out, "head {}", intact.head)?;
    if expected.is_none() {
        writeln!(out, "Keep the head elsewhere; --expect compares the log with it.")?;
    }
    Ok(())
}

async fn export(log: &AuditLog, out: &mut dyn Write) -> Result<(), CommandError> {
    let mut filter =
        AuditFilter { before: Some(log.head().await?.sequence.saturating_add(1)), ..AuditFilter::default() };
    while let Some((entries, next)) = log.batch(&filter).await? {
        for entry in entries {
            writeln!(out, "{}", audit_line(entry))?;
        }
        filter = next;
    }
    Ok(())
}
