//! Multi-architecture images.

use std::fs;

use tempfile::TempDir;

use crate::harness::api::person;
use crate::harness::image::digest_of;
use crate::harness::{Image, Stage};

#[test]
fn an_index_is_pushed_and_pulled_byte_for_byte() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.create_user_with("writer", "team/**", &["pull", "push"]);
    admin.create_user_with("reader", "team/**", &["pull"]);
    let index = Image::for_architectures("an index", &["amd64", "arm64", "riscv64"]);
    let (writer, reader) = (stage.skopeo(person("writer")), stage.skopeo(person("reader")));

    reader.push(&index, "team/app:1").expect_refused();
    writer.push(&index, "team/app:1").expect_ok();

    let pulled = TempDir::new().unwrap();
    reader.pull("team/app:1", pulled.path()).expect_ok();
    assert_eq!(digest_of(&fs::read(pulled.path().join("manifest.json")).unwrap()), index.digest);
    let files = fs::read_dir(pulled.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let manifests = files.filter(|name| name.to_string_lossy().ends_with(".manifest.json")).count();
    assert_eq!(manifests, 3, "one for each architecture");
}

#[test]
fn an_index_is_deleted_only_by_who_holds_delete() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    admin.create_user_with("writer", "team/**", &["pull", "push"]);
    admin.create_user_with("remover", "team/**", &["pull", "delete"]);
    let index = Image::for_architectures("an index", &["amd64", "arm64"]);
    stage.skopeo(person("writer")).push(&index, "team/app:1").expect_ok();

    stage.skopeo(person("writer")).delete("team/app:1").expect_refused();
    stage.skopeo(person("remover")).delete("team/app:1").expect_ok();
    let gone = stage.skopeo(person("writer")).pull("team/app:1", TempDir::new().unwrap().path());
    assert!(gone.text.contains("manifest unknown"), "{gone:?}");
}
