use std::time::Duration;

use hyper::header::RETRY_AFTER;
use hyper::{Method, StatusCode};
use ports::RegistryError;

use super::answer::Answer;

const MOST_TRIES: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Somebody may be waiting for us: a registry that wants more is unavailable.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why there is no answer.
pub(super) enum Failure {
    /// It could not be asked, or went away while it answered: it may do better the next time.
    Connection(String),
    /// Asking again would change nothing, or take too long.
    Final(RegistryError),
}

impl From<Failure> for RegistryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Connection(why) => Self::Unavailable(why),
            Failure::Final(error) => error,
        }
    }
}

/// How long to wait before asking again; none if what came after `tries` tries is the outcome.
pub(super) fn pause(method: &Method, outcome: &Result<Answer, Failure>, tries: u32) -> Option<Duration> {
    if tries >= MOST_TRIES || !method.is_idempotent() {
        return None;
    }
    match outcome {
        Err(Failure::Connection(_)) => Some(back_off(tries)),
        Ok(answer) if may_pass(answer.status) => {
            let pause = wanted_pause(answer).unwrap_or_else(|| back_off(tries));
            (pause <= LONGEST_PAUSE).then_some(pause)
        }
        Ok(_) | Err(Failure::Final(_)) => None,
    }
}

fn may_pass(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

fn wanted_pause(answer: &Answer) -> Option<Duration> {
    answer.header(RETRY_AFTER)?.trim().parse().ok().map(Duration::from_secs)
}

/// Doubles with each try; up to half of it is left to chance, so that requests that failed together
/// do not come back together.
fn back_off(tries: u32) -> Duration {
    let full = FIRST_PAUSE * 2_u32.saturating_pow(tries.saturating_sub(1));
    let chance = getrandom::u32().unwrap_or_default() % 512;
    full - full * chance / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&'static str>) -> Result<Answer, Failure> {
        Ok(Answer::with_headers(status, retry_after.map(|value| (RETRY_AFTER, value))))
    }

    #[test]
    fn what_may_pass_is_tried_three_times() {
        let lost = Err(Failure::Connection("lost".into()));
        for (tries, most) in [(1, 100), (2, 200)] {
            for outcome in [&lost, &answer(429, None), &answer(502, None), &answer(503, None), &answer(504, None)] {
                let pause = pause(&Method::GET, outcome, tries).unwrap();
                let most = Duration::from_millis(most);
                assert!(pause > most / 2 && pause <= most, "{pause:?}");
            }
        }
        assert_eq!(pause(&Method::GET, &lost, 3), None);
        assert_eq!(pause(&Method::POST, &lost, 1), None);
    }

    #[test]
    fn what_will_not_pass_is_not_tried_again() {
        let last = Err(Failure::Final(RegistryError::DeleteDisabled));
        for outcome in [last, answer(200, None), answer(404, None), answer(500, None), answer(401, Some("1"))] {
            assert_eq!(pause(&Method::GET, &outcome, 1), None);
        }
    }

    #[test]
    fn the_registry_says_how_long_to_wait() {
        let wanted = |value| pause(&Method::DELETE, &answer(503, Some(value)), 1);
        assert_eq!(wanted("2"), Some(Duration::from_secs(2)));
        assert_eq!(wanted("0"), Some(Duration::ZERO));
        assert_eq!(wanted("6"), None);
        assert!(wanted("Fri, 31 Dec 1999 23:59:59 GMT").unwrap() <= FIRST_PAUSE);
    }
}
