//! The client under test, with its files in a folder of its own and its clock in the test's hand.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, Method, StatusCode};
use lanyard_net::{Net, Settings};
use lanyard_oauth::{
    AccountId, Authorizer, Callback, Challenge, Clock, Door, Finished, Observation, Options, Parts, Random,
    RedirectPolicy, ServerSettings, SignedIn, Started,
};
use lanyard_vault::Vault;
use tempfile::TempDir;

use super::World;

/// The time at which every test starts.
pub(crate) const NOW: u64 = 1_800_000_000;

pub(crate) struct Lanyard {
    pub(crate) authorizer: Authorizer,
    pub(crate) vault: Vault,
    pub(crate) net: Net,
    pub(crate) folder: Arc<TempDir>,
    offset: Arc<AtomicI64>,
}

impl Lanyard {
    pub(crate) async fn new() -> Self {
        Self::with_vault(Vault::memory()).await
    }

    pub(crate) async fn with_vault(vault: Vault) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::open(folder, vault, Arc::default()).await
    }

    /// A client whose clock stands at that many seconds after 1970.
    pub(crate) async fn at(folder: TempDir, vault: Vault, seconds: i64) -> Self {
        let offset = seconds.saturating_sub_unsigned(NOW);
        Self::open(Arc::new(folder), vault, Arc::new(AtomicI64::new(offset))).await
    }

    async fn open(folder: Arc<TempDir>, vault: Vault, offset: Arc<AtomicI64>) -> Self {
        let net = Net::new(&Settings {
            proxy: lanyard_net::Proxy::Direct,
            ..Settings::default()
        })
        .unwrap();
        let seconds = Arc::clone(&offset);
        let clock = Clock::from_fn(move || {
            UNIX_EPOCH + Duration::from_secs(NOW.saturating_add_signed(seconds.load(Ordering::SeqCst)))
        });
        let authorizer = Authorizer::open(parts(folder.path(), &net, &vault, clock))
            .await
            .unwrap();
        Self {
            authorizer,
            vault,
            net,
            folder,
            offset,
        }
    }

    /// The same files and vault in a new process, as far as one process can show it.
    pub(crate) async fn restarted(&self) -> Self {
        Self::open(Arc::clone(&self.folder), self.vault.clone(), Arc::clone(&self.offset)).await
    }

    /// The same files with an empty vault: the memory vault after a restart.
    pub(crate) async fn restarted_without_vault(&self) -> Self {
        Self::open(Arc::clone(&self.folder), Vault::memory(), Arc::clone(&self.offset)).await
    }

    /// The same files with a vault of the caller's: another process that keeps its secrets elsewhere.
    pub(crate) async fn restarted_with(&self, vault: Vault) -> Self {
        Self::open(Arc::clone(&self.folder), vault, Arc::clone(&self.offset)).await
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.offset.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW.saturating_add_signed(self.offset.load(Ordering::SeqCst)))
    }

    pub(crate) async fn begin(&self, server: &ServerSettings) -> Started {
        self.begin_with(server, Some(Challenge::default()), loopback()).await
    }

    pub(crate) async fn begin_with(
        &self,
        server: &ServerSettings,
        challenge: Option<Challenge>,
        options: Options,
    ) -> Started {
        self.authorizer
            .begin(server, &AccountId::default(), challenge, options)
            .await
            .unwrap()
    }

    /// The whole sign-in, with the answer pasted.
    pub(crate) async fn sign_in(&self, world: &World, server: &ServerSettings) -> SignedIn {
        let started = self.begin(server).await;
        self.complete(world, &started).await
    }

    pub(crate) async fn complete(&self, world: &World, started: &Started) -> SignedIn {
        ended(
            self.authorizer
                .finish(Callback::from_paste(&world.approve(&started.url)))
                .await
                .unwrap(),
        )
    }

    pub(crate) fn door(&self, server: &ServerSettings) -> Door {
        self.authorizer.door(server.clone(), AccountId::default())
    }

    /// Everything in the folder, as text, to look for what must not be there.
    pub(crate) fn files(&self) -> String {
        read_all(self.folder.path())
    }
}

pub(crate) fn loopback() -> Options {
    Options {
        redirect: Some(RedirectPolicy::Loopback),
        ..Options::default()
    }
}

pub(crate) fn parts(folder: &Path, net: &Net, vault: &Vault, clock: Clock) -> Parts {
    Parts {
        net: net.clone(),
        vault: vault.clone(),
        database: folder.join("oauth.sqlite"),
        locks: folder.join("locks"),
        clock,
        random: Random::system(),
        client_name: "Lanyard".to_owned(),
        client_uri: None,
    }
}

fn read_all(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            text.push_str(&read_all(&entry.path()));
        } else {
            text.push_str(&String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()));
        }
    }
    text
}

pub(crate) fn ended(finished: Finished) -> SignedIn {
    match finished {
        Finished::SignedIn(signed_in) => signed_in,
        Finished::Ignored => panic!("the answer was ignored"),
    }
}

/// One call as a session makes it, with the retries that the door asks for.
pub(crate) async fn call(lanyard: &Lanyard, settings: &ServerSettings, world: &World) -> Observation {
    let door = lanyard.door(settings);
    for _ in 0..3 {
        match door_call(&lanyard.net, &door, &world.url()).await.1 {
            Observation::Retry => {}
            other => return other,
        }
    }
    Observation::Retry
}

/// One request through the door, as a session makes it: the status, and what the door says of it.
pub(crate) async fn door_call(net: &Net, door: &Door, url: &str) -> (StatusCode, Observation) {
    let url: url::Url = url.parse().unwrap();
    let pass = door.authorize(&Method::POST, &url).await.unwrap();
    let mut headers = HeaderMap::new();
    headers.extend(pass.headers().clone());
    let answer = net.client().post(url).headers(headers).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, door.observe(&pass, status, &headers).await)
}
