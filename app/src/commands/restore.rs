use std::io::Write;
use std::path::Path;

use super::CommandError;
use crate::settings::Settings;
use crate::wiring;

pub(super) async fn run(settings: &Settings, file: &Path, out: &mut dyn Write) -> Result<(), CommandError> {
    let kept = wiring::restore(settings, file).await?;
    writeln!(out, "{} holds what {} does.", settings.store.kind, file.display())?;
    if let Some(kept) = kept {
        writeln!(out, "What it held before is kept in {}.", kept.display())?;
    }
    Ok(())
}
