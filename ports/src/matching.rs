//! What filters have in common.

/// Whether a filter's list lets `value` through: an empty one takes anything.
pub(crate) fn is_any_of<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}

/// Whether `part`, if it is asked for, is somewhere in one of the texts, in any (ASCII) case.
pub(crate) fn is_within(part: Option<&String>, texts: &[&str]) -> bool {
    part.is_none_or(|part| {
        let part = part.to_ascii_lowercase();
        texts.iter().any(|text| text.to_ascii_lowercase().contains(&part))
    })
}
