//! In a build without the bundled server its commands are there and say so.

use lanyard_client::api::{Code, Error, Finding, IdentityProvider};
use lanyard_client::say;
use secrecy::SecretString;

use crate::shell::Shell;

fn left_out() -> Error {
    Error::new(
        Code::NotFound,
        say!("This build of Lanyard has no local server. Ask your IT team for one that has."),
    )
}

#[expect(clippy::unused_async, reason = "the same commands as with the bundled server")]
impl Shell {
    pub(crate) async fn start_demo(&self) -> Result<(), Error> {
        Err(Error::new(
            Code::NotFound,
            say!("This build of Lanyard has no demo. Ask your IT team for one that has."),
        ))
    }

    pub(crate) async fn leave_demo(&self) -> Result<(), Error> {
        Ok(())
    }

    pub(crate) async fn local_server_configure(
        &self,
        _port: u16,
        _identity: IdentityProvider,
        _issuer: String,
        _client_id: String,
    ) -> Result<(), Error> {
        Err(left_out())
    }

    pub(crate) async fn local_server_set_secret(&self, _secret: SecretString) -> Result<(), Error> {
        Err(left_out())
    }

    pub(crate) async fn local_server_start(&self) -> Result<(), Error> {
        Err(left_out())
    }

    pub(crate) async fn local_server_stop(&self) -> Result<(), Error> {
        Err(left_out())
    }

    pub(crate) async fn local_server_check(&self) -> Result<Vec<Finding>, Error> {
        Err(left_out())
    }
}
