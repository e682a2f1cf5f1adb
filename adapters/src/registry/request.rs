use hyper::Method;
use hyper::body::Bytes;
use url::Url;

use super::authorization::Permission;

/// What is asked of the registry.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) permission: Permission,
    /// The types of content that will do.
    pub(super) accept: Option<&'static str>,
    /// What is sent, and its type.
    pub(super) content: Option<(String, Bytes)>,
    /// The most bytes that a successful answer may have.
    pub(super) limit: u64,
}

impl Request {
    /// The longest list: at 100 bytes a name some 160,000 names.
    const LIST_LIMIT: u64 = 16 << 20;

    pub(super) fn get(url: Url, permission: Permission) -> Self {
        Self::new(Method::GET, url, permission)
    }

    pub(super) fn new(method: Method, url: Url, permission: Permission) -> Self {
        Self { method, url, permission, accept: None, content: None, limit: Self::LIST_LIMIT }
    }

    pub(super) fn accepting(self, types: &'static str) -> Self {
        Self { accept: Some(types), ..self }
    }

    pub(super) fn with_content(self, media_type: &str, content: impl Into<Bytes>) -> Self {
        Self { content: Some((media_type.to_owned(), content.into())), ..self }
    }

    pub(super) fn at_most(self, limit: u64) -> Self {
        Self { limit, ..self }
    }
}
