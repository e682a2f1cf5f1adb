use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::Request;
use poem::http::header::AUTHORIZATION;

use zeroize::Zeroizing;

use crate::error::AppError;

/// Login and password of HTTP Basic (RFC 7617). They never print themselves, and the password is not
/// left behind in memory.
pub(crate) struct Basic {
    pub(crate) login: String,
    pub(crate) password: Zeroizing<String>,
}

/// What the Authorization header says; none if there is no such header.
///
/// A header that cannot be read is as good as wrong credentials: it never makes a request anonymous.
pub(super) fn basic(request: &Request) -> Result<Option<Basic>, AppError> {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    header.to_str().ok().and_then(parse).map(Some).ok_or(AppError::BadCredentials)
}

/// Reads the value of the header.
pub(crate) fn parse(header: &str) -> Option<Basic> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Zeroizing::new(STANDARD.decode(encoded.trim()).ok()?);
    let (login, password) = str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some(Basic { login: login.to_owned(), password: Zeroizing::new(password.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Option<(String, String)>, AppError> {
        let request = Request::builder().header(AUTHORIZATION, header).finish();
        Ok(basic(&request)?.map(|basic| (basic.login, basic.password.to_string())))
    }

    #[test]
    fn a_password_may_hold_colons_and_any_character() {
        let header = format!("basic {}", STANDARD.encode("alice:a:б:c"));
        assert_eq!(read(&header).unwrap(), Some(("alice".into(), "a:б:c".into())));
    }

    #[test]
    fn what_cannot_be_read_is_not_anonymous() {
        for header in ["", "Basic", "Basic !", "Bearer abc", "Basic YWxpY2U=", "Basic //8="] {
            assert!(matches!(read(header), Err(AppError::BadCredentials)), "{header}");
        }
        assert!(basic(&Request::default()).unwrap().is_none());
    }
}
