use std::fmt;

use sha2::{Digest, Sha256};

/// By what an event of the registry's is told from others.
///
/// An id as registries give them, up to 255 visible ASCII characters, is kept as it is. In the place of
/// any other text stands its SHA-256, so that it can be kept wherever an id can.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(String);

impl EventId {
    const MAX_LENGTH: usize = 255;

    /// The id that the registry calls so.
    pub fn new(told: &str) -> Self {
        let is_usual = told.len() <= Self::MAX_LENGTH && told.bytes().all(|byte| byte.is_ascii_graphic());
        Self(if is_usual { told.to_owned() } else { hashed(told) })
    }

    /// The id as text: at most 255 ASCII characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// No usual id is like it: there is a space in it.
fn hashed(told: &str) -> String {
    let digits = Sha256::digest(told.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("sha256 {digits}")
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_an_id_of_bounded_length() {
        let longest = "x".repeat(EventId::MAX_LENGTH);
        for usual in ["", "320678d8-ca14-430f-8bb6-4ca139cd83f7", &longest] {
            assert_eq!(EventId::new(usual).as_str(), usual);
        }
        let others = ["a b", "a\0", "a\0\0", "ü", &format!("{longest}x"), &"x".repeat(1 << 20)].map(EventId::new);
        for (place, one) in others.iter().enumerate() {
            assert!(
                one.as_str().len() <= EventId::MAX_LENGTH && one.as_str().is_ascii() && !one.as_str().contains('\0')
            );
            assert!(others.iter().skip(place + 1).all(|other| other != one));
            assert_ne!(&EventId::new(one.as_str()), one, "nobody can name it by its hash");
        }
    }
}
