//! How values are written.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::{Fault, Secret};

const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

pub(super) fn text(text: &str) -> Result<String, Fault> {
    Ok(text.to_owned())
}

pub(super) fn secret(text: &str) -> Result<Secret, Fault> {
    Ok(Secret::new(text))
}

/// An address of mail, as far as a program should judge one.
pub(super) fn email(text: &str) -> Result<String, Fault> {
    let is_email = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && is_host_name(host));
    if is_email && !text.contains(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err(Fault::Email(text.to_owned()))
    }
}

pub(super) fn path(text: &str) -> Result<PathBuf, Fault> {
    Ok(text.into())
}

pub(super) fn switch(text: &str) -> Result<bool, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(Fault::Switch(text.to_owned())),
    }
}

/// The value that stands beside the word.
pub(super) fn choice<T: Copy>(text: &str, words: &[(&'static str, T)]) -> Result<T, Fault> {
    let found = words.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| Fault::Choice { value: text.to_owned(), allowed: words.iter().map(|(word, _)| *word).collect() })
}

pub(super) fn port(text: &str) -> Result<u16, Fault> {
    text.parse().ok().filter(|port| *port > 0).ok_or_else(|| Fault::Port(text.to_owned()))
}

pub(super) fn count(text: &str) -> Result<u32, Fault> {
    text.parse().map_err(|_| Fault::Count(text.to_owned()))
}

/// A number of at least one.
pub(super) fn positive(text: &str) -> Result<u32, Fault> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| Fault::Positive(text.to_owned()))
}

/// Reads a list with commas between its items.
pub(super) fn list<T>(text: &str, read: impl Fn(&str) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(read).collect()
}

pub(super) fn ip(text: &str) -> Result<IpAddr, Fault> {
    text.parse().map_err(|_| Fault::Ip(text.to_owned()))
}

/// A network, or an address as the network of one.
pub(super) fn network(text: &str) -> Result<IpNet, Fault> {
    let address = || text.parse().map(|address: IpAddr| IpNet::from(address));
    text.parse().or_else(|_| address()).map_err(|_| Fault::Network(text.to_owned()))
}

/// A host name or an address, for where people write host names: without brackets, with `_`.
pub(super) fn host(text: &str) -> Result<String, Fault> {
    if is_host_name(text) || text.parse::<IpAddr>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err(Fault::Host(text.to_owned()))
    }
}

/// A name that can stand in a certificate.
pub(super) fn dns_name(text: &str) -> Result<String, Fault> {
    let name = text.strip_prefix("*.").unwrap_or(text);
    if is_host_name(name) && text.parse::<IpAddr>().is_err() {
        Ok(text.to_owned())
    } else {
        Err(Fault::DnsName { name: text.to_owned() })
    }
}

fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// A duration such as `1h30m`; a number alone counts in `unit`.
pub(super) fn duration_in(unit: Duration, text: &str) -> Result<Duration, Fault> {
    let duration = match text.parse::<u32>() {
        Ok(number) => unit.checked_mul(number),
        Err(_) => parts(text),
    };
    match duration.ok_or_else(|| Fault::Duration(text.to_owned()))? {
        Duration::ZERO => Err(Fault::NoDuration),
        long if long > LONGEST => Err(Fault::TooLong(text.to_owned())),
        duration => Ok(duration),
    }
}

/// A duration such as `1h30m`; a number alone counts in seconds.
pub(super) fn duration(text: &str) -> Result<Duration, Fault> {
    duration_in(Duration::from_secs(1), text)
}

/// As [`duration`], or nothing at all.
pub(super) fn duration_or_nothing(text: &str) -> Result<Duration, Fault> {
    match duration(text) {
        Err(Fault::NoDuration) => Ok(Duration::ZERO),
        other => other,
    }
}

fn parts(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let (number, after) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        let (unit, after) = after.split_at_checked(1)?;
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            _ => return None,
        };
        sum = sum.checked_add(Duration::from_secs(seconds).checked_mul(number.parse().ok()?)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(sum)
}

/// A number of bytes such as `10M`.
pub(super) fn size(text: &str) -> Result<u64, Fault> {
    let upper = text.to_ascii_uppercase();
    let upper = upper.strip_suffix('B').unwrap_or(&upper);
    let (number, factor) = match upper.strip_suffix(['K', 'M', 'G']) {
        Some(number) if upper.ends_with('K') => (number, 1 << 10),
        Some(number) if upper.ends_with('M') => (number, 1 << 20),
        Some(number) => (number, 1 << 30),
        None => (upper, 1),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| Fault::Size(text.to_owned()))
}
