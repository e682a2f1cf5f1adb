//! What somebody who mistyped a key may have meant.

/// The most similar of the known keys, unless even that one is quite another.
pub(super) fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let tolerance = (key.len() / 3).max(2);
    known
        .map(|candidate| (distance(key, candidate), candidate))
        .min()
        .filter(|(far, _)| *far <= tolerance)
        .map(|(_, it)| it)
}

/// How many characters have to be put in, taken out or replaced to make one of the other
/// (Levenshtein), line by line of the usual table.
fn distance(from: &str, to: &str) -> usize {
    let mut line: Vec<usize> = (0..=to.chars().count()).collect();
    for (row, expected) in from.chars().enumerate() {
        let mut left = row + 1;
        let mut next = vec![left];
        for ((found, diagonal), above) in to.chars().zip(&line).zip(line.iter().skip(1)) {
            left = (diagonal + usize::from(expected != found)).min(left + 1).min(above + 1);
            next.push(left);
        }
        line = next;
    }
    line.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (from, to, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("", "ab", 2),
            ("port", "port", 0),
            ("prot", "port", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
            assert_eq!(distance(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn only_what_is_similar_is_suggested() {
        let known = ["port", "registry.port", "registry.certs.fqdn"];
        let nearest = |key| nearest(key, known.into_iter());
        assert_eq!(nearest("prt"), Some("port"));
        assert_eq!(nearest("registri.port"), Some("registry.port"));
        assert_eq!(nearest("registry.cert.fqdn"), Some("registry.certs.fqdn"));
        assert_eq!(nearest("colour"), None);
        assert_eq!(nearest(""), None);
    }
}
