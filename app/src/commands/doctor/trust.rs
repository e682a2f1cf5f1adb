//! Why a registry refuses a token that it should accept. It does not say by itself: whatever is wrong
//! with the issuer, the certificate or the signature has the same answer.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::fault::Fault;
use super::registry_config::TokenAuth;

/// What is known about a refusal.
#[derive(Debug, Default)]
pub(super) struct Refusal<'a> {
    /// `registry.issuer`
    pub(super) issuer: &'a str,
    /// The file of the certificate that the registry has to trust.
    pub(super) certificate_file: String,
    /// That certificate: DER in base64.
    pub(super) certificate: &'a str,
    /// An issuer by which the registry accepts the same token.
    pub(super) accepted_issuer: Option<&'a str>,
    /// Whether the registry minds a spoilt signature only, for which it must have trusted the certificate.
    pub(super) certificate_is_trusted: bool,
    /// What its configuration says, if that is known.
    pub(super) configured: Option<&'a TokenAuth>,
    /// What is in the bundle of its configuration, if that can be read here.
    pub(super) bundle: Option<String>,
}

/// Names the fault behind a refusal.
pub(super) fn judge_refusal(refusal: &Refusal<'_>) -> Fault {
    let ours = refusal.issuer;
    let of_issuer = |theirs: &str| {
        let problem =
            format!("the registry accepts tokens of the issuer \"{theirs}\", and registry.issuer is \"{ours}\"");
        Fault::of_registry(problem, "auth.token.issuer", ours)
    };
    if let Some(theirs) = refusal.accepted_issuer {
        return of_issuer(theirs);
    }
    if let Some(configured) = refusal.configured.filter(|configured| configured.issuer != ours) {
        return of_issuer(&configured.issuer);
    }
    if refusal.certificate_is_trusted {
        let problem = format!("the registry trusts the certificate, but not the issuer \"{ours}\"");
        return Fault::of_registry(problem, "auth.token.issuer", ours);
    }
    let Some(configured) = refusal.configured else {
        return Fault::other(
            format!(
                "the registry accepts no token of ours: it has another issuer than \"{ours}\", or another certificate than {}",
                refusal.certificate_file
            ),
            format!(
                "compare auth.token.issuer in the registry's configuration with \"{ours}\", and auth.token.rootcertbundle with {}; \
                 --registry-config=<its config.yml> tells which it is",
                refusal.certificate_file
            ),
        );
    };
    let file = configured.rootcertbundle.display();
    match &refusal.bundle {
        Some(bundle) if holds(bundle, refusal.certificate) => Fault::other(
            format!("the configuration and {file} are right, but the registry was started with others"),
            "restart the registry: it reads both when it starts",
        ),
        Some(_) => {
            of_certificate(format!("{file} does not hold the certificate {}", refusal.certificate_file), refusal)
        }
        None => of_certificate(format!("the issuer is right, so the certificate in {file} is not"), refusal),
    }
}

fn of_certificate(problem: String, refusal: &Refusal<'_>) -> Fault {
    let value = format!("the file {}, or a copy of it", refusal.certificate_file);
    Fault::of_registry(problem, "auth.token.rootcertbundle", value)
}

/// Whether a PEM file holds this certificate (DER in base64) byte for byte.
fn holds(pem: &str, certificate: &str) -> bool {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let bytes = |text: &str| BASE64_STANDARD.decode(text.split_whitespace().collect::<String>()).ok();
    let wanted = bytes(certificate);
    let mut found = pem.split(BEGIN).skip(1).filter_map(|rest| bytes(rest.split_once(END)?.0));
    found.any(|der| Some(der) == wanted)
}

#[cfg(test)]
mod tests {
    use super::super::fault::Fix;
    use super::*;

    const PEM: &str = "a comment
-----BEGIN CERTIFICATE-----
TUlJ
Qg==
-----END CERTIFICATE-----
";

    fn configured(issuer: &str) -> TokenAuth {
        TokenAuth { issuer: issuer.to_owned(), rootcertbundle: "/certs/bundle.crt".into() }
    }

    fn refusal<'a>() -> Refusal<'a> {
        Refusal { issuer: "me", certificate: "TUlJQg==", certificate_file: "our.crt".to_owned(), ..Refusal::default() }
    }

    #[test]
    fn an_issuer_is_found_by_trying_by_a_spoilt_signature_and_in_the_configuration() {
        let other = configured("you");
        for refusal in [
            Refusal { accepted_issuer: Some("you"), ..refusal() },
            Refusal { certificate_is_trusted: true, ..refusal() },
            Refusal { configured: Some(&other), ..refusal() },
        ] {
            let fix = Fix::Registry { key: "auth.token.issuer", value: "me".to_owned() };
            assert_eq!(judge_refusal(&refusal).fix, fix, "{refusal:?}");
        }
    }

    #[test]
    fn a_certificate_is_found_wrong_where_the_issuer_is_right() {
        let right = configured("me");
        for bundle in [None, Some(String::new()), Some(PEM.replace("TUlJ", "TUlK"))] {
            let fault = judge_refusal(&Refusal { configured: Some(&right), bundle, ..refusal() });
            assert!(matches!(fault.fix, Fix::Registry { key: "auth.token.rootcertbundle", .. }), "{fault:?}");
        }
    }

    #[test]
    fn files_that_are_right_were_not_read() {
        let right = configured("me");
        let fault = judge_refusal(&Refusal { configured: Some(&right), bundle: Some(PEM.to_owned()), ..refusal() });
        assert!(matches!(&fault.fix, Fix::Do(advice) if advice.contains("restart")), "{fault:?}");
    }

    #[test]
    fn what_cannot_be_told_apart_from_outside_is_told_as_such() {
        let fault = judge_refusal(&refusal());
        assert!(matches!(&fault.fix, Fix::Do(advice) if advice.contains("--registry-config")), "{fault:?}");
    }
}
