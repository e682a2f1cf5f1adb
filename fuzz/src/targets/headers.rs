use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use adapters::HmacSessionSealer;
use app::fuzzing;
use app::serve::TrustedProxies;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{HeaderName, HeaderValue};
use ports::SessionSealer;

use super::text;

/// `Authorization`: what is read as credentials says just these.
pub(super) fn authorization(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some((login, password)) = fuzzing::authorization(text) {
        assert!(!login.contains(':'));
        let again = format!("Basic {}", STANDARD.encode(format!("{login}:{password}")));
        assert_eq!(fuzzing::authorization(&again), Some((login, password)));
    }
}

/// `X-Forwarded-For` and `X-Forwarded-Proto`, by turns, on lines: they never say who a stranger is.
pub(super) fn forwarded(bytes: &[u8]) {
    let names = ["x-forwarded-for", "x-forwarded-proto"].map(HeaderName::from_static);
    let values = bytes.split(|byte| *byte == b'\n').filter_map(|line| HeaderValue::from_bytes(line).ok());
    let lines: Vec<_> = names.iter().cycle().cloned().zip(values).collect();
    let stranger = SocketAddr::from(([192, 0, 2, 1], 4711));
    assert_eq!(fuzzing::client(&PROXIES, stranger, &lines), (stranger.ip(), false));
    let (address, _) = fuzzing::client(&PROXIES, SocketAddr::from(([10, 0, 0, 1], 4711)), &lines);
    assert_eq!(address, address.to_canonical());
    if lines.is_empty() {
        assert_eq!(address, IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));
    }
}

static PROXIES: LazyLock<TrustedProxies> =
    LazyLock::new(|| ["10.0.0.0/8", "fd00::/8"].map(network).into_iter().collect());

fn network<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a network")
}

/// A session's cookie: nobody finds one by searching.
pub(super) fn session(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    assert_eq!(SEALER.open(text), None, "the seal is broken");
}

static SEALER: LazyLock<HmacSessionSealer> =
    LazyLock::new(|| HmacSessionSealer::new(b"a secret that is not in the corpus", "issuer").expect("a sealer"));
