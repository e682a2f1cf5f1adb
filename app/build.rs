//! Makes room for the user interface, so that a build without Node.js has a folder to embed.

use std::path::Path;

const DIST: &str = "../frontend/dist";

fn main() -> std::io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join(DIST);
    std::fs::create_dir_all(&dist)?;
    let told = format!("cargo::rerun-if-changed={}\n", dist.display());
    std::io::Write::write_all(&mut std::io::stdout(), told.as_bytes())
}
