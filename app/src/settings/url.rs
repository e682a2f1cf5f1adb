use std::fmt;
use std::net::Ipv6Addr;

use hyper::Uri;

use super::{Fault, value};

/// The URL of the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistryUrl {
    /// Whether it is reached by TLS.
    pub is_https: bool,
    /// Host name or address; one of IPv6 in brackets.
    pub host: String,
    /// The port, if the URL names one.
    pub port: Option<u16>,
    /// What is before `/v2/`: nothing, or a path without a slash at its end.
    pub path: String,
}

impl RegistryUrl {
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let refused = || Fault::Url(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| refused())?;
        let scheme = uri.scheme_str().unwrap_or_default().to_ascii_lowercase();
        let authority = uri.authority().ok_or_else(refused)?;
        if !matches!(scheme.as_str(), "http" | "https") || !is_host(authority.host()) {
            return Err(refused());
        }
        if authority.as_str().contains('@') || uri.query().is_some() || text.contains('#') {
            return Err(Fault::UrlParts);
        }
        let port = authority.as_str().strip_prefix(authority.host()).and_then(|port| port.strip_prefix(':'));
        Ok(Self {
            is_https: scheme == "https",
            host: authority.host().to_ascii_lowercase(),
            port: port.map(value::port).transpose()?,
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for RegistryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_https { "https" } else { "http" }, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))?;
        f.write_str(&self.path)
    }
}

/// A URL of the web that is reached by TLS.
pub(super) fn https(text: &str) -> Result<String, Fault> {
    match RegistryUrl::read(text) {
        Ok(url) if url.is_https => Ok(text.to_owned()),
        _ => Err(Fault::NoHttps(text.to_owned())),
    }
}

/// An origin as browsers write it.
pub(super) fn origin(text: &str) -> Result<String, Fault> {
    match RegistryUrl::read(text) {
        Ok(url) if url.path.is_empty() => Ok(url.to_string()),
        _ => Err(Fault::Origin(text.to_owned())),
    }
}

fn is_host(text: &str) -> bool {
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => value::host(text).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_written() {
        for (text, expected) in [
            ("http://localhost", "http://localhost"),
            ("HTTPS://Registry.Example.org/", "https://registry.example.org"),
            ("http://my_registry", "http://my_registry"),
            ("http://10.0.0.1:5001", "http://10.0.0.1:5001"),
            ("https://[2001:db8::7]:5001/a/b/", "https://[2001:db8::7]:5001/a/b"),
        ] {
            assert_eq!(RegistryUrl::read(text).map(|url| url.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in [
            "",
            "localhost",
            "localhost:5000",
            "//localhost",
            "ftp://localhost",
            "http://",
            "http:///v2",
            "http://a b",
            "http://[::1",
            "http://[a]",
            "http://a:0",
            "http://a:70000",
            "http://a:",
            "http://u:p@a",
            "http://a?b",
            "http://a#b",
            "http://a..b",
            "http://é",
        ] {
            assert!(RegistryUrl::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin("http://127.0.0.1:3000/"), Ok("http://127.0.0.1:3000".to_owned()));
        assert!(origin("http://127.0.0.1:3000/app").is_err());
        assert!(origin("127.0.0.1:3000").is_err());
    }
}
