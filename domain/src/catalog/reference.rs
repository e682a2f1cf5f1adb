use std::fmt;

use super::{Digest, TagName};

/// How a manifest is named in its repository (OCI distribution spec, `<reference>`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// By a tag, which may point elsewhere tomorrow.
    Tag(TagName),
    /// By what it is.
    Digest(Digest),
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}
