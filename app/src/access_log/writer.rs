use std::io::{self, Write};

use tokio::sync::{mpsc, oneshot};

use super::Line;
use super::rotation::RotatingFile;

/// What the writer is told.
pub(super) enum Message {
    Line(Line),
    /// To be answered when everything before it is written.
    Flush(oneshot::Sender<()>),
}

/// Writes lines where they belong.
pub(super) struct Writer {
    file: Option<RotatingFile>,
    stdout: bool,
    /// How many lines could not be written since the last that could.
    lost: u64,
}

impl Writer {
    pub(super) fn new(file: Option<RotatingFile>, stdout: bool) -> Self {
        Self { file, stdout, lost: 0 }
    }

    /// Works until nobody can note anything any more.
    pub(super) fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        while let Some(message) = messages.blocking_recv() {
            match message {
                Message::Line(line) => self.write(&line),
                Message::Flush(done) => {
                    // Who asked may have given up.
                    let _ = done.send(());
                }
            }
        }
    }

    fn write(&mut self, line: &Line) {
        if self.stdout {
            // A standard output that is closed is nobody's loss.
            let _ = writeln!(io::stdout().lock(), "{}", line.common());
        }
        let Some(file) = &mut self.file else { return };
        match file.write(format!("{}\n", line.combined()).as_bytes()) {
            Ok(()) if self.lost > 0 => {
                tracing::warn!(lines = self.lost, "the access log can be written again; some lines are missing");
                self.lost = 0;
            }
            Ok(()) => {}
            Err(error) => {
                if self.lost == 0 {
                    tracing::error!(%error, "cannot write the access log");
                }
                self.lost += 1;
            }
        }
    }
}
