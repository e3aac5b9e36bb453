//! The app's state: which profile is open, and who listens to it.
//!
//! The window is there before the profile is: a command that comes early waits for it. Changing the profile (into the
//! demo, out of it) closes one client and opens another; the window hears `Reset` and takes a new snapshot.

mod demo;
mod saved;
mod told;

pub(crate) use demo::forget as forget_demo;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lanyard_client::api::{Code, Error, Event, Notice, Profile, Snapshot};
use lanyard_client::clock::Clock;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Effect, Options, Vault, VaultChoice, keychain, say};
use tauri::AppHandle;
use tauri::ipc::Channel;
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[cfg(feature = "local-server")]
use crate::local::Local;
use crate::tray::Tray;
use crate::words::Words;
use crate::{outside, window};

/// What is open: nothing yet, a client, or why there is none.
type Opened = Option<Result<Client, Error>>;

/// The app's state.
pub(crate) struct Shell {
    app: AppHandle,
    opened: watch::Sender<Opened>,
    /// Held while the profile changes.
    changing: tokio::sync::Mutex<()>,
    listener: Mutex<Option<JoinHandle<()>>>,
    /// The page has drawn itself: nothing that stands outside the window comes before that.
    drawn: watch::Sender<bool>,
    /// Follows the open profile for what stands outside the window.
    follower: Mutex<Option<tauri::async_runtime::JoinHandle<()>>>,
    tray: Mutex<Option<Tray>>,
    /// Whether the tray's icon is shown, so that a window that is closed can be had back.
    has_tray: AtomicBool,
    /// The main profile's vault: one for the profile and the bundled server, so that without a keychain they share one
    /// memory.
    main_vault: Vault,
    deep_link: AtomicBool,
    /// Files that were written for the person: those can be shown in their folders.
    saved: Mutex<Vec<PathBuf>>,
    #[cfg(feature = "local-server")]
    pub(crate) local: Local,
    #[cfg(feature = "local-server")]
    demo: tokio::sync::Mutex<Option<crate::local::Running>>,
}

impl Shell {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self {
            app,
            opened: watch::Sender::new(None),
            changing: tokio::sync::Mutex::new(()),
            listener: Mutex::new(None),
            drawn: watch::Sender::new(false),
            follower: Mutex::new(None),
            tray: Mutex::new(None),
            has_tray: AtomicBool::new(false),
            // Without a home folder no profile opens, and nothing is kept.
            main_vault: Paths::of_user(Profile::Main)
                .map_or_else(|_| Vault::memory(), |paths| keychain(Profile::Main, &paths)),
            deep_link: AtomicBool::new(false),
            saved: Mutex::default(),
            #[cfg(feature = "local-server")]
            local: Local::default(),
            #[cfg(feature = "local-server")]
            demo: tokio::sync::Mutex::new(None),
        }
    }

    fn saved(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the profile in the background: the demo when asked for, or when it was open at the last end.
    pub(crate) fn start(&self, demo: bool) {
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move {
            let shell = tauri::Manager::state::<Self>(&app);
            if demo || demo::was_open() {
                if let Err(error) = shell.start_demo().await {
                    tracing::warn!(%error, "the demo could not be opened");
                    shell.open_main().await;
                    shell
                        .notify(Notice {
                            id: "demo".to_owned(),
                            kind: lanyard_client::api::NoticeKind::Other,
                            message: error.message,
                            details: error.details.map(|d| *d),
                        })
                        .await;
                }
            } else {
                shell.open_main().await;
            }
            #[cfg(feature = "local-server")]
            shell.look_at_local_secret().await;
        });
    }

    /// A second start asked for the demo.
    pub(crate) fn want_demo(&self) {
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move {
            let shell = tauri::Manager::state::<Self>(&app);
            if let Err(error) = shell.start_demo().await {
                tracing::warn!(%error, "the demo could not be opened");
            }
        });
    }

    #[cfg(feature = "local-server")]
    pub(crate) fn main_vault(&self) -> &Vault {
        &self.main_vault
    }

    #[cfg(feature = "local-server")]
    pub(crate) fn app(&self) -> &AppHandle {
        &self.app
    }

    /// The open client, as soon as there is one.
    pub(crate) async fn client(&self) -> Result<Client, Error> {
        let mut opened = self.opened.subscribe();
        let value = opened
            .wait_for(Option::is_some)
            .await
            .map_err(|_| Error::new(Code::Internal, say!("Lanyard is closing.")))?
            .clone();
        value.unwrap_or_else(|| Err(Error::new(Code::Internal, say!("Lanyard is closing."))))
    }

    pub(crate) async fn snapshot(&self) -> Result<Snapshot, Error> {
        #[cfg_attr(
            not(feature = "local-server"),
            expect(unused_mut, reason = "only the bundled server adds to it")
        )]
        let mut snapshot = self.client().await?.snapshot().await?;
        #[cfg(feature = "local-server")]
        {
            snapshot.local_server = Some(self.local.view());
        }
        Ok(snapshot)
    }

    /// One stream of events for the window: a reload ends the stream before.
    pub(crate) fn subscribe(&self, after: Option<u32>, channel: Channel<Vec<Event>>) {
        // The page asks for events when it has something to show.
        self.drawn.send_replace(true);
        let task = tokio::spawn(told::tell(self.opened.subscribe(), after, channel));
        let before = self
            .listener
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(task);
        if let Some(before) = before {
            before.abort();
        }
    }

    pub(crate) async fn notify(&self, notice: Notice) {
        if let Ok(client) = self.client().await {
            client.notify(notice);
        }
    }

    /// Brings the window to the front with a new conversation.
    pub(crate) fn begin(&self) {
        window::focus(&self.app);
        let open = self.opened.borrow().clone();
        if let Some(Ok(client)) = open {
            client.want_conversation();
        }
    }

    /// Whether there is an icon that brings a closed window back.
    pub(crate) fn has_tray(&self) -> bool {
        self.has_tray.load(Ordering::Relaxed)
    }

    /// Shows the tray's icon or hides it; on the main thread.
    pub(crate) fn set_tray(&self, app: &AppHandle, on: bool, words: &Words) -> Result<(), String> {
        let mut tray = self.tray.lock().unwrap_or_else(PoisonError::into_inner);
        // Until it is known to be shown, a window that is closed is not hidden.
        self.has_tray.store(false, Ordering::Relaxed);
        let set = match (&*tray, on) {
            (Some(tray), _) => tray.set(on, words),
            (None, true) => Tray::new(app, words).map(|made| *tray = Some(made)),
            (None, false) => Ok(()),
        };
        if on && set.is_ok() {
            self.has_tray.store(true, Ordering::Relaxed);
        } else {
            // Nothing else would bring it back.
            window::unhide(app);
        }
        set
    }

    pub(crate) async fn set_deep_link_registered(&self) {
        self.deep_link.store(true, Ordering::Relaxed);
        if let Ok(client) = self.client().await {
            client.set_deep_link_registered(true);
        }
    }

    /// Opens a link of a message in the system browser.
    pub(crate) fn open_link(url: &str) -> Result<(), Error> {
        let refused = || {
            Error::new(
                Code::Invalid,
                say!("This address can't be opened from a message. Copy it and open it yourself."),
            )
        };
        let url = lanyard_client::link::openable(url).ok_or_else(refused)?;
        open_in_browser(&url)
    }

    /// Ends what runs, at the app's end.
    pub(crate) async fn end(&self) {
        // Bound first: the channel's lock is not held while the client closes.
        let open = self.opened.borrow().clone();
        if let Some(Ok(client)) = open {
            client.close().await;
        }
        #[cfg(feature = "local-server")]
        {
            self.local.end().await;
            if let Some(running) = self.demo.lock().await.take() {
                running.stop().await;
            }
        }
    }

    async fn open_main(&self) {
        let _held = self.changing.lock().await;
        let client = match Paths::of_user(Profile::Main) {
            Ok(paths) => {
                Client::open(Options {
                    profile: Profile::Main,
                    paths,
                    vault: VaultChoice::Given(self.main_vault.clone()),
                    company: None,
                    clock: Clock::system(),
                    connect: true,
                })
                .await
            }
            Err(error) => Err(error),
        };
        self.adopt(client).await;
    }

    /// Makes a client the open one and closes the one before.
    async fn adopt(&self, client: Result<Client, Error>) {
        if let Ok(client) = &client {
            client.set_deep_link_registered(self.deep_link.load(Ordering::Relaxed));
            if let Some(mut effects) = client.effects() {
                let app = self.app.clone();
                tauri::async_runtime::spawn(async move {
                    while let Some(effect) = effects.recv().await {
                        match effect {
                            Effect::OpenUrl(url) => {
                                if let Err(error) = open_in_browser(&url) {
                                    tracing::warn!(%error, "no browser");
                                }
                            }
                            Effect::Focus => window::focus(&app),
                        }
                    }
                });
            }
            let probe = client.clone();
            tauri::async_runtime::spawn(async move { probe.probe_vault().await });
        }
        self.follow(client.as_ref().ok());
        let before = self.opened.send_replace(Some(client));
        if let Some(Ok(before)) = before {
            before.close().await;
        }
    }

    /// What stands outside the window follows this profile, and no other.
    fn follow(&self, client: Option<&Client>) {
        let mut follower = self.follower.lock().unwrap_or_else(PoisonError::into_inner);
        let next = client.map(|client| {
            let (app, client) = (self.app.clone(), client.clone());
            let events = client.subscribe(None);
            let mut drawn = self.drawn.subscribe();
            tauri::async_runtime::spawn(async move {
                if drawn.wait_for(|drawn| *drawn).await.is_ok() {
                    outside::follow(app, client, Clock::system(), events).await;
                }
            })
        });
        if let Some(before) = std::mem::replace(&mut *follower, next) {
            before.abort();
        }
    }

    /// Takes the open client away, so that commands wait for the next.
    #[cfg(feature = "local-server")]
    fn take(&self) -> Option<Client> {
        self.follow(None);
        self.opened.send_replace(None).and_then(Result::ok)
    }
}

/// The system's opener gets the address as one argument; no shell reads it.
fn open_in_browser(url: &url::Url) -> Result<(), Error> {
    tauri_plugin_opener::open_url(url.as_str(), None::<&str>).map_err(|e| {
        Error::new(
            Code::Internal,
            say!("No browser could be opened. Copy the link and open it yourself."),
        )
        .with(lanyard_client::api::Details {
            server: None,
            step: Some("open the browser".into()),
            rule: None,
            said: Some(e.to_string()),
        })
    })
}
