use std::path::PathBuf;

use domain::NameError;
use thiserror::Error;

use super::auth::SHORTEST_SECRET;

/// What is wrong with the value of an option.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Not a yes or no.
    #[error("\"{0}\" is neither true nor false")]
    Switch(String),
    /// Not a port.
    #[error("\"{0}\" is no port; ports are whole numbers from 1 to 65535")]
    Port(String),
    /// Not a whole number.
    #[error("\"{0}\" is not a whole number")]
    Count(String),
    /// Not a number of things of which there must be some.
    #[error("\"{0}\" is not a whole number above zero")]
    Positive(String),
    /// Not a part of a whole.
    #[error("\"{0}\" is no number from 0 to 1")]
    Ratio(String),
    /// Not a duration.
    #[error("\"{0}\" is no duration; write it like 90s, 30m, 1h30m or 7d")]
    Duration(String),
    /// A duration of nothing.
    #[error("must be longer than nothing")]
    NoDuration,
    /// A duration beyond all reason.
    #[error("\"{0}\" is longer than ten years")]
    TooLong(String),
    /// A token that ends before clients expect it to.
    #[error("\"{0}\" is too short: the token protocol demands at least 60 seconds")]
    TokenLife(String),
    /// Not a size.
    #[error("\"{0}\" is no size; write it like 512K, 10M or 1G")]
    Size(String),
    /// Not one of a few words.
    #[error("\"{value}\" is not one of: {}", allowed.join(", "))]
    Choice {
        /// The word.
        value: String,
        /// Those there are.
        allowed: Vec<&'static str>,
    },
    /// Not a host.
    #[error("\"{0}\" is no host name or address")]
    Host(String),
    /// Not an address.
    #[error("\"{0}\" is no IP address")]
    Ip(String),
    /// Neither an address nor a network.
    #[error("\"{0}\" is neither an IP address nor a network such as 10.0.0.0/8")]
    Network(String),
    /// Not a DNS name.
    #[error("\"{name}\" is no DNS name{}", hint_at_ip(name))]
    DnsName {
        /// What is written in its place.
        name: String,
    },
    /// Not a URL of the web.
    #[error("\"{0}\" is no URL that begins with http:// or https://")]
    Url(String),
    /// A URL with more than belongs there.
    #[error("the URL must end after its path, and must not hold a user name")]
    UrlParts,
    /// Not a URL of PostgreSQL. It is not repeated, since a password may be in it.
    #[error(
        "must be like postgres://user:password@host:5432/database; a letter like @ or / in the password is written %40 or %2F"
    )]
    PostgresUrl,
    /// Not a number of connections.
    #[error("\"{0}\" is no number of connections from 1 to 1000")]
    PoolSize(String),
    /// Not an origin.
    #[error("\"{0}\" is no origin such as http://127.0.0.1:3000")]
    Origin(String),
    /// Not a URL that can be trusted to be answered by whom it names.
    #[error("\"{0}\" is no URL that begins with https://")]
    NoHttps(String),
    /// Not an address of mail.
    #[error("\"{0}\" is no email address")]
    Email(String),
    /// A value that another option demands.
    #[error("must be set with {0}")]
    Unset(&'static str),
    /// No name for a certificate.
    #[error("must be set with ssl.type auto, unless hostname is a DNS name with a dot")]
    NoName,
    /// A name that cannot be verified by a connection.
    #[error("\"{0}\" cannot be had by ACME here: wildcards are given for DNS records only")]
    Wildcard(String),
    /// One port for HTTP and HTTPS.
    #[error("{0} is the port of HTTPS already")]
    SamePort(u16),
    /// The default is in the user's directory, and there is none.
    #[error("must be set, since HOME is not")]
    NoHome,
    /// Without it the registry cannot be used in this mode.
    #[error("must be set, since registry.auth_type is basic")]
    NeededForBasic,
    /// Not a login.
    #[error("\"{0}\" {1}")]
    Login(String, NameError),
    /// A password of which the registry would ignore the end.
    #[error("must not be longer than {} bytes", domain::Password::MAX_BYTES)]
    LongPassword,
    /// A secret that can be guessed. It is not repeated.
    #[error(
        "must have at least {SHORTEST_SECRET} characters, such as `openssl rand -hex 32` makes; or leave it out, and one is made"
    )]
    ShortSecret,
    /// Two files in one.
    #[error("{} is the path of another file of the set already", .0.display())]
    SamePath(PathBuf),
}

fn hint_at_ip(name: &str) -> &'static str {
    if name.parse::<std::net::IpAddr>().is_ok() { "; addresses are given by registry.certs.ip" } else { "" }
}
