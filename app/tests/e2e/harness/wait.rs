use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(10);

/// Asks again and again until there is an answer.
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    until_ok(what, || ask().ok_or_else(String::new))
}

/// Asks again and again until it goes well; what was last in the way is told when patience is over.
pub(crate) fn until_ok<T>(what: &str, mut ask: impl FnMut() -> Result<T, String>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        let obstacle = match ask() {
            Ok(answer) => return answer,
            Err(obstacle) => obstacle,
        };
        assert!(Instant::now() < end, "waited in vain until {what}{obstacle}");
        thread::sleep(PAUSE);
    }
}
