//! Lines from standard input, read without holding up anything else.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use tokio::sync::mpsc;

/// The longest line that is taken, in bytes: a pasted address is far shorter.
const LONGEST: u64 = 1024 * 1024;

/// Lines as they come.
#[derive(Debug)]
pub(crate) struct Lines {
    lines: mpsc::Receiver<String>,
}

impl Lines {
    /// Begins to read. The thread ends with the program: a read can't be called back.
    pub(crate) fn begin() -> Self {
        let (sender, lines) = mpsc::channel(1);
        std::thread::spawn(move || {
            loop {
                let mut bytes = Vec::new();
                let read = std::io::stdin().lock().take(LONGEST).read_until(b'\n', &mut bytes);
                if !matches!(read, Ok(1..)) {
                    return;
                }
                let line = String::from_utf8_lossy(&bytes)
                    .trim_end_matches(['\n', '\r'])
                    .to_owned();
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        });
        Self { lines }
    }

    /// The next line; none at the end.
    pub(crate) async fn next(&mut self) -> Option<String> {
        self.lines.recv().await
    }
}

/// Whether a person can be asked: they type here and read there.
pub(crate) fn is_person() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// All of standard input.
pub(crate) fn all() -> std::io::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}
