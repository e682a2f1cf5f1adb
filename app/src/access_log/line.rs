use std::fmt::Write;
use std::net::IpAddr;

use hyper::header::{HeaderMap, HeaderName, REFERER, USER_AGENT};
use hyper::{Request, StatusCode};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// Times are in UTC: a process of several threads cannot ask for the local time safely.
const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");

/// What the access log says of one request, in two formats of the Apache server: Common, and
/// Combined, which goes on where Common ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    text: String,
    length_of_common: usize,
}

/// The line of a request that is not answered yet.
pub struct Unanswered {
    /// Up to the status.
    begin: String,
    /// What comes after the length.
    end: String,
}

impl Unanswered {
    /// Of a request from `client` that came `at` this time. The login is left
    /// out: here it is only claimed, and a claim in its place would mislead whoever reads it.
    pub fn new<B>(client: IpAddr, at: OffsetDateTime, request: &Request<B>) -> Self {
        let time = at.format(TIME).unwrap_or_default();
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        let (method, version) = (request.method(), request.version());
        let mut begin = format!("{client} - - [{time}] \"");
        push_escaped(&mut begin, format!("{method} {target} {version:?}").as_bytes());
        begin.push('"');
        let mut end = String::new();
        for name in [REFERER, USER_AGENT] {
            end.push_str(" \"");
            push_escaped(&mut end, value(request.headers(), &name));
            end.push('"');
        }
        Self { begin, end }
    }

    /// With its answer, whose body has so many bytes.
    pub fn answered(self, status: StatusCode, length: u64) -> Line {
        let mut text = self.begin;
        // Writing to a text cannot fail.
        let _ = write!(text, " {} {length}", status.as_u16());
        let length_of_common = text.len();
        text.push_str(&self.end);
        Line { text, length_of_common }
    }
}

impl Line {
    /// In the Combined Log Format.
    pub fn combined(&self) -> &str {
        &self.text
    }

    /// In the Common Log Format.
    pub fn common(&self) -> &str {
        self.text.get(..self.length_of_common).unwrap_or_default()
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a [u8] {
    headers.get(name).map_or(b"-", |value| value.as_bytes())
}

/// What a client sends can neither end a field or a line nor look as if it did: also a filter that
/// does not know of escapes, and seeks a quote, is not misled.
fn push_escaped(text: &mut String, bytes: &[u8]) {
    for &byte in bytes {
        match byte {
            b' ' | b'!' | b'#'..=b'[' | b']'..=b'~' => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn line(request: hyper::http::request::Builder) -> Line {
        let client = "192.0.2.7".parse().unwrap();
        Unanswered::new(client, datetime!(2022-12-06 18:36:34 UTC), &request.body(()).unwrap())
            .answered(StatusCode::UNAUTHORIZED, 159)
    }

    #[test]
    fn a_line_is_what_apache_would_write() {
        let request = Request::get("/auth/user?a=b").header(USER_AGENT, "curl/8.5.0");
        let line = line(request);
        let common = "192.0.2.7 - - [06/Dec/2022:18:36:34 +0000] \"GET /auth/user?a=b HTTP/1.1\" 401 159";
        assert_eq!(line.common(), common);
        assert_eq!(line.combined(), format!("{common} \"-\" \"curl/8.5.0\""));
    }

    #[test]
    fn what_a_client_sends_stays_in_its_field() {
        let bytes = hyper::header::HeaderValue::from_bytes(b"a\" 200 1 \\\xff\t").unwrap();
        let line = line(Request::get("/").header(REFERER, bytes));
        assert!(line.combined().ends_with(r#" 401 159 "a\x22 200 1 \x5c\xff\x09" "-""#), "{}", line.combined());
    }
}
