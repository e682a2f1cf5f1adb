//! How the registry answers whom it does not know, and what that says.

use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{DATE, HeaderMap, WWW_AUTHENTICATE};
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

use super::fault::Fault;
use crate::settings::RegistryUrl;

/// A registry takes tokens whose times are off by a minute; half of that is left to who drifts on.
const MOST_SKEW: Duration = Duration::seconds(30);

/// An answer to `GET /v2/` without credentials.
#[derive(Debug, Clone)]
pub(super) struct Greeting {
    pub(super) is_open: bool,
    pub(super) is_registry: bool,
    pub(super) challenge: Option<Challenge>,
    pub(super) date: Option<OffsetDateTime>,
}

/// How to sign in (RFC 9110 section 11.6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Challenge {
    Bearer { realm: String, service: String },
    Basic,
}

/// What comes of asking the registry in several ways.
#[derive(Debug)]
pub(super) struct Sighting {
    /// As the options say.
    pub(super) as_configured: Result<Greeting, String>,
    /// The same, with any certificate.
    pub(super) by_any_certificate: Result<Greeting, String>,
    /// By http in the place of https, or the other way round.
    pub(super) by_other_scheme: Result<Greeting, String>,
}

impl Greeting {
    pub(super) fn of(answer: &Response<Bytes>) -> Self {
        let headers = answer.headers();
        let challenge = text(headers, WWW_AUTHENTICATE.as_str()).and_then(Challenge::read);
        let names_itself = text(headers, "docker-distribution-api-version") == Some("registry/2.0");
        Self {
            is_open: answer.status().is_success(),
            is_registry: names_itself || challenge.is_some(),
            challenge,
            date: text(headers, DATE.as_str()).and_then(|text| OffsetDateTime::parse(text, &Rfc2822).ok()),
        }
    }
}

impl Challenge {
    fn read(header: &str) -> Option<Self> {
        let (scheme, parameters) = header.split_once(' ').unwrap_or((header, ""));
        let parameter = |name: &str| {
            let (_, rest) = parameters.split_once(&format!("{name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => {
                Some(Self::Bearer { realm: parameter("realm")?, service: parameter("service").unwrap_or_default() })
            }
            "basic" => Some(Self::Basic),
            _ => None,
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a registry answers at `url`.
pub(super) fn judge_sighting(url: &RegistryUrl, sighting: Sighting) -> Result<Greeting, Fault> {
    let is_registry = |greeting: &Result<Greeting, String>| greeting.as_ref().is_ok_and(|it| it.is_registry);
    let other = RegistryUrl { is_https: !url.is_https, ..url.clone() };
    if is_registry(&sighting.by_any_certificate)
        && let Err(why) = &sighting.as_configured
    {
        let problem = format!("the certificate of the registry is not trusted: {why}");
        return Err(Fault::of_option(
            problem,
            "registry.https_certs",
            "the file of that certificate or of its authority",
        ));
    }
    match sighting.as_configured {
        Ok(greeting) if greeting.is_registry => Ok(greeting),
        _ if is_registry(&sighting.by_other_scheme) => {
            let speaks = if other.is_https { "https" } else { "http" };
            let problem = format!("the registry at {url} speaks {speaks}");
            Err(Fault::of_option(problem, "registry.host", other.to_string()))
        }
        Ok(_) => Err(Fault::of_option(
            format!("what answers at {url} is no registry"),
            "registry.host and registry.port",
            "where the registry listens",
        )),
        Err(why) => Err(Fault::other(
            format!("no registry answers at {url}: {why}"),
            "start the registry, or set registry.host and registry.port to where it listens (http.addr in its configuration)",
        )),
    }
}

/// Where the registry sends its clients for tokens, and how it names itself there.
pub(super) fn judge_authentication(greeting: &Greeting) -> Result<(String, String), Fault> {
    let (key, value) = ("auth", "token, with realm, service, issuer and rootcertbundle, and nothing else");
    match &greeting.challenge {
        Some(Challenge::Bearer { realm, service }) => Ok((realm.clone(), service.clone())),
        Some(Challenge::Basic) => {
            Err(Fault::of_registry("the registry checks passwords itself (htpasswd) and takes no tokens", key, value))
        }
        None if greeting.is_open => Err(Fault::of_registry("the registry lets everybody in", key, value)),
        None => Err(Fault::of_registry("the registry does not say how to sign in", key, value)),
    }
}

/// Whether the registry checks passwords itself; `file` is where we keep them for it.
pub(super) fn judge_password_authentication(greeting: &Greeting, file: &str) -> Result<(), Fault> {
    let value = format!("htpasswd, with a realm and the path {file}, and nothing else");
    let fault = |problem| Err(Fault::of_registry(problem, "auth", value));
    match &greeting.challenge {
        Some(Challenge::Basic) => Ok(()),
        Some(Challenge::Bearer { .. }) => {
            fault("the registry takes tokens and no passwords, but registry.auth_type is basic")
        }
        None if greeting.is_open => fault("the registry lets everybody in"),
        None => fault("the registry does not say how to sign in"),
    }
}

/// Whether the registry's clock agrees with ours at the moment of its answer.
pub(super) fn judge_clock(registry: OffsetDateTime, ours: OffsetDateTime) -> Result<(), Fault> {
    let skew = (registry - ours).whole_seconds();
    if skew.unsigned_abs() <= MOST_SKEW.whole_seconds().unsigned_abs() {
        return Ok(());
    }
    let direction = if skew < 0 { "behind" } else { "ahead of" };
    let problem = format!("the clock of the registry is {} seconds {direction} ours", skew.unsigned_abs());
    Err(Fault::other(problem, "set the clocks of both machines right, and keep them so by NTP"))
}

/// Whether the registry goes by the name that tokens are made out to.
pub(super) fn judge_service(registry: &str, ours: &str) -> Result<(), Fault> {
    if registry == ours {
        return Ok(());
    }
    let problem = format!("the registry calls itself \"{registry}\", and registry.service is \"{ours}\"");
    Err(Fault::of_registry(problem, "auth.token.service", ours))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn greeting(status: u16, headers: &[(&str, &str)]) -> Greeting {
        let answer = Response::builder().status(status);
        let answer = headers.iter().fold(answer, |answer, (name, value)| answer.header(*name, *value));
        Greeting::of(&answer.body(Bytes::new()).unwrap())
    }

    fn registry() -> Greeting {
        greeting(
            401,
            &[
                ("docker-distribution-api-version", "registry/2.0"),
                ("www-authenticate", "Bearer realm=\"http://ra/auth\",service=\"my, service\",scope=\"a b\""),
                ("date", "Tue, 24 Nov 2026 09:41:03 GMT"),
            ],
        )
    }

    fn url(is_https: bool) -> RegistryUrl {
        RegistryUrl { is_https, host: "r.org".to_owned(), port: Some(5000), path: String::new() }
    }

    fn nothing() -> Result<Greeting, String> {
        Err("refused".to_owned())
    }

    #[test]
    fn a_registry_is_known_by_its_greeting() {
        let found = registry();
        let challenge = Challenge::Bearer { realm: "http://ra/auth".to_owned(), service: "my, service".to_owned() };
        assert_eq!((found.is_registry, found.challenge), (true, Some(challenge)));
        assert_eq!(found.date, Some(datetime!(2026-11-24 09:41:03 UTC)));
        assert_eq!(greeting(401, &[("www-authenticate", "Basic realm=\"x\"")]).challenge, Some(Challenge::Basic));
        assert!(!greeting(200, &[]).is_registry);
    }

    #[test]
    fn whatever_is_in_the_way_of_the_registry_is_named() {
        let problem = |is_https, as_configured, by_any_certificate, by_other_scheme| {
            judge_sighting(&url(is_https), Sighting { as_configured, by_any_certificate, by_other_scheme })
                .map(|_| ())
                .map_err(|fault| fault.problem)
        };
        assert_eq!(problem(false, Ok(registry()), Ok(registry()), nothing()), Ok(()));
        let untrusted = problem(true, nothing(), Ok(registry()), nothing()).unwrap_err();
        assert!(untrusted.contains("is not trusted"), "{untrusted}");
        assert!(problem(true, nothing(), nothing(), Ok(registry())).unwrap_err().ends_with("speaks http"));
        let page = greeting(400, &[]);
        assert!(
            problem(false, Ok(page.clone()), Ok(page.clone()), Ok(registry())).unwrap_err().ends_with("speaks https")
        );
        assert!(problem(false, Ok(page.clone()), Ok(page), nothing()).unwrap_err().ends_with("is no registry"));
        assert!(problem(false, nothing(), nothing(), nothing()).unwrap_err().starts_with("no registry answers"));
    }

    #[test]
    fn another_way_to_sign_in_is_named() {
        assert!(judge_authentication(&registry()).is_ok());
        for (status, header, word) in [(401, "Basic realm=\"x\"", "htpasswd"), (200, "", "everybody"), (401, "", "how")]
        {
            let fault = judge_authentication(&greeting(status, &[("www-authenticate", header)])).unwrap_err();
            assert!(fault.problem.contains(word), "{fault:?}");
        }
    }

    #[test]
    fn a_registry_that_should_check_passwords_has_to_do_that() {
        let judge =
            |greeting: &Greeting| judge_password_authentication(greeting, "/a/htpasswd").map_err(|it| it.problem);
        assert_eq!(judge(&greeting(401, &[("www-authenticate", "Basic realm=\"x\"")])), Ok(()));
        assert!(judge(&registry()).unwrap_err().contains("takes tokens"));
        assert!(judge(&greeting(200, &[])).unwrap_err().contains("everybody"));
    }

    #[test]
    fn clocks_may_differ_by_half_a_minute() {
        let ours = datetime!(2026-11-24 09:41:03 UTC);
        for seconds in [-30, 0, 30] {
            assert_eq!(judge_clock(ours + Duration::seconds(seconds), ours), Ok(()));
        }
        let problem = |seconds| judge_clock(ours + Duration::seconds(seconds), ours).unwrap_err().problem;
        assert_eq!(problem(31), "the clock of the registry is 31 seconds ahead of ours");
        assert_eq!(problem(-3600), "the clock of the registry is 3600 seconds behind ours");
    }

    #[test]
    fn the_name_of_the_service_is_compared_letter_by_letter() {
        assert_eq!(judge_service("registry", "registry"), Ok(()));
        let fault = judge_service("Registry", "registry").unwrap_err();
        assert_eq!(
            fault.fix,
            super::super::fault::Fix::Registry { key: "auth.token.service", value: "registry".into() }
        );
    }
}
