use ports::RegistryError;
use url::{Host, ParseError, Url};

use super::{RegistryEndpoint, RegistrySetupError, RegistryTls};

/// Where the registry is: what all of its URLs begin with.
pub(super) struct Address(Url);

impl Address {
    pub(super) fn of(endpoint: &RegistryEndpoint) -> Result<Self, RegistrySetupError> {
        let scheme = if endpoint.tls == RegistryTls::Off { "http" } else { "https" };
        let mut url = host(&endpoint.host)
            .and_then(|host| Url::parse(&format!("{scheme}://{host}:{}/", endpoint.port)))
            .map_err(|source| RegistrySetupError::Host { host: endpoint.host.clone(), source })?;
        let prefix = endpoint.path_prefix.trim_matches('/');
        if !prefix.is_empty() {
            url.set_path(&format!("/{prefix}/"));
        }
        Ok(Self(url))
    }

    /// The URL of a path below the registry's own.
    pub(super) fn join(&self, path: &str) -> Result<Url, RegistryError> {
        self.0.join(path).map_err(|error| RegistryError::Protocol(format!("\"{path}\" makes no URL: {error}")))
    }

    /// Where a reference in an answer to `from` leads within the registry; none if it leads to
    /// another host. Scheme and port are ours, since a registry behind a proxy does not know them.
    pub(super) fn follow(&self, from: &Url, reference: &str) -> Option<Url> {
        let target = from.join(reference).ok()?;
        let mut url = self.0.clone();
        url.set_path(target.path());
        url.set_query(target.query());
        (target.host() == url.host()).then_some(url)
    }

    /// Where we reach what the registry names by the address that others know it under: the
    /// `http.host` of its configuration may be anywhere, but the path from `/v2/` on is the same.
    pub(super) fn within_reach(&self, target: &Url) -> Result<Url, RegistryError> {
        let foreign = || RegistryError::Protocol(format!("{target} is not in a registry"));
        let (_, path) = target.path().split_once("/v2/").ok_or_else(foreign)?;
        let mut url = self.join(&format!("v2/{path}"))?;
        url.set_query(target.query());
        Ok(url)
    }

    pub(super) fn is_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

/// Reads a name or an address, of which IPv6 may come with or without brackets.
fn host(text: &str) -> Result<Host, ParseError> {
    text.parse().map(Host::Ipv6).or_else(|_| Host::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegistryAuth, RegistryLimits};

    fn address(host: &str, path_prefix: &str, tls: RegistryTls) -> Result<Address, RegistrySetupError> {
        let (host, path_prefix) = (host.to_owned(), path_prefix.to_owned());
        let (auth, limits) = (RegistryAuth::Anonymous, RegistryLimits::default());
        Address::of(&RegistryEndpoint { host, port: 5000, path_prefix, tls, auth, limits })
    }

    #[test]
    fn an_address_is_made_of_its_parts() {
        let url = |host, prefix, tls| address(host, prefix, tls).unwrap().join("v2/").unwrap().to_string();
        assert_eq!(url("registry", "", RegistryTls::Off), "http://registry:5000/v2/");
        assert_eq!(url("10.0.0.1", "/", RegistryTls::Unverified), "https://10.0.0.1:5000/v2/");
        assert_eq!(url("::1", "/a/b", RegistryTls::Off), "http://[::1]:5000/a/b/v2/");
        assert_eq!(url("[::1]", "a/b/", RegistryTls::Off), "http://[::1]:5000/a/b/v2/");
        assert_eq!(url("registry", "a?b#c", RegistryTls::Off), "http://registry:5000/a%3Fb%23c/v2/");
        for bad in ["", "no host", "registry:5000", "registry/path", "user@registry", "http://registry"] {
            assert!(address(bad, "", RegistryTls::Off).is_err(), "{bad}");
        }
    }

    #[test]
    fn references_are_followed_as_they_are_but_to_no_other_host() {
        let address = address("registry", "", RegistryTls::Unverified).unwrap();
        let from = address.join("v2/_catalog?n=5").unwrap();
        let followed = |reference: &str| address.follow(&from, reference).map(|url| url.to_string());
        let next = Some("https://registry:5000/v2/_catalog?last=zed%2Fx&n=5".to_owned());
        assert_eq!(followed("/v2/_catalog?last=zed%2Fx&n=5"), next);
        assert_eq!(followed("?last=zed%2Fx&n=5"), next);
        assert_eq!(followed("http://registry/v2/_catalog?last=zed%2Fx&n=5"), next);
        assert_eq!(followed("//registry/v2/_catalog?last=zed%2Fx&n=5"), next);
        for elsewhere in ["http://other:5000/v2/", "//other/v2/", "https://registry@other/", "https://"] {
            assert_eq!(followed(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn what_others_reach_elsewhere_we_reach_here() {
        let address = address("registry", "sub", RegistryTls::Off).unwrap();
        let reached = |url: &str| address.within_reach(&url.parse().unwrap()).map(|url| url.to_string());
        let here = "http://registry:5000/sub/v2/a/v2/b/blobs/uploads/id?_state=x%3D";
        assert_eq!(reached("https://known/path/v2/a/v2/b/blobs/uploads/id?_state=x%3D").unwrap(), here);
        assert!(matches!(reached("https://known/login"), Err(RegistryError::Protocol(_))));
    }
}
