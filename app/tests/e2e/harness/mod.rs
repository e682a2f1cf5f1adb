//! What the scenarios are played with.

pub(crate) mod api;
pub(crate) mod authority;
pub(crate) mod basic;
pub(crate) mod catalog;
pub(crate) mod checker;
pub(crate) mod clock;
pub(crate) mod container;
pub(crate) mod content;
pub(crate) mod crowd;
pub(crate) mod docker;
pub(crate) mod http;
pub(crate) mod https;
pub(crate) mod image;
pub(crate) mod media_type;
pub(crate) mod patient;
pub(crate) mod pebble;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod registry;
pub(crate) mod remote;
pub(crate) mod secure_server;
pub(crate) mod server;
pub(crate) mod shared;
pub(crate) mod skopeo;
pub(crate) mod stage;
pub(crate) mod strained;
pub(crate) mod token;
pub(crate) mod wait;

pub(crate) use api::Api;
pub(crate) use content::Content;
pub(crate) use http::{Answer, Credentials};
pub(crate) use image::Image;
pub(crate) use process::Outcome;
pub(crate) use remote::Remote;
pub(crate) use server::Server;
pub(crate) use stage::Stage;
