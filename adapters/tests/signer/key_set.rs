//! Which files a start finds, and what it makes of them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use adapters::{CertificateRequest, KeySet, KeySetError};
use ports::TokenSigner;
use time::{Duration, OffsetDateTime};

use crate::place::Place;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn staged(path: &Path) -> PathBuf {
    format!("{}.new", path.display()).into()
}

fn all(files: &KeySet) -> [&PathBuf; 3] {
    [&files.key, &files.public_key, &files.certificate]
}

fn contents(files: &KeySet) -> [String; 3] {
    all(files).map(|path| fs::read_to_string(path).unwrap())
}

#[test]
fn a_new_set_is_private_where_it_must_be_and_leaves_nothing_else() {
    let place = Place::new();
    place.start().unwrap();
    assert_eq!(mode(&place.path("certs")), 0o700);
    assert_eq!(all(&place.files).map(|path| mode(path)), [0o600, 0o644, 0o644]);
    assert_eq!(fs::read_dir(place.path("certs")).unwrap().count(), 3);
    let [key, public_key, certificate] = contents(&place.files);
    assert!(key.starts_with("-----BEGIN PRIVATE KEY"));
    assert!(public_key.starts_with("-----BEGIN PUBLIC KEY"));
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE"));
}

#[test]
fn a_set_that_exists_is_used_and_never_changed() {
    let place = Place::new();
    let first = place.start().unwrap();
    let before = contents(&place.files);
    let second = place.start_with(&CertificateRequest::default(), OffsetDateTime::now_utc()).unwrap();
    assert_eq!(first.certificate_pem(), second.certificate_pem());
    assert_eq!(before, contents(&place.files));
    assert_eq!(first.certificate_pem(), before[2]);
}

#[test]
fn an_incomplete_set_is_never_filled_up() {
    for present in 1..7 {
        let place = Place::new();
        place.start().unwrap();
        let (kept, removed): (Vec<_>, Vec<_>) =
            all(&place.files).into_iter().enumerate().partition(|(index, _)| present & (1 << index) != 0);
        removed.iter().for_each(|(_, path)| fs::remove_file(path).unwrap());
        let refusal = place.start().err().unwrap();
        let KeySetError::Incomplete { missing, present } = &refusal else { panic!("{refusal}") };
        assert_eq!(missing.iter().collect::<Vec<_>>(), removed.iter().map(|(_, path)| *path).collect::<Vec<_>>());
        assert_eq!(present.iter().collect::<Vec<_>>(), kept.iter().map(|(_, path)| *path).collect::<Vec<_>>());
        assert!(all(&place.files).iter().all(|path| refusal.to_string().contains(path.to_str().unwrap())));
        assert_eq!(fs::read_dir(place.path("certs")).unwrap().count(), kept.len());
    }
}

#[test]
fn a_start_that_died_half_way_is_finished_by_the_next() {
    for settled in 0..3 {
        let place = Place::new();
        let expected = place.start().unwrap().certificate_pem().to_owned();
        let in_order = [&place.files.public_key, &place.files.certificate, &place.files.key];
        for path in &in_order[settled..] {
            fs::rename(path, staged(path)).unwrap();
        }
        let found = place.start().unwrap();
        assert_eq!(fs::read_dir(place.path("certs")).unwrap().count(), 3, "{settled}");
        // With nothing in place nothing was ever used, and a new set is as good.
        assert_eq!(found.certificate_pem() == expected, settled > 0, "{settled}");
    }
}

#[test]
fn files_of_another_set_are_refused_by_name() {
    for index in 0..3 {
        let (place, other) = (Place::new(), Place::new());
        place.start().unwrap();
        other.start().unwrap();
        fs::copy(all(&other.files)[index], all(&place.files)[index]).unwrap();
        let refusal = place.start().err().unwrap();
        let KeySetError::Mismatch { path, key } = &refusal else { panic!("{refusal}") };
        assert_eq!(key, &place.files.key);
        assert_eq!(path, if index == 2 { &place.files.certificate } else { &place.files.public_key });
    }
}

#[test]
fn nonsense_is_refused_by_name() {
    for index in 0..3 {
        let place = Place::new();
        place.start().unwrap();
        for nonsense in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            fs::write(all(&place.files)[index], nonsense).unwrap();
            let refusal = place.start().err().unwrap();
            let path = match (index, &refusal) {
                (0, KeySetError::NoPrivateKey { path })
                | (1, KeySetError::NoPublicKey { path })
                | (2, KeySetError::NoCertificate { path }) => path,
                _ => panic!("{refusal}"),
            };
            assert!(refusal.to_string().contains(path.to_str().unwrap()));
        }
    }
}

#[test]
fn a_certificate_out_of_its_time_is_refused() {
    let place = Place::new();
    let now = OffsetDateTime::now_utc();
    place.start_with(&CertificateRequest::default(), now).unwrap();
    for days in [-1, 21 * 365] {
        let refusal = place.start_with(&CertificateRequest::default(), now + Duration::days(days)).err().unwrap();
        assert!(matches!(refusal, KeySetError::NotValidNow { .. }), "{refusal}");
        assert!(refusal.to_string().contains(place.certificate()), "{refusal}");
    }
}

#[test]
fn the_certificate_may_stand_among_others_and_only_certificates_are_given_away() {
    let (place, old) = (Place::new(), Place::new());
    let own = place.start().unwrap().certificate_pem().to_owned();
    let other = old.start().unwrap().certificate_pem().to_owned();
    let key = fs::read_to_string(&place.files.key).unwrap();
    fs::write(&place.files.certificate, format!("{other}{key}{own}")).unwrap();
    assert_eq!(place.start().unwrap().certificate_pem(), format!("{other}{own}"));
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let place = Place::new();
    fs::write(place.path("certs"), "a file where a directory should be").unwrap();
    let refusal = place.start().err().unwrap().to_string();
    assert!(refusal.contains(place.path("certs").to_str().unwrap()), "{refusal}");

    let place = Place::new();
    place.start().unwrap();
    fs::remove_file(&place.files.key).unwrap();
    std::os::unix::fs::symlink("nowhere", &place.files.key).unwrap();
    let refusal = place.start().err().unwrap();
    assert!(matches!(&refusal, KeySetError::Read { path, .. } if path == &place.files.key), "{refusal}");
}
