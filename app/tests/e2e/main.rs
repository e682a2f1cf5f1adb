//! The real thing: the server's binary, a stock registry that trusts its certificate, skopeo, an
//! ACME authority and, where one starts, a Docker engine.
//!
//! Every test has its own processes, ports and folders, so that all can run at once. Needed in
//! `PATH`: `docker-registry`, `skopeo`, `sqlite3`, `groff`, `openssl`, `curl`, `pebble` with
//! `pebble-challtestsrv`, `fail2ban-regex`, `faketime`, `strace`, `nginx`; for the Docker engine `dockerd` and `docker`, for the image
//! `buildah`.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a step that fails is a failed test")]

mod access_log;
mod api_description;
mod audit;
mod basic_mode;
mod basic_mode_file;
mod basic_mode_switch;
mod cast;
mod catalog_deletion;
mod catalog_deletion_refused;
mod catalog_events;
mod catalog_forgery;
mod catalog_image;
mod catalog_pulls;
mod catalog_race;
mod catalog_sync;
mod catalog_visibility;
mod clock;
mod commands;
mod commands_backup;
mod commands_init;
mod commands_user;
mod container;
mod container_start;
mod crash;
mod disk;
mod docker_engine;
mod doctor;
mod doctor_basic;
mod doctor_notifications;
mod doctor_postgres;
mod doctor_registry;
mod files;
mod first_start;
mod guessing;
mod harness;
mod import;
mod index;
mod metrics;
mod mounts;
mod oauth;
mod odd_texts;
mod overload;
mod postgres_away;
mod postgres_frozen;
mod postgres_outage;
mod postgres_tls;
mod replicas;
mod replicas_grace;
mod replicas_killed;
mod replicas_upgraded;
mod reverse_proxy;
mod roles;
mod schemes;
mod soak;
mod store_copy;
mod takes_effect;
mod timing;
mod tls_acme;
mod tls_redirect;
mod tls_static;
mod tokens;
mod traces;
mod upgrade;
