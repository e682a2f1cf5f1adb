use std::time::{Duration, Instant};

use adapters::{CertificateRequest, JwtSigner, KeyAlgorithm, KeySet};
use domain::{Claims, Grant};
use ports::TokenSigner;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::Result;
use crate::stats::median;
use crate::table::Table;

const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_millis(500);

/// What signing a token costs one thread.
pub(crate) fn measure() -> Result<Table> {
    let mut table = Table::new("signature", &["us", "per second"]);
    for (name, algorithm) in [("ES256", KeyAlgorithm::EcdsaP256), ("RS256", KeyAlgorithm::Rsa2048)] {
        let signer = signer(algorithm)?;
        let claims = claims();
        let rounds = (0..ROUNDS).map(|_| per_second(&signer, &claims)).collect::<Result<Vec<_>>>()?;
        let per_second = median(rounds);
        table.add(name, &[1e6 / per_second, per_second]);
    }
    Ok(table)
}

fn per_second(signer: &JwtSigner, claims: &Claims) -> Result<f64> {
    let begin = Instant::now();
    let mut signed = 0_u32;
    while begin.elapsed() < ROUND {
        signer.sign(claims)?;
        signed += 1;
    }
    Ok(f64::from(signed) / begin.elapsed().as_secs_f64())
}

/// A signer with a key of its own.
pub(crate) fn signer(algorithm: KeyAlgorithm) -> Result<JwtSigner> {
    let folder = TempDir::new()?;
    let at = |name: &str| folder.path().join(name);
    let files = KeySet { key: at("key"), public_key: at("public_key"), certificate: at("certificate") };
    let request = CertificateRequest {
        algorithm,
        fqdns: vec!["registry.example.org".to_owned()],
        ..CertificateRequest::default()
    };
    Ok(JwtSigner::load_or_create(&files, &request, OffsetDateTime::now_utc())?)
}

/// Claims as for a push.
fn claims() -> Claims {
    let now = OffsetDateTime::now_utc();
    Claims {
        issuer: "registry_token_issuer".to_owned(),
        subject: "writer".to_owned(),
        audience: "container_registry".to_owned(),
        expires_at: now + time::Duration::MINUTE,
        not_before: now,
        issued_at: now,
        id: "3f5d2c1b-9a8e-4d7c-b6a5-0f1e2d3c4b5a".to_owned(),
        access: vec![Grant {
            resource_type: "repository".to_owned(),
            name: "team/app".to_owned(),
            actions: vec!["pull", "push"],
        }],
    }
}
