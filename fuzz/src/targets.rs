mod configuration;
mod files;
mod headers;
mod names;
mod registry;
mod scope;

use crate::Target;

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

pub(crate) const ALL: &[Target] = &[
    target("scope", scope::scope),
    target("names", names::names),
    target("pattern", names::pattern),
    target("authorization", headers::authorization),
    target("forwarded", headers::forwarded),
    target("session", headers::session),
    target("notification", registry::notification),
    target("manifest", registry::manifest),
    target("image_config", registry::image_config),
    target("link", registry::link),
    target("config_json", configuration::json),
    target("config_yaml", configuration::yaml),
    target("htpasswd", files::htpasswd),
    target("import_htpasswd", files::import_htpasswd),
    target("import_docker_auth", files::import_docker_auth),
];

/// Most of what is read is text; the rest of the bytes cannot get there.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
