//! Ctrl-C: the first is handed to the command, which stops cleanly; the second ends the program at once.

use tokio_util::sync::CancellationToken;

use crate::exit;

/// Hears Ctrl-C.
#[derive(Debug, Clone)]
pub(crate) struct Interrupt {
    pressed: std::sync::Arc<std::sync::Mutex<CancellationToken>>,
}

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let pressed = std::sync::Arc::new(std::sync::Mutex::new(CancellationToken::new()));
        let this = Self { pressed };
        let listening = this.clone();
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                let token = listening.token();
                if token.is_cancelled() {
                    std::process::exit(i32::from(exit::INTERRUPTED.number()));
                }
                token.cancel();
            }
        });
        this
    }

    /// Cancelled at the next Ctrl-C.
    pub(crate) fn token(&self) -> CancellationToken {
        self.pressed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// The press was acted upon: the next one counts as a first.
    pub(crate) fn reset(&self) {
        *self.pressed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = CancellationToken::new();
    }
}
