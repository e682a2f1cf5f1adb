use ports::PasswordHash;

/// Beyond this a sign-in would take a core for many seconds.
const MAX_COST: u8 = 17;

/// The text as a bcrypt hash: `$2y$`, `$2b$` or `$2a$`, two digits of cost, `$`, 53 signs of
/// bcrypt's base64. Otherwise what speaks against it, without the text.
pub(super) fn bcrypt(text: &str) -> Result<PasswordHash, &'static str> {
    let rest = ["$2y$", "$2b$", "$2a$"].iter().find_map(|version| text.strip_prefix(version));
    let Some((cost, digest)) = rest.and_then(|rest| rest.split_once('$')) else {
        return Err(kind(text));
    };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    if digest.len() != 53 || !digest.bytes().all(is_base64) {
        return Err("its password hash is damaged");
    }
    if cost.len() != 2 || !cost.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("its password hash is damaged");
    }
    match cost.parse::<u8>() {
        Ok(4..=MAX_COST) => Ok(PasswordHash(text.to_owned())),
        _ => Err("the cost of its password hash is out of reason"),
    }
}

/// What the text is instead, as far as htpasswd knows it.
fn kind(text: &str) -> &'static str {
    match text {
        "" => "it has no password",
        _ if text.starts_with("$apr1$") => "its password hash is MD5 (apr1), not bcrypt",
        _ if text.starts_with("{SHA}") => "its password hash is SHA-1, not bcrypt",
        _ if text.starts_with("$5$") || text.starts_with("$6$") => "its password hash is SHA-2 crypt, not bcrypt",
        _ => "its password is not hashed with bcrypt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "LO.vzwpWC5LZGqThvEfznu8qhb5SGqvBSWY1J3yZ4AxtMRZ3kN5jC";

    #[test]
    fn the_three_versions_of_bcrypt_are_taken_as_they_are() {
        for version in ["2y", "2b", "2a"] {
            let hash = format!("${version}$05${DIGEST}");
            assert_eq!(bcrypt(&hash), Ok(PasswordHash(hash)));
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_told() {
        for bad in [
            "",
            "secret",
            "$2y$",
            "$2y$05$short",
            &format!("$2y$5${DIGEST}"),
            &format!("$2y$+5${DIGEST}"),
            &format!("$2y$03${DIGEST}"),
            &format!("$2y$31${DIGEST}"),
            &format!("$2x$05${DIGEST}"),
            &format!("$2y$05${DIGEST}x"),
            &format!("$2y$05${}", DIGEST.replace('L', "é")),
            "$apr1$a$b",
            "{SHA}abc",
        ] {
            let complaint = bcrypt(bad).unwrap_err();
            assert!(bad.is_empty() || !complaint.contains(bad), "{bad}");
        }
    }
}
