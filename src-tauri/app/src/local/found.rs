//! What the bundled server's check found, in sentences for the window. The server itself knows no window.

use lanyard_client::api::Sentence;
use lanyard_client::{obstacle, say};
use lanyard_server::{Found, UnusableMetadata, UpstreamError, Wrong};

/// A finding, and how to mend it.
pub(super) fn words(found: &Found) -> Sentence {
    match found {
        Found::Tools(url) => say!("tools are at {url}", url),
        Found::Redirect(url) => say!("register this redirect address at the provider: {url}", url),
        Found::Setting(wrong) => setting(wrong),
        Found::NoClientId => no_client_id(),
        Found::NotGooglesId => {
            say!("Google's client ids end in .apps.googleusercontent.com; this one does not")
        }
        Found::NoClientSecret => say!("no client secret: most providers refuse to answer without one"),
        Found::Certificate(until) => say!("the certificate holds until {until}", until),
        Found::Answers(issuer) => say!("{issuer} answers", issuer),
        Found::NoKeys => say!("the provider publishes no keys"),
        Found::Provider(error) => provider(error),
        Found::EverybodyAtGoogle => {
            say!("everybody with a Google account may come in; list access.domains or access.emails")
        }
        Found::Everybody => {
            say!("everybody whom the provider knows may come in; list access.domains, access.emails or access.groups")
        }
        Found::NoDatabase => say!("no database: every sign-in ends when the server does"),
        Found::KeyBesideDatabase => {
            say!("the master key's file lies beside the database: whoever copies the folder has both; move it")
        }
    }
}

/// A setting that can't be used. The window has a field for one of them alone; the others are the program's.
pub(super) fn setting(wrong: &Wrong) -> Sentence {
    if wrong.key == "MCP_CLIENT_ID" {
        return no_client_id();
    }
    let Wrong { key, value, mend, .. } = wrong;
    say!("{key} is \"{value}\": {mend}", key, value, mend)
}

fn no_client_id() -> Sentence {
    say!("no client id: make an OAuth client in the provider's console and set its id here")
}

fn provider(error: &UpstreamError) -> Sentence {
    match error {
        UpstreamError::Fetch(why) => {
            say!(
                "the sign-in service can't be reached: {why}",
                why = obstacle::exchange(why)
            )
        }
        UpstreamError::Metadata(what) => say!(
            "the sign-in service describes itself wrongly: {what}",
            what = metadata(what)
        ),
        // A check asks for nothing else.
        other => say!("the sign-in service can't be used: {why}", why = other.to_string()),
    }
}

fn metadata(what: &UnusableMetadata) -> Sentence {
    match what {
        UnusableMetadata::Issuer(issuer) => say!("the issuer \"{issuer}\" is not a URL", issuer),
        UnusableMetadata::Fault { address, status } => say!("{address} answers {status}", address, status = *status),
        UnusableMetadata::Status { address, status } => {
            say!(
                "{address} answers {status}; check the issuer",
                address,
                status = *status
            )
        }
        UnusableMetadata::Json(why) => say!("its answer can't be read ({why})", why),
        UnusableMetadata::OtherIssuer(issuer) => say!(
            "it calls itself \"{issuer}\"; write exactly this as the issuer if it is the right one",
            issuer
        ),
        UnusableMetadata::NoPkce => say!("it does not support PKCE with S256"),
        UnusableMetadata::Missing(name) => say!("it names no {name}", name = *name),
        UnusableMetadata::Endpoint { name, why } => {
            say!("its {name}: {why}", name = *name, why = obstacle::address(why))
        }
        UnusableMetadata::Keys(why) => say!("its keys can't be read ({why})", why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_english_it_says_what_the_server_says() {
        let metadata = |what| Found::Provider(UpstreamError::Metadata(what));
        for found in [
            Found::Tools("http://127.0.0.1:3000/mcp".into()),
            Found::Redirect("http://127.0.0.1:3000/oauth/callback".into()),
            Found::NoClientId,
            Found::NotGooglesId,
            Found::NoClientSecret,
            Found::Certificate("2027-01-01T00:00:00Z".into()),
            Found::Answers("https://login.example".into()),
            Found::NoKeys,
            Found::EverybodyAtGoogle,
            Found::Everybody,
            Found::NoDatabase,
            Found::KeyBesideDatabase,
            metadata(UnusableMetadata::Issuer("login".into())),
            metadata(UnusableMetadata::OtherIssuer("https://other.example".into())),
            metadata(UnusableMetadata::NoPkce),
            metadata(UnusableMetadata::Missing("token_endpoint")),
            metadata(UnusableMetadata::Fault {
                address: "https://login.example".into(),
                status: 503,
            }),
            metadata(UnusableMetadata::Status {
                address: "https://login.example".into(),
                status: 404,
            }),
        ] {
            assert_eq!(words(&found).to_string(), found.to_string());
        }
    }
}
