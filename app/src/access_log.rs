//! The access log: one line for each request, to a file that is rotated and to the standard output.
//!
//! Lines are written by a thread of their own. When the disk cannot keep up, requests wait for it
//! rather than lines being lost.

mod line;
mod rotation;
mod writer;

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

pub use line::{Line, Unanswered};

use crate::settings::Logger;
use rotation::RotatingFile;
use writer::{Message, Writer};

/// How many lines may wait for the disk before requests do.
const WAITING: usize = 8192;

/// Why there can be no access log.
#[derive(Debug, Error)]
#[error("cannot write the access log {path}", path = path.display())]
pub struct AccessLogError {
    path: PathBuf,
    source: io::Error,
}

/// Where requests are noted.
#[derive(Clone)]
pub struct AccessLog(mpsc::Sender<Message>);

impl AccessLog {
    /// Starts it as configured; nothing if it is off.
    pub fn start(settings: &Logger) -> Result<Option<Self>, AccessLogError> {
        if !settings.enabled && !settings.stdout {
            return Ok(None);
        }
        let open = || {
            RotatingFile::open(settings.file.clone(), settings.max_size, settings.max_backups)
                .map_err(|source| AccessLogError { path: settings.file.clone(), source })
        };
        let file = settings.enabled.then(open).transpose()?;
        let (sender, messages) = mpsc::channel(WAITING);
        let writer = Writer::new(file, settings.stdout);
        std::thread::spawn(move || writer.run(messages));
        Ok(Some(Self(sender)))
    }

    /// Notes a request.
    pub async fn note(&self, line: Line) {
        // The writer ends only with the process.
        let _ = self.0.send(Message::Line(line)).await;
    }

    /// Returns when all that was noted is written.
    pub async fn finish(&self) {
        let (done, is_done) = oneshot::channel();
        if self.0.send(Message::Flush(done)).await.is_ok() {
            let _ = is_done.await;
        }
    }
}
