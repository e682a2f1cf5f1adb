//! What reads the texts of strangers, for those who throw anything at it (`fuzz/`). It is no part of
//! what the library offers.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use poem::http::uri::Scheme;

use crate::config::{OptionNames, Problem, file};
use crate::http::{authorization, events};
use crate::serve::TrustedProxies;
use crate::services::catalog::Event;

/// Login and password of an `Authorization` header.
pub fn authorization(header: &str) -> Option<(String, String)> {
    authorization::parse(header).map(|basic| (basic.login, basic.password.to_string()))
}

/// The events of a notification.
pub fn notification(body: &[u8]) -> Vec<Event> {
    events::Envelope::parse(body).events
}

/// What is wrong with a configuration file of this name with this text.
pub fn configuration(path: &Path, text: &str, names: &[OptionNames]) -> Vec<Problem> {
    file::mistakes(path, text, names)
}

/// Whom a request is from that `peer` sent with these lines of `X-Forwarded-For` and `-Proto`, and
/// whether it came to the first proxy by HTTPS.
pub fn client(proxies: &TrustedProxies, peer: SocketAddr, lines: &[(HeaderName, HeaderValue)]) -> (IpAddr, bool) {
    let headers: HeaderMap = lines.iter().cloned().collect();
    let client = proxies.client(peer, Scheme::HTTP, &headers);
    (client.address, client.scheme == Scheme::HTTPS)
}
