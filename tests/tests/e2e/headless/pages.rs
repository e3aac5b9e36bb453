//! A tool that asks on a page: the person steps up, opens the address that the server names, proves who they are and types
//! there what neither the client nor a model sees.

use lanyard_client::Effect;
use lanyard_client::api::{Answer, Code, ElicitationAnswer, ElicitationAsk, EventBody};
use serde_json::Map;
use tokio_util::sync::CancellationToken;

use super::journey::sign_in;
use crate::support::headless::browser::{Browser, form_with};
use crate::support::headless::office::at_the_desk;
use crate::support::headless::watch::Watch;

const IBAN: &str = "DE89 3704 0044 0532 0130 00";
const TOOL: &str = "payout_account_change";

#[tokio::test]
async fn what_is_typed_on_the_servers_page_reaches_the_call_and_nobody_else() {
    let (office, desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let id = client.servers().await[0].id.clone();
    let run = || {
        let call = client.prepare_call(&id, TOOL, Map::new()).unwrap();
        let answer = call.question().map(|_| Answer::AllowOnce);
        client.run_call(call, answer, |_, _| {}, CancellationToken::new())
    };
    // It needs more than was granted; the person consents, and is asked for nothing else.
    assert_eq!(run().await.unwrap_err().code, Code::SignInRequired);
    sign_in(&client, &mut effects, "Ada").await;

    let mut watch = Watch::new(&client);
    let mut running = Box::pin(run());
    let asked = tokio::select! {
        result = &mut running => panic!("it asks first: {result:?}"),
        asked = watch.until("the question", |body| match body {
            EventBody::Elicitation { elicitation } => Some(elicitation.clone()),
            _ => None,
        }) => asked,
    };
    let ElicitationAsk::Url {
        url,
        host,
        opened: false,
    } = &asked.ask
    else {
        panic!("an address: {asked:?}")
    };
    assert!(office.url().contains(host.as_str()), "{host}");
    assert!(effects.try_recv().is_err(), "nothing opens by itself");
    client.answer_elicitation(&asked.id, &ElicitationAnswer::Open).unwrap();
    let Some(Effect::OpenUrl(opened)) = effects.recv().await else {
        panic!("the browser")
    };
    assert_eq!(opened.as_str(), url);
    let visit = async {
        let mut browser = Browser::new();
        let page = browser.sign_in(&opened, "Ada").await.page();
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, fields) = form_with(&page, "Change account");
        assert!(fields.iter().any(|(name, _)| name == "csrf"), "{fields:?}");
        let filled = [("iban", IBAN), ("decision", "send")];
        browser.fill_and_press(&page, &filled, "Change account").await.page()
    };
    let (result, done) = tokio::join!(running, visit);
    assert_eq!(done.status, 200, "{}", done.body);
    let result = result.unwrap();
    let told = format!("{} {:?}", result.text, result.structured);
    assert!(
        told.contains("3000") && !told.contains("3704"),
        "its last four characters: {told}"
    );
    let seen = format!("{:?} {}", client.traffic(&id).unwrap(), client.report().await);
    assert!(!seen.contains("3704"), "the number passed by");
    client.close().await;
    drop(desk);
    office.close().await;
}
