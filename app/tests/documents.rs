//! What the documents on security name is there: every file, and every test that is to prove something.

use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENTS: [&str; 2] = ["docs/security.md", "docs/asvs.md"];

/// Cases of this suite are called by a macro, so they have no attribute that makes a test of them.
const CONFORMANCE: &str = "ports/src/conformance/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Everything in a text of Markdown that is code within a line and looks like `folder/file` or
/// `folder/file::test`.
fn references(document: &str) -> Vec<&str> {
    let mut is_block = false;
    let lines = document.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        is_block ^= is_fence;
        !is_block && !is_fence
    });
    let code = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    code.filter(|code| code.contains("::") || is_path(code)).collect()
}

fn is_path(code: &str) -> bool {
    let folder = code.split_once('/').map(|(folder, _)| folder);
    folder.is_some_and(|folder| !folder.is_empty() && root().join(folder).is_dir())
}

/// Those that name what is not there.
fn missing(document: &str) -> Vec<&str> {
    references(document).into_iter().filter(|reference| !exists(reference)).collect()
}

fn exists(reference: &str) -> bool {
    let Some((file, test)) = reference.split_once("::") else { return root().join(reference).exists() };
    let Ok(text) = fs::read_to_string(root().join(file)) else { return false };
    if !file.ends_with(".rs") {
        return text.contains(&format!("'{test}'"));
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let Some(at) = lines.iter().position(|line| line.contains(&format!("fn {test}("))) else { return false };
    let mut before = lines.iter().take(at).rev().take_while(|line| line.starts_with("#[") || line.starts_with("//"));
    file.starts_with(CONFORMANCE) || before.any(|line| line.starts_with("#[") && line.contains("test"))
}

#[test]
fn every_file_and_test_that_is_named_is_there() {
    for name in DOCUMENTS {
        let document = fs::read_to_string(root().join(name)).unwrap();
        assert!(references(&document).len() > 50, "{name} names hardly anything");
        assert_eq!(missing(&document), [""; 0], "{name}");
    }
}

#[test]
fn what_is_not_there_is_found() {
    let found = "`app/tests/documents.rs` has `app/tests/documents.rs::what_is_not_there_is_found`, and `GET /`.";
    assert_eq!(missing(found), [""; 0]);
    for lost in
        ["app/tests/lost.rs", "app/tests/lost.rs::lost", "app/tests/documents.rs::lost", "app/tests/documents.rs::root"]
    {
        assert_eq!(missing(&format!("a `b` `{lost}`")), [lost]);
        assert_eq!(missing(&format!("```\n`{lost}`\n```")), [""; 0]);
    }
}
