use ports::{Clock, Entropy, EntropyError};
use time::OffsetDateTime;

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    // Stores keep microseconds: a moment must not change by being stored.
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc().truncate_to_microsecond()
    }
}

/// The random generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|error| EntropyError(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_tells_the_time_in_utc_and_microseconds() {
        let before = OffsetDateTime::now_utc().truncate_to_microsecond();
        let now = SystemClock.now();
        assert!(before <= now && now <= OffsetDateTime::now_utc());
        assert!(now.offset().is_utc());
        assert_eq!(now.nanosecond() % 1000, 0);
    }

    #[test]
    fn entropy_fills_the_whole_buffer_and_never_repeats() {
        let mut first = [0; 64];
        let mut second = [0; 64];
        OsEntropy.fill(&mut first).unwrap();
        OsEntropy.fill(&mut second).unwrap();
        assert_ne!(first, second);
        assert!(first.chunks(16).all(|chunk| chunk != [0; 16]));
        let uuid = OsEntropy.uuid().unwrap();
        assert_eq!(uuid.get_version_num(), 4);
        assert_ne!(uuid, OsEntropy.uuid().unwrap());
    }
}
