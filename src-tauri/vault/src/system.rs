//! The operating system's own store of short texts: Keychain Services, Credential Manager, the Secret Service.
//!
//! What enters: a name and a text that fits. What leaves: the text, or an error that tells a store that is missing
//! from one that is locked and from one that did not answer. It does not know how long secrets are cut.

use keyring_core::{Entry, Error};

use crate::VaultError;
use crate::keychain::Slots;

/// Entries of one service name.
pub(crate) struct System {
    service: String,
}

impl System {
    pub(crate) fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
        }
    }

    fn with<T>(&self, name: &str, call: impl Fn(&Entry) -> Result<T, Error>) -> Result<Option<T>, VaultError> {
        let mut looks = 0;
        loop {
            let done = entry(&self.service, name).and_then(|entry| call(&entry));
            looks += 1;
            match done {
                Ok(value) => return Ok(Some(value)),
                Err(Error::NoEntry) => return Ok(None),
                // Another process removed it between the search and the call: what holds now shows the next look.
                Err(error) if looks < LOOKS && vanished(&error) => {}
                Err(error) if vanished(&error) => return Ok(None),
                Err(error) => return Err(say(error)),
            }
        }
    }
}

/// How often an entry is looked for that vanishes each time it was found.
const LOOKS: u32 = 3;

/// Whether the Secret Service found an item and then no longer had it. The error has no type of its own: it is the
/// bus's word for an object that is gone.
fn vanished(error: &Error) -> bool {
    let Error::PlatformFailure(inner) = error else {
        return false;
    };
    let said = inner.to_string();
    ["Object does not exist", "UnknownObject", "NoSuchObject"]
        .iter()
        .any(|word| said.contains(word))
}

impl Slots for System {
    fn read(&self, name: &str) -> Result<Option<String>, VaultError> {
        self.with(name, Entry::get_password)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), VaultError> {
        self.with(name, |entry| entry.set_password(text)).map(|_| ())
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.with(name, Entry::delete_credential).map(|_| ())
    }
}

/// `keyring` tries the Secret Service once per process and remembers a failure; a service that starts late must be
/// found, so here the store is opened when it is needed, until it opens.
#[cfg(all(unix, not(target_os = "macos")))]
fn entry(service: &str, name: &str) -> Result<Entry, Error> {
    static OPENING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    {
        let _one = OPENING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if keyring_core::get_default_store().is_none() {
            keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
        }
    }
    Entry::new(service, name)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn entry(service: &str, name: &str) -> Result<Entry, Error> {
    keyring::Entry::new(service, name).map(|entry| entry.inner)
}

/// The next call opens the store anew: the connection may be what failed.
fn forget_store() {
    #[cfg(all(unix, not(target_os = "macos")))]
    drop(keyring_core::unset_default_store());
}

fn say(error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::NoDefaultStore => VaultError::Unavailable("it could not be opened".into()),
        Error::PlatformFailure(inner) => {
            forget_store();
            if is_missing(inner.as_ref()) {
                VaultError::Missing(inner.to_string())
            } else {
                VaultError::Unavailable(inner.to_string())
            }
        }
        // The variants that carry the secret's bytes are named, never printed.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::Damaged,
        Error::TooLong(attribute, limit) => VaultError::Broken(format!("{attribute} is longer than {limit}")),
        Error::Ambiguous(_) => VaultError::Broken("two entries have one name".into()),
        other => VaultError::Broken(other.to_string()),
    }
}

/// Whether a failure says that there is no session bus, or nobody on it who keeps secrets. All else is weather.
fn is_missing(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{ConnectionRefused, NotFound};
    use std::sync::Arc;
    let mut next = Some(error);
    while let Some(error) = next {
        let io = error
            .downcast_ref::<std::io::Error>()
            .or_else(|| error.downcast_ref::<Arc<std::io::Error>>().map(AsRef::as_ref));
        if io.is_some_and(|io| matches!(io.kind(), NotFound | ConnectionRefused)) {
            return true;
        }
        next = error.source();
    }
    // The bus's own words (D-Bus specification, "Message Bus Names"), and those of the crate for an unset address.
    let said = error.to_string();
    said.contains("org.freedesktop.DBus.Error.ServiceUnknown") || said.starts_with("no secret service provider")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(text: &str) -> VaultError {
        say(Error::PlatformFailure(text.into()))
    }

    #[test]
    fn only_a_missing_bus_or_service_counts_as_no_keychain() {
        let none = failure(
            "zbus error: org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was not provided",
        );
        assert!(matches!(none, VaultError::Missing(_)), "{none}");
        let no_bus = std::io::Error::from(std::io::ErrorKind::NotFound);
        let no_bus = say(Error::PlatformFailure(Box::new(std::sync::Arc::new(no_bus))));
        assert!(matches!(no_bus, VaultError::Missing(_)), "{no_bus}");
        for weather in [
            "zbus error: org.freedesktop.DBus.Error.NoReply: Message recipient disconnected",
            "zbus error: org.freedesktop.DBus.Error.TimedOut: Failed to activate service",
            "zbus error: I/O error: Broken pipe",
        ] {
            assert!(matches!(failure(weather), VaultError::Unavailable(_)), "{weather}");
        }
    }
}
