//! The image, in a Docker engine: what it is, and that it serves.

use std::fs;

use serde_json::json;

use crate::harness::container::{ContainerImage, Folders};

const USER: u32 = 1001;

#[test]
fn it_says_what_it_is() {
    let Some(image) = ContainerImage::new() else { return };
    let config = image.config();
    assert_eq!(config["ExposedPorts"], json!({ "80/tcp": {}, "443/tcp": {} }));
    assert_eq!(config["Volumes"], json!({ "/app/certs": {}, "/app/data": {} }));
    assert_eq!(config["Healthcheck"]["Test"], json!(["CMD", "registry-admin", "healthcheck"]));
    assert_eq!(config["Labels"]["org.opencontainers.image.version"], "v1.2.3");
    assert_eq!(config["Labels"]["org.opencontainers.image.licenses"], "MIT");
    let version = image.run(&[], &["--version"]).expect_ok();
    assert_eq!(version, concat!("registry-admin ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn it_serves_on_a_file_system_that_cannot_be_written() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve(Folders::of(USER), &["--read-only"]);
    assert_eq!(container.get("/ping").expect(200).text, "pong");
    assert!(container.get("/").expect(200).text.contains("<title>RegistryAdmin"));
    assert!(container.folders.path("certs").join("registry_auth_ca.crt").exists());
}

#[test]
fn it_is_healthy_with_nothing_but_its_defaults_and_ends_when_it_is_told() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve_alone(&["--health-interval=300ms"]);
    assert_eq!(container.health(), "healthy", "{}", container.log());
    assert_eq!(container.stop(), 0);
    assert!(container.log().contains("stopped"), "{}", container.log());
}

#[test]
fn it_is_unhealthy_where_the_server_is_not_reached() {
    let Some(image) = ContainerImage::new() else { return };
    let health = ["--health-interval=300ms", "--health-retries=1", "--health-start-period=1ms"];
    let elsewhere = "--health-cmd=registry-admin healthcheck --port=81";
    let container = image.serve_alone(&[&health[..], &[elsewhere]].concat());
    assert_eq!(container.health(), "unhealthy");
}

#[test]
fn a_configuration_in_its_folder_is_taken() {
    let Some(image) = ContainerImage::new() else { return };
    let folders = Folders::of(USER);
    let file = folders.path("config").join("registry-admin.yml");
    fs::write(&file, "store: { embed: { path: /app/data/mine.db } }").unwrap();
    let container = image.serve(folders, &[]);
    assert!(container.folders.path("data").join("mine.db").exists());
    assert!(!container.folders.path("data").join("data.db").exists());
}

#[test]
fn a_configuration_that_is_named_comes_first() {
    let Some(image) = ContainerImage::new() else { return };
    let folders = Folders::of(USER);
    fs::write(folders.path("config").join("registry-admin.yml"), "no: configuration").unwrap();
    fs::write(folders.path("config").join("mine.json"), r#"{ "hostname": "ra.example.org" }"#).unwrap();
    let container = image.serve(folders, &["--env=RA_CONFIG_FILE=/app/config/mine.json"]);
    container.get("/ping").expect(200);
}

#[test]
fn commands_are_called_in_it_as_the_user_that_serves() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve(Folders::of(USER), &[]);
    container.exec(&["registry-admin", "healthcheck"]).expect_ok();
    container.exec(&["registry-admin", "backup", "/app/data/backup.db"]).expect_ok();
    let owners = container.folders.owners("data");
    assert!(owners.iter().any(|(name, _, _)| name == "backup.db"), "{owners:?}");
    assert!(owners.iter().all(|(_, owner, _)| *owner == USER), "{owners:?}");
}
