use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hyper::header::{HeaderMap, HeaderName};
use ipnet::IpNet;
use poem::http::uri::Scheme;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies whose word is taken on who a request is from. Nobody else's is: anybody can write a
/// header.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

/// Who a request is from, and how it was sent by them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    pub(crate) scheme: Scheme,
}

impl FromIterator<IpNet> for TrustedProxies {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl TrustedProxies {
    pub(super) fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client behind `peer`, who sent a request with these headers by `scheme`.
    pub(crate) fn client(&self, peer: SocketAddr, scheme: Scheme, headers: &HeaderMap) -> Client {
        let peer = peer.ip().to_canonical();
        if !self.contain(peer) {
            return Client { address: peer, scheme };
        }
        let by_https =
            listed(headers, &FORWARDED_PROTO).next().is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
        Client { address: self.behind(peer, headers), scheme: if by_https { Scheme::HTTPS } else { scheme } }
    }

    /// Each proxy appends whom it was asked by, so the list is read from its end, for as long as it
    /// was written by those who are trusted.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer;
        for address in listed(headers, &FORWARDED_FOR).map_while(address) {
            nearest = address;
            if !self.contain(address) {
                break;
            }
        }
        nearest
    }
}

/// The items of a header that is a list, perhaps in several lines, from the last to the first.
fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    lines.into_iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')).map(str::trim)
}

/// Some proxies write the port too.
fn address(text: &str) -> Option<IpAddr> {
    let address = text.parse().or_else(|_| text.parse().map(|address: SocketAddr| address.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, headers: &[(&str, &str)]) -> (String, Scheme) {
        let proxies: TrustedProxies =
            ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).into_iter().collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let client = proxies.client(peer.parse().unwrap(), Scheme::HTTP, &map);
        (client.address.to_string(), client.scheme)
    }

    #[test]
    fn the_word_of_a_stranger_is_not_taken() {
        let claims = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")];
        assert_eq!(client("198.51.100.1:7", &claims), ("198.51.100.1".into(), Scheme::HTTP));
    }

    #[test]
    fn the_client_is_the_last_whom_no_trusted_proxy_stands_for() {
        for (list, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("203.0.113.9, 192.0.2.1", "192.0.2.1"),
            ("203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("2001:db8::1, fd00::2", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("192.0.2.1, nonsense", "10.0.0.1"),
            ("192.0.2.1, nonsense, 10.0.0.2", "10.0.0.2"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1:7", &[("x-forwarded-for", list)]).0, expected, "{list}");
        }
        let lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(client("[::ffff:10.0.0.1]:7", &lines).0, "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_tells_how_it_was_asked() {
        assert_eq!(client("10.0.0.1:7", &[("x-forwarded-proto", "https")]).1, Scheme::HTTPS);
        assert_eq!(client("10.0.0.1:7", &[("x-forwarded-proto", "https, http")]).1, Scheme::HTTP);
        assert_eq!(client("10.0.0.1:7", &[]).1, Scheme::HTTP);
    }
}
