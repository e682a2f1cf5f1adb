//! `openapi.yaml` in the repository is what the server serves.

use std::path::Path;

/// `UPDATE_OPENAPI=1` writes the file instead (`make generate`).
#[test]
fn the_committed_description_is_the_one_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.yaml");
    let generated = app::http::openapi_yaml();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &generated).expect("openapi.yaml can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("openapi.yaml is there");
    assert!(committed == generated, "openapi.yaml is out of date; run `make generate`");
}
