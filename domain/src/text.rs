//! Which texts are kept. There are databases that hold every character but U+0000, and none of ours
//! has any use for it: so no store is given a text with it.

/// The character that no stored text holds.
pub const UNSTORABLE: char = '\0';

/// Whether a store can hold the text as it is.
pub fn is_storable(text: &str) -> bool {
    !text.contains(UNSTORABLE)
}

/// The text, with U+FFFD where a character cannot be stored: for what others wrote and who does not
/// ask us first.
pub fn storable(text: String) -> String {
    if is_storable(&text) { text } else { text.replace(UNSTORABLE, "\u{fffd}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_stored_is_replaced() {
        let others = "a\n\t\u{1}\u{7f}\u{fffe}\u{10ffff}";
        assert_eq!(storable(others.to_owned()), others);
        assert_eq!(storable(format!("{others}\0b")), format!("{others}\u{fffd}b"));
        assert!(is_storable(others) && !is_storable("a\0"));
    }
}
