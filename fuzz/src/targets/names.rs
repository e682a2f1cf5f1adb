use std::fmt::{Debug, Display};
use std::str::FromStr;

use domain::catalog::{Digest, TagName};
use domain::{Label, Password, RepositoryName, ResourcePattern, UserName};

use super::text;

/// Names of all kinds: what is read is printed as it was, and holds nothing that means something
/// where names are put together.
pub(super) fn names(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Some(name) = read_again::<RepositoryName>(text) {
        assert!(name.components().all(|component| !component.is_empty() && !component.contains("..")));
        assert_eq!(ResourcePattern::from(&name).to_string(), text);
    }
    if let Some(login) = read_again::<UserName>(text) {
        assert!(!login.as_str().contains([':', '/', '*', '{']));
    }
    if let Some(tag) = read_again::<TagName>(text) {
        assert!(!tag.as_str().contains(['/', ':']));
    }
    if let Some(digest) = read_again::<Digest>(text) {
        assert_eq!(format!("{}:{}", digest.algorithm(), digest.encoded()), text);
    }
    if let Ok(label) = text.parse::<Label>() {
        assert_eq!(label.to_string().parse(), Ok(label));
    }
    if let Ok(password) = Password::new(text, "alice") {
        assert_eq!(password.expose(), text);
    }
}

fn read_again<T: FromStr<Err: Debug> + Display>(text: &str) -> Option<T> {
    let value: T = text.parse().ok()?;
    assert_eq!(value.to_string(), text);
    Some(value)
}

/// A pattern and a name, and another pattern, on lines of their own: what is matched by two patterns
/// shows that they overlap.
pub(super) fn pattern(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (one, name, other) = (next(), next(), next());
    let Some(one) = read_again::<ResourcePattern>(one) else { return };
    assert!(one.overlaps(&one));
    let Ok(name) = name.parse::<RepositoryName>() else { return };
    let login: UserName = "alice".parse().expect("a login");
    let (for_nobody, for_alice) = (one.matches(&name, None), one.matches(&name, Some(&login)));
    assert!(!for_nobody || for_alice);
    assert!(!for_alice || one.matches_for_somebody(&name));
    let Ok(other) = other.parse::<ResourcePattern>() else { return };
    assert_eq!(one.overlaps(&other), other.overlaps(&one));
    assert!(one.overlaps(&other) || !(for_alice && other.matches(&name, Some(&login))));
}
