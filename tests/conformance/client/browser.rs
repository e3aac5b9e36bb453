//! A browser whose person agrees to everything: the suite's authorization servers consent by themselves.
//!
//! What enters: the address that the app wants opened. What leaves: nothing; the last redirect leads to the loopback
//! listener of the sign-in, as it would from a real browser.

use http::header::LOCATION;
use lanyard_net::{Net, Settings};
use url::Url;

use crate::Failure;

/// The provider's answer and the listener's page are two; more than a few redirects are a loop.
const MOST_REDIRECTS: usize = 8;

/// Opens an address and follows its redirects up to a page.
pub(crate) async fn open(address: &Url) -> Result<(), Failure> {
    // A browser of its own: it shares nothing with the app but the loopback.
    let net = Net::new(&Settings::default())?;
    let mut url = address.clone();
    for redirects in 0..MOST_REDIRECTS {
        let answer = net.client().get(url.clone()).send().await?;
        let Some(location) = answer.headers().get(LOCATION) else {
            eprintln!("browser: {} at {}", answer.status(), url.path());
            // A provider that does not send the person back leaves the app waiting for ever.
            return if redirects > 0 {
                Ok(())
            } else {
                Err("the provider did not answer the sign-in".into())
            };
        };
        url = url.join(location.to_str()?)?;
    }
    Err("the browser was sent in circles".into())
}
