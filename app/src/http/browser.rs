//! What browsers may do with our answers: as little as can be.

use poem::http::header::{self, HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};

/// A year. Only for this very name: what else is below it is not ours.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// For every answer. What answers a page of ours has a policy of its own that allows more, and what
/// is no secret says itself for how long it may be kept.
const POLICY: [(HeaderName, HeaderValue); 8] = [
    // An answer of the API is no page: nothing in it is ever run, loaded or framed.
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // What `frame-ancestors` says, for browsers of old.
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
        ),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Says it with an answer; and tells browsers that came by HTTPS to come by it only (RFC 6797).
pub(super) fn restrict(headers: &mut HeaderMap, is_secured: bool) {
    headers.reserve(POLICY.len() + 1);
    for (name, value) in POLICY {
        headers.entry(name).or_insert(value);
    }
    if is_secured {
        headers.insert(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
}
