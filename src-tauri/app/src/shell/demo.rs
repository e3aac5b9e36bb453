//! Into the offline demo and out of it.
//!
//! The demo is a profile of its own with a server and a provider of its own, on loopback. Its port is kept, because a
//! server's address is part of what its sign-in is kept under: who closes the app in the demo is still signed in when
//! it opens again. "Leave the demo" removes all of it.

#[cfg(feature = "local-server")]
mod full {
    use std::path::PathBuf;

    use lanyard_client::api::{Code, Error, Notice, NoticeKind, Profile};
    use lanyard_client::clock::Clock;
    use lanyard_client::company::Company;
    use lanyard_client::paths::Paths;
    use lanyard_client::{Client, Options, VaultChoice, keychain, say};

    use super::super::Shell;
    use crate::local;

    /// The demo's company: its server, and which of its tools run without asking.
    const COMPANY: &str = include_str!("demo_company.toml");

    impl Shell {
        /// Opens the demo: starts its server, then its profile.
        pub(crate) async fn start_demo(&self) -> Result<(), Error> {
            let _held = self.changing.lock().await;
            if self
                .opened
                .borrow()
                .as_ref()
                .is_some_and(|c| c.as_ref().is_ok_and(|c| c.profile() == Profile::Demo))
            {
                return Ok(());
            }
            let paths = Paths::of_user(Profile::Demo)?;
            // One vault for both, so that without a keychain they share one memory.
            let vault = keychain(Profile::Demo, &paths);
            let running = local::demo::start(&paths.data, &vault).await?;
            let text = COMPANY.replace("{url}", running.url());
            let (company, problems) = Company::parse(&text, &PathBuf::from("demo"));
            if let Some(problem) = problems.first() {
                running.stop().await;
                return Err(Error::new(Code::Internal, problem.message.clone()));
            }
            // The demo is no way around what the real company closes.
            let (real, unusable) = Company::load(&paths.system_config, &paths.user_config);
            let company = company.within(real);
            let client = Client::open(Options {
                profile: Profile::Demo,
                paths,
                vault: VaultChoice::Given(vault),
                company: Some(company),
                clock: Clock::system(),
                connect: true,
            })
            .await;
            match client {
                Ok(client) => {
                    for (i, problem) in unusable.into_iter().enumerate() {
                        client.notify(Notice {
                            id: format!("company-{i}"),
                            kind: NoticeKind::Company,
                            message: problem.message,
                            details: None,
                        });
                    }
                    *self.demo.lock().await = Some(running);
                    self.adopt(Ok(client)).await;
                    Ok(())
                }
                Err(error) => {
                    running.stop().await;
                    Err(error)
                }
            }
        }

        /// Leaves the demo and removes what it kept: databases, sign-ins, secrets.
        pub(crate) async fn leave_demo(&self) -> Result<(), Error> {
            {
                let _held = self.changing.lock().await;
                if self
                    .opened
                    .borrow()
                    .as_ref()
                    .is_some_and(|c| c.as_ref().is_ok_and(|c| c.profile() != Profile::Demo))
                {
                    return Ok(());
                }
                // What a locked keychain holds can't be removed, and must not be left behind.
                let open = self.opened.borrow().clone();
                if let Some(Ok(client)) = open
                    && let Err(lanyard_client::VaultError::Locked) = client.vault().probe().await
                {
                    return Err(locked());
                }
                // The client goes first: it signs out at a server that still answers.
                if let Some(client) = self.take() {
                    let vault = client.vault();
                    client.forget().await;
                    if let Some(running) = self.demo.lock().await.take() {
                        running.stop().await;
                    }
                    local::demo::remove(&Paths::of_user(Profile::Demo)?.data, &vault).await;
                }
            }
            self.open_main().await;
            Ok(())
        }
    }

    /// Removes what the demo kept, without a window: for who ends the whole demo from outside.
    pub(crate) fn forget() -> tauri::Result<()> {
        let failed = |error: Error| tauri::Error::Io(std::io::Error::other(error.to_string()));
        tauri::async_runtime::block_on(remove()).map_err(failed)
    }

    async fn remove() -> Result<(), Error> {
        let paths = Paths::of_user(Profile::Demo)?;
        if !local::demo::is_there(&paths.data) {
            return Ok(());
        }
        let vault = keychain(Profile::Demo, &paths);
        if let Err(lanyard_client::VaultError::Locked) = vault.probe().await {
            return Err(locked());
        }
        let data = paths.data.clone();
        let client = Client::open(Options {
            profile: Profile::Demo,
            paths,
            vault: VaultChoice::Given(vault.clone()),
            company: None,
            clock: Clock::system(),
            connect: false,
        })
        .await?;
        client.forget().await;
        local::demo::remove(&data, &vault).await;
        Ok(())
    }

    fn locked() -> Error {
        Error::new(
            Code::Keychain,
            say!("The keychain is locked, so the demo can't be removed. Unlock it and leave the demo again."),
        )
    }

    /// Whether the demo was open when the app ended.
    pub(crate) fn was_open() -> bool {
        Paths::of_user(Profile::Demo).is_ok_and(|paths| local::demo::is_there(&paths.data))
    }
}

#[cfg(feature = "local-server")]
pub(crate) use full::forget;
#[cfg(feature = "local-server")]
pub(super) use full::was_open;

#[cfg(not(feature = "local-server"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one can fail")]
pub(crate) fn forget() -> tauri::Result<()> {
    Ok(())
}

#[cfg(not(feature = "local-server"))]
pub(super) fn was_open() -> bool {
    false
}
