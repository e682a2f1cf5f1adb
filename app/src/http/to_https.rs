//! What is answered by plain HTTP where HTTPS is served: the way there.

use std::net::IpAddr;
use std::sync::Arc;

use poem::http::uri::Authority;
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response, Result};

use crate::authority::authority;

const HTTPS_PORT: u16 = 443;

/// For whoever watches the process; they tell nothing that a client would have to be sure of.
const ANSWERED: [&str; 3] = ["/ping", "/healthz", "/readyz"];

/// Where HTTPS is.
#[derive(Debug, Clone)]
pub struct HttpsAddress {
    /// The main host name or address of the service.
    pub hostname: String,
    /// Its other names, in lower case.
    pub names: Vec<String>,
    /// The port.
    pub port: u16,
}

/// Leads every request to the same place by HTTPS (308, RFC 9110 §15.4.9), except for those that
/// ask how `main` is.
pub(crate) struct ToHttps<E> {
    main: Arc<E>,
    address: HttpsAddress,
}

impl<E> ToHttps<E> {
    pub(crate) fn new(main: Arc<E>, address: HttpsAddress) -> Self {
        Self { main, address }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for ToHttps<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if ANSWERED.contains(&request.uri().path()) {
            return self.main.call(request).await;
        }
        let asked = request.header(header::HOST).or_else(|| request.uri().authority().map(Authority::as_str));
        let local = request.local_addr().as_socket_addr().map(|address| address.ip().to_canonical());
        let path = request.uri().path_and_query().map(|path| path.as_str()).filter(|path| path.starts_with('/'));
        let location = self.address.url(asked, local, path.unwrap_or("/"));
        Ok(Response::builder().status(StatusCode::PERMANENT_REDIRECT).header(header::LOCATION, location).finish())
    }
}

impl HttpsAddress {
    /// The host stays as it was asked for if it is one of ours: a name that is configured, or the very
    /// address that the request came in by. Any other is replaced by the main one, so that nobody can
    /// be led elsewhere by us.
    fn url(&self, asked: Option<&str>, local: Option<IpAddr>, path: &str) -> String {
        let asked: Option<Authority> = asked.and_then(|asked| asked.parse().ok());
        let host = asked.as_ref().map(Authority::host).filter(|host| self.is_own(host, local));
        format!("https://{}{path}", authority(host.unwrap_or(&self.hostname), self.port, HTTPS_PORT))
    }

    fn is_own(&self, host: &str, local: Option<IpAddr>) -> bool {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match bare.parse::<IpAddr>() {
            Ok(ip) => Some(ip.to_canonical()) == local,
            Err(_) => self.names.iter().any(|name| name.eq_ignore_ascii_case(host)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> HttpsAddress {
        HttpsAddress { hostname: "ra.example.org".to_owned(), names: vec!["other.example.org".to_owned()], port }
    }

    #[test]
    fn hosts_that_are_ours_stay_as_they_were_asked_for() {
        let v4 = "10.0.0.7".parse().ok();
        let v6 = "2001:db8::7".parse().ok();
        for (asked, local, port, expected) in [
            ("ra.example.org", v4, 443, "https://ra.example.org/a?b=c"),
            ("ra.example.org:8080", v4, 8443, "https://ra.example.org:8443/a?b=c"),
            ("Other.Example.org:80", v4, 443, "https://Other.Example.org/a?b=c"),
            ("10.0.0.7:80", v4, 8443, "https://10.0.0.7:8443/a?b=c"),
            ("[2001:db8::7]", v6, 443, "https://[2001:db8::7]/a?b=c"),
            ("[2001:db8::7]:8080", v6, 8443, "https://[2001:db8::7]:8443/a?b=c"),
            ("[::ffff:10.0.0.7]", v4, 443, "https://[::ffff:10.0.0.7]/a?b=c"),
        ] {
            assert_eq!(address(port).url(Some(asked), local, "/a?b=c"), expected, "{asked}");
        }
    }

    #[test]
    fn any_other_host_is_replaced_by_the_main_one() {
        let local = "10.0.0.7".parse().ok();
        for asked in [
            None,
            Some(""),
            Some("evil.example.com"),
            Some("evil.example.com#ra.example.org"),
            Some("ra.example.org@evil.example.com"),
            Some("ra.example.org.evil.example.com"),
            Some("ra.example.org/"),
            Some("10.0.0.8"),
            Some("[::1]"),
            Some("a b"),
        ] {
            assert_eq!(address(443).url(asked, local, "/a"), "https://ra.example.org/a", "{asked:?}");
        }
    }

    #[test]
    fn a_main_host_that_is_an_address_of_ipv6_gets_its_brackets() {
        let address = HttpsAddress { hostname: "2001:db8::7".to_owned(), names: Vec::new(), port: 8443 };
        assert_eq!(address.url(None, None, "/"), "https://[2001:db8::7]:8443/");
    }
}
