//! The certificate as a TLS server's, to a rustls client that trusts exactly it.

use std::sync::Arc;

use adapters::KeyAlgorithm;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use time::OffsetDateTime;

use crate::place::{Place, request};

fn server(place: &Place) -> ServerConnection {
    let certificate = CertificateDer::from_pem_file(&place.files.certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(&place.files.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    ServerConnection::new(Arc::new(config)).unwrap()
}

fn client(trusted: &Place, name: &str) -> ClientConnection {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&trusted.files.certificate).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    ClientConnection::new(Arc::new(config), ServerName::try_from(name.to_owned()).unwrap()).unwrap()
}

/// Carries bytes between the two until both are done or one gives up.
fn shake_hands(mut client: ClientConnection, mut server: ServerConnection) -> Result<(), rustls::Error> {
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        client.write_tls(&mut wire).unwrap();
        server.read_tls(&mut wire.as_slice()).unwrap();
        server.process_new_packets()?;
        wire.clear();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        client.read_tls(&mut wire.as_slice()).unwrap();
        client.process_new_packets()?;
    }
    Ok(())
}

#[test]
fn rustls_shakes_hands_by_name_and_by_address() {
    for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa2048] {
        let place = Place::new();
        place.start_with(&request(algorithm), OffsetDateTime::now_utc()).unwrap();
        for name in ["registry.example.org", "my_registry", "any.example.net", "127.0.0.1", "2001:db8::7"] {
            shake_hands(client(&place, name), server(&place)).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[test]
fn rustls_refuses_other_names_and_other_certificates() {
    let (place, other) = (Place::new(), Place::new());
    place.start().unwrap();
    other.start().unwrap();
    for name in ["example.org", "127.0.0.2", "2001:db8::8"] {
        assert!(shake_hands(client(&place, name), server(&place)).is_err(), "{name}");
    }
    assert!(shake_hands(client(&other, "registry.example.org"), server(&place)).is_err());
}
