use std::io::Write;

use clap::Subcommand;

use super::CommandError;
use crate::wiring;

/// What can be done with stores as a whole.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Copy all records to another store, and compare each of them; no server may use either meanwhile
    ///
    /// A store is named by the path of its file, or by the URL of its PostgreSQL database. A copy that is
    /// cut short goes on when the same command is given again; no server takes the new store before.
    Copy {
        /// The store to copy
        #[arg(long)]
        from: String,
        /// The store to copy to, which must be new
        #[arg(long)]
        to: String,
    },
}

impl StoreCommand {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<(), CommandError> {
        let Self::Copy { from, to } = self;
        let mut failed = None;
        let copied = wiring::copy_store(from, to, &mut |what, rows| {
            if let Err(error) = writeln!(out, "{what}, {rows}") {
                failed.get_or_insert(error);
            }
        })?;
        match failed {
            Some(error) => Err(error.into()),
            None => Ok(writeln!(out, "All {copied} records are copied, and the same in both stores.")?),
        }
    }
}
