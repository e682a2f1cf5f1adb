use std::fmt;

use super::{ChainPoint, Deed, Entry, Event};

/// The field in which an [`Deed::AuditTrim`] tells up to where entries were removed.
const THROUGH: &str = "through";

/// Goes along a chain, from its oldest entry to its end, and finds the first place where something is
/// not as it was written.
#[derive(Debug)]
pub struct Verifier {
    /// A point that the chain is known to have had.
    expected: Option<ChainPoint>,
    /// Where the first entry follows on.
    begin: Option<ChainPoint>,
    /// The last entry so far.
    last: ChainPoint,
    /// Up to where entries were removed in order, as the chain itself tells.
    trimmed: ChainPoint,
    entries: u64,
}

/// A chain in which nothing was altered and nothing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intact {
    /// How many entries it has.
    pub entries: u64,
    /// Up to where its oldest entries were removed in order; [`ChainPoint::START`] if none were.
    pub trimmed: ChainPoint,
    /// Its end.
    pub head: ChainPoint,
}

/// The first place where a chain is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The number of the entry.
    pub sequence: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is not what was written.
    Altered,
    /// It cannot even be read, for this reason.
    Unreadable(String),
    /// It goes with its neighbours, but it is another one than was expected: it, or an entry before it,
    /// was replaced and the chain made anew from there on.
    Rewritten,
    /// It was removed in order, so that it cannot be compared with what was expected.
    Trimmed,
}

impl Event {
    /// Lets an [`Deed::AuditTrim`] tell up to where entries were removed.
    pub fn trimmed_through(mut self, through: ChainPoint) -> Self {
        let (field, after) = (THROUGH.to_owned(), Some(through.to_string()));
        self.changes.push(super::Change { field, before: None, after });
        self
    }

    fn trimmed(&self) -> Option<ChainPoint> {
        let through = self.changes.iter().find(|change| change.field == THROUGH);
        through.filter(|_| self.deed == Deed::AuditTrim)?.after.as_ref()?.parse().ok()
    }
}

impl Verifier {
    /// With a point of the chain, if one is known from elsewhere: whoever could write to the store could
    /// make a whole chain anew, or cut off its end, and only this tells.
    pub fn new(expected: Option<ChainPoint>) -> Self {
        Self { expected, begin: None, last: ChainPoint::START, trimmed: ChainPoint::START, entries: 0 }
    }

    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Break> {
        let begin = *self.begin.get_or_insert(entry.point_before());
        let before = if self.entries == 0 { begin } else { self.last };
        if entry.sequence > before.sequence + 1 {
            return Err(Break { sequence: before.sequence + 1, fault: Fault::Missing });
        }
        if !entry.is_sound() {
            return Err(Break { sequence: entry.sequence, fault: Fault::Altered });
        }
        // It still tells the hash that the entry before it had.
        if entry.previous != before.hash {
            return Err(Break { sequence: before.sequence, fault: Fault::Altered });
        }
        self.compare(entry.point())?;
        self.trimmed = entry.event.trimmed().unwrap_or(self.trimmed);
        self.last = entry.point();
        self.entries += 1;
        Ok(())
    }

    /// Takes it that the next entry, of which the number is known, cannot be read.
    pub fn take_unreadable(&self, sequence: u64, cause: String) -> Break {
        let next = self.last.sequence + 1;
        match self.entries {
            1.. if sequence > next => Break { sequence: next, fault: Fault::Missing },
            _ => Break { sequence, fault: Fault::Unreadable(cause) },
        }
    }

    /// There are no more entries.
    pub fn finish(self) -> Result<Intact, Break> {
        let begin = self.begin.unwrap_or(ChainPoint::START);
        if begin != self.trimmed {
            let is_gap = self.trimmed.sequence < begin.sequence;
            let fault = if is_gap { Fault::Missing } else { Fault::Altered };
            return Err(Break { sequence: self.trimmed.sequence.min(begin.sequence) + 1, fault });
        }
        self.compare(begin)?;
        match self.expected {
            Some(expected) if expected.sequence > self.last.sequence => {
                Err(Break { sequence: self.last.sequence + 1, fault: Fault::Missing })
            }
            Some(expected) if expected.sequence < begin.sequence => {
                Err(Break { sequence: expected.sequence, fault: Fault::Trimmed })
            }
            _ => Ok(Intact { entries: self.entries, trimmed: self.trimmed, head: self.last }),
        }
    }

    fn compare(&self, point: ChainPoint) -> Result<(), Break> {
        match self.expected {
            Some(expected) if expected.sequence == point.sequence && expected != point => {
                Err(Break { sequence: point.sequence, fault: Fault::Rewritten })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sequence = self.sequence;
        match &self.fault {
            Fault::Missing => write!(f, "entry {sequence} is missing"),
            Fault::Altered => write!(f, "entry {sequence} was altered"),
            Fault::Unreadable(cause) => write!(f, "entry {sequence} was altered, and cannot be read: {cause}"),
            Fault::Rewritten => write!(
                f,
                "entry {sequence} is not the one that was expected: it, or one before it, was replaced and everything \
                 after it written anew"
            ),
            Fault::Trimmed => {
                write!(f, "entry {sequence} was removed in order, so it cannot be compared with what was expected")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::super::{Actor, Hash, Outcome};
    use super::*;

    fn event(deed: Deed, reason: &str) -> Event {
        Event {
            at: OffsetDateTime::UNIX_EPOCH,
            actor: Actor::System,
            address: None,
            request_id: String::new(),
            deed,
            outcome: Outcome::Done,
            target: None,
            changes: Vec::new(),
            reason: reason.to_owned(),
            count: 1,
        }
    }

    fn chain(length: u64) -> Vec<Entry> {
        let mut point = ChainPoint::START;
        let link = |number: u64| {
            let entry = point.next(event(Deed::UserUpdate, &number.to_string()));
            point = entry.point();
            entry
        };
        (1..=length).map(link).collect()
    }

    /// As somebody would who knows how the chain is made.
    fn rewrite(entry: &mut Entry, reason: &str) {
        let event = Event { reason: reason.to_owned(), ..entry.event.clone() };
        *entry = entry.point_before().next(event);
    }

    fn verify(chain: &[Entry], expected: Option<ChainPoint>) -> Result<Intact, Break> {
        let mut verifier = Verifier::new(expected);
        chain.iter().try_for_each(|entry| verifier.take(entry))?;
        verifier.finish()
    }

    fn broken(sequence: u64, fault: Fault) -> Result<Intact, Break> {
        Err(Break { sequence, fault })
    }

    #[test]
    fn a_chain_as_it_was_written_is_intact() {
        let chain = chain(3);
        let intact = Intact { entries: 3, trimmed: ChainPoint::START, head: chain[2].point() };
        assert_eq!(verify(&chain, None), Ok(intact));
        assert_eq!(verify(&chain, Some(chain[1].point())), Ok(intact));
        assert_eq!(verify(&chain, Some(ChainPoint::START)), Ok(intact));
        let nothing = Intact { entries: 0, trimmed: ChainPoint::START, head: ChainPoint::START };
        assert_eq!(verify(&[], None), Ok(nothing));
    }

    #[test]
    fn an_altered_entry_is_named_exactly() {
        for altered in 0..3 {
            let mut by_hand = chain(3);
            by_hand[altered].event.reason = "nothing".to_owned();
            assert_eq!(verify(&by_hand, None), broken(altered as u64 + 1, Fault::Altered));
        }
        let mut with_its_hash = chain(3);
        rewrite(&mut with_its_hash[1], "nothing");
        assert_eq!(verify(&with_its_hash, None), broken(2, Fault::Altered));
    }

    #[test]
    fn a_missing_entry_is_named_exactly() {
        for missing in 0..3 {
            let mut chain = chain(4);
            chain.remove(missing);
            assert_eq!(verify(&chain, None), broken(missing as u64 + 1, Fault::Missing));
        }
    }

    #[test]
    fn only_who_knows_an_earlier_head_sees_that_the_end_was_cut_off() {
        let mut chain = chain(3);
        let head = chain.pop().unwrap().point();
        assert!(verify(&chain, None).is_ok());
        assert_eq!(verify(&chain, Some(head)), broken(3, Fault::Missing));
        assert_eq!(verify(&[], Some(head)), broken(1, Fault::Missing));
    }

    #[test]
    fn only_who_knows_an_earlier_head_sees_that_the_chain_was_made_anew() {
        let mut chain = chain(3);
        let head = chain[2].point();
        rewrite(&mut chain[1], "nothing");
        chain[2] = chain[1].point().next(chain[2].event.clone());
        assert!(verify(&chain, None).is_ok());
        assert_eq!(verify(&chain, Some(head)), broken(3, Fault::Rewritten));
    }

    fn trimmed(through: usize) -> Vec<Entry> {
        let mut chain = chain(5);
        let told = event(Deed::AuditTrim, "").trimmed_through(chain[through - 1].point());
        chain.push(chain[4].point().next(told));
        chain.split_off(through)
    }

    #[test]
    fn the_oldest_may_go_if_the_chain_tells_of_it() {
        let chain = trimmed(2);
        let through = chain[0].point_before();
        let intact = Intact { entries: 4, trimmed: through, head: chain[3].point() };
        assert_eq!(verify(&chain, None), Ok(intact));
        assert_eq!(verify(&chain, Some(through)), Ok(intact));
        assert_eq!(verify(&chain, Some(ChainPoint { hash: Hash([1; 32]), ..through })), broken(2, Fault::Rewritten));
        assert_eq!(verify(&chain, Some(ChainPoint { sequence: 1, ..through })), broken(1, Fault::Trimmed));

        assert_eq!(verify(&chain[1..], None), broken(3, Fault::Missing), "one more than was told");
        assert_eq!(verify(&chain[..3], None), broken(1, Fault::Missing), "nothing tells of it any more");
    }

    #[test]
    fn what_cannot_be_read_was_altered() {
        let mut verifier = Verifier::new(None);
        verifier.take(&chain(1)[0]).unwrap();
        let unreadable = |sequence| verifier.take_unreadable(sequence, "no word".to_owned());
        assert_eq!(unreadable(2), Break { sequence: 2, fault: Fault::Unreadable("no word".to_owned()) });
        assert_eq!(unreadable(3), Break { sequence: 2, fault: Fault::Missing });
    }
}
