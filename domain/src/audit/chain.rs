use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Event, Target};
use crate::text::storable;

/// What an entry and all before it come down to: a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

/// A place in the chain, and what everything up to it comes down to. Written as `42:9f86d0…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainPoint {
    /// The number of the last entry up to there; 0 where the chain begins.
    pub sequence: u64,
    /// The hash of that entry.
    pub hash: Hash,
}

/// An event at its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number: the first is 1, and none is left out.
    pub sequence: u64,
    /// What is told.
    pub event: Event,
    /// The hash of the entry before.
    pub previous: Hash,
    /// The hash of this one.
    pub hash: Hash,
}

/// The first byte of what is hashed; another encoding gets another one.
const VERSION: u8 = 1;

impl ChainPoint {
    /// Where every chain begins.
    pub const START: Self = Self { sequence: 0, hash: Hash([0; 32]) };

    /// The entry that comes next. What the log cannot keep of a moment, less than a microsecond, is cut
    /// off, and a character that no store holds is replaced.
    pub fn next(self, event: Event) -> Entry {
        let at = event.at - time::Duration::nanoseconds(i64::from(event.at.nanosecond() % 1000));
        let target = event.target.map(|target| Target { name: storable(target.name), ..target });
        let event = Event { at, target, reason: storable(event.reason), ..event };
        let (sequence, previous) = (self.sequence + 1, self.hash);
        Entry { hash: hash(sequence, previous, &event), sequence, event, previous }
    }
}

impl Entry {
    /// Where the chain is with this entry.
    pub fn point(&self) -> ChainPoint {
        ChainPoint { sequence: self.sequence, hash: self.hash }
    }

    /// Where the chain was before this entry.
    pub fn point_before(&self) -> ChainPoint {
        ChainPoint { sequence: self.sequence.saturating_sub(1), hash: self.previous }
    }

    /// Whether the hash is that of what the entry says.
    pub fn is_sound(&self) -> bool {
        self.hash == hash(self.sequence, self.previous, &self.event)
    }
}

fn hash(sequence: u64, previous: Hash, event: &Event) -> Hash {
    let mut encoding = Encoding(Sha256::new());
    encoding.bytes(&[VERSION]);
    encoding.bytes(&previous.0);
    encoding.number(sequence);
    encoding.bytes(&microseconds(event).to_be_bytes());
    encoding.text(event.actor.kind().as_str());
    encoding.optional(event.actor.id());
    encoding.text(event.actor.name());
    encoding.optional(event.address);
    encoding.text(&event.request_id);
    encoding.text(event.deed.as_str());
    encoding.text(event.outcome.as_str());
    encoding.optional(event.target.as_ref().map(|target| target.kind));
    encoding.optional(event.target.as_ref().and_then(|target| target.id.as_deref()));
    encoding.text(event.target.as_ref().map_or("", |target| &target.name));
    encoding.text(&event.reason);
    encoding.number(event.count);
    encoding.number(event.changes.len() as u64);
    for change in &event.changes {
        encoding.text(&change.field);
        encoding.optional(change.before.as_deref());
        encoding.optional(change.after.as_deref());
    }
    Hash(encoding.0.finalize().into())
}

fn microseconds(event: &Event) -> i64 {
    event.at.unix_timestamp() * 1_000_000 + i64::from(event.at.microsecond())
}

/// Each value tells where it ends, so that no two events are encoded alike.
struct Encoding(Sha256);

impl Encoding {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    fn optional(&mut self, value: Option<impl ToString>) {
        match value {
            None => self.bytes(&[0]),
            Some(value) => {
                self.bytes(&[1]);
                self.text(&value.to_string());
            }
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Display for ChainPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

/// A text that names no place in a chain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("must be the number of an entry, a colon and the 64 hexadecimal digits of its hash")]
pub struct ChainPointError;

impl FromStr for Hash {
    type Err = ChainPointError;

    fn from_str(text: &str) -> Result<Self, ChainPointError> {
        let digits =
            text.bytes().map(|digit| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        let digits: Vec<u8> = digits.collect::<Option<_>>().ok_or(ChainPointError)?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        let is_whole = digits.len() == 64;
        bytes.try_into().ok().filter(|_| is_whole).map(Self).ok_or(ChainPointError)
    }
}

impl FromStr for ChainPoint {
    type Err = ChainPointError;

    fn from_str(text: &str) -> Result<Self, ChainPointError> {
        let (sequence, hash) = text.split_once(':').ok_or(ChainPointError)?;
        Ok(Self { sequence: sequence.parse().map_err(|_| ChainPointError)?, hash: hash.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use time::macros::datetime;

    use super::super::{Actor, Change, Deed, Outcome, Target, TargetKind};
    use super::*;

    fn event() -> Event {
        Event {
            at: datetime!(2026-01-02 03:04:05.678_901 UTC),
            actor: Actor::Claimed("alice".to_owned()),
            address: Some(Ipv4Addr::new(192, 0, 2, 1).into()),
            request_id: "0123456789".to_owned(),
            deed: Deed::GroupUpdate,
            outcome: Outcome::Done,
            target: Some(Target { kind: TargetKind::Group, id: None, name: "team".to_owned() }),
            changes: vec![Change { field: "name".to_owned(), before: Some("a".to_owned()), after: None }],
            reason: String::new(),
            count: 1,
        }
    }

    /// Written out by hand from `docs/audit.md`.
    #[test]
    fn the_encoding_stays_what_it_is() {
        let text = |text: &str| [&(text.len() as u64).to_be_bytes(), text.as_bytes()].concat();
        let some = |value: &str| [&[1], text(value).as_slice()].concat();
        let parts = [
            vec![1],
            vec![7; 32],
            42_u64.to_be_bytes().to_vec(),
            1_767_323_045_678_901_i64.to_be_bytes().to_vec(),
            text("claimed"),
            vec![0],
            text("alice"),
            some("192.0.2.1"),
            text("0123456789"),
            text("group.update"),
            text("done"),
            some("group"),
            vec![0],
            text("team"),
            text(""),
            1_u64.to_be_bytes().to_vec(),
            1_u64.to_be_bytes().to_vec(),
            text("name"),
            some("a"),
            vec![0],
        ];
        let expected = Hash(Sha256::digest(parts.concat()).into());
        let entry = ChainPoint { sequence: 41, hash: Hash([7; 32]) }.next(event());
        assert_eq!((entry.sequence, entry.hash), (42, expected));
        assert!(entry.is_sound());
    }

    #[test]
    fn whatever_is_altered_makes_an_entry_unsound() {
        type Alteration = fn(&mut Entry);
        let entry = ChainPoint::START.next(event());
        let alterations: [Alteration; 12] = [
            |entry| entry.sequence += 1,
            |entry| entry.previous = Hash([1; 32]),
            |entry| entry.event.at += time::Duration::microseconds(1),
            |entry| entry.event.actor = Actor::Claimed("bob".to_owned()),
            |entry| entry.event.address = None,
            |entry| entry.event.request_id.clear(),
            |entry| entry.event.deed = Deed::GroupDelete,
            |entry| entry.event.outcome = Outcome::Failed,
            |entry| entry.event.target = None,
            |entry| entry.event.changes.clear(),
            |entry| entry.event.reason.push('x'),
            |entry| entry.event.count = 2,
        ];
        for alter in alterations {
            let mut altered = entry.clone();
            alter(&mut altered);
            assert!(!altered.is_sound(), "{altered:?}");
        }
    }

    #[test]
    fn a_point_is_read_as_it_is_written() {
        let point = ChainPoint::START.next(event()).point();
        assert_eq!(point.to_string().parse(), Ok(point));
        for text in ["", "1", "1:", "1:ab", "x:00", &format!("{point}00"), &format!("{point}").replace(':', "")] {
            assert_eq!(text.parse::<ChainPoint>(), Err(ChainPointError), "{text}");
        }
    }
}
