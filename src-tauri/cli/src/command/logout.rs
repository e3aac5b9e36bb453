//! `lanyard logout`.

use lanyard_client::api::{Code, Error};
use lanyard_client::say;
use serde::Serialize;

use super::Shell;
use crate::exit::{self, Exit};

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    url: &'a str,
    signed_out: bool,
}

pub(super) async fn run(shell: &Shell, server: &str) -> Result<Exit, Error> {
    let wanted = server.trim();
    let all = shell.client.configured_servers().await?;
    let Some(known) = all.iter().find(|s| s.url() == wanted || s.id == wanted) else {
        let message = say!("That server is not configured here, so nobody is signed in to it. See: lanyard servers");
        return Err(Error::new(Code::NotFound, message));
    };
    shell.client.use_server(&known.id).await?;
    shell.client.sign_out(&known.id).await?;
    shell.out.text(&format!("Signed out of {}.", known.name));
    shell.out.document(&Document {
        id: &known.id,
        url: known.url(),
        signed_out: true,
    });
    Ok(exit::OK)
}
