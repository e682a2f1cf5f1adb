use std::io::Write;
use std::path::Path;

use super::CommandError;
use crate::settings::Settings;
use crate::wiring;

pub(super) async fn run(
    settings: &Settings,
    file: &Path,
    force: bool,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    wiring::back_up(settings, file, force).await?;
    let certs = &settings.registry.certs;
    writeln!(out, "{} is a copy of the store, complete and checked. Keep it as you keep passwords.", file.display())?;
    writeln!(out, "The signing keys are not in it, and never change; keep a copy of them too:")?;
    for path in [&certs.key, &certs.public_key, &certs.certificate] {
        writeln!(out, "  {}", path.display())?;
    }
    Ok(())
}
