//! Which model answers.

use std::time::Duration;

use lanyard_client::api::{Code, Error, SettingKey, Snapshot};
use lanyard_client::say;

use crate::session::Session;

/// Providers that list their models are asked; this long is waited for them.
const PATIENCE: Duration = Duration::from_secs(8);

/// Takes the model wished for, else the one chosen in the app, else the first there is, and the demo's last of all.
pub(super) async fn choose(session: &Session, wished: Option<&str>) -> Result<(), Error> {
    let (client, out) = (&session.client, session.out);
    let now = client.snapshot().await?;
    let chosen = now
        .settings
        .iter()
        .find(|s| s.key == SettingKey::Model)
        .map(|s| s.value.clone());
    let wanted = wished.map(str::to_owned).or(chosen.filter(|model| !model.is_empty()));
    if wanted.as_ref().map_or(now.models.is_empty(), |model| !has(&now, model)) {
        // Who does not answer in time is not there.
        let _ = tokio::time::timeout(PATIENCE, client.find_models()).await;
    }
    client.offer_demo_model();
    let now = client.snapshot().await?;
    if let Some(wished) = wished {
        if !has(&now, wished) {
            let there = now.models.iter().map(|m| m.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Error::new(
                Code::Invalid,
                say!("There is no model {wished}. There are: {there}.", wished, there),
            ));
        }
        return client.use_model_for_now(wished);
    }
    let Some(used) = now.models.iter().find(|m| Some(&m.id) == now.model.as_ref()) else {
        return Ok(());
    };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != used.id) {
        out.note(&format!(
            "The model {wanted} is not there right now; {} answers.",
            used.name
        ));
    } else if used.demo {
        out.note(&format!("{} answers. Add a model in the app for more.", used.name));
    }
    Ok(())
}

fn has(snapshot: &Snapshot, model: &str) -> bool {
    snapshot.models.iter().any(|m| m.id == model)
}
