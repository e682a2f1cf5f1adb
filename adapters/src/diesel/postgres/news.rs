//! Word of what other processes changed: triggers notify, and a thread listens on a connection of its
//! own.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use ports::{StoreError, Topic};
use tokio::sync::Notify;

use super::connection::{Address, connect};
use super::shared::error::Failure;

/// The channels that the triggers notify on.
const POLICY: &str = "registry_admin_policy";
const NOTICES: &str = "registry_admin_notices";

/// How often the connection is looked at for news; the server is not asked.
const LOOK: Duration = Duration::from_millis(20);
/// How long to wait before connecting anew.
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

const LISTENING: &str = "listening for changes";

/// What is new, until somebody takes notice of it.
#[derive(Default)]
pub(super) struct News {
    policy: Notify,
    notices: Notify,
}

impl News {
    pub(super) fn of(&self, topic: Topic) -> &Notify {
        match topic {
            Topic::Policy => &self.policy,
            Topic::Notices => &self.notices,
        }
    }

    fn tell(&self, channel: &str) {
        match channel {
            POLICY => self.policy.notify_one(),
            NOTICES => self.notices.notify_one(),
            _ => {}
        }
    }
}

/// Listens as long as anybody has what this gives.
pub(super) fn listen(address: Arc<Address>) -> Arc<News> {
    let news = Arc::new(News::default());
    let told = Arc::downgrade(&news);
    let listener = thread::Builder::new().name("postgres-listener".to_owned()).spawn(move || run(&address, &told));
    if let Err(error) = listener {
        tracing::warn!(%error, "cannot listen for changes of other processes; they are asked for twice a second");
    }
    news
}

fn run(address: &Address, news: &Weak<News>) {
    let mut pause = SHORTEST_PAUSE;
    while news.strong_count() > 0 {
        if let Err(error) = hear(address, news, &mut pause) {
            tracing::warn!(%error, "changes of other processes are asked for, not heard of");
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Listens until the connection is lost, or nobody wants to know any more.
fn hear(address: &Address, news: &Weak<News>, pause: &mut Duration) -> Result<(), StoreError> {
    let failed = |error| Failure::from(error).during(LISTENING);
    let mut connection = connect(address)?;
    connection.batch_execute(&format!("LISTEN {POLICY}; LISTEN {NOTICES}")).map_err(failed)?;
    *pause = SHORTEST_PAUSE;
    // Whatever there was before is not heard of any more.
    let mut unheard = vec![POLICY.to_owned(), NOTICES.to_owned()];
    while let Some(news) = news.upgrade() {
        unheard.iter().for_each(|channel| news.tell(channel));
        drop(news);
        thread::sleep(LOOK);
        let heard: Result<Vec<_>, _> = connection.notifications_iter().collect();
        unheard = heard.map_err(failed)?.into_iter().map(|notification| notification.channel).collect();
    }
    Ok(())
}
