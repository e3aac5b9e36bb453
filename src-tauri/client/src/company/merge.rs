//! Puts the system's file and the user's file together, the system's winning key by key.
//!
//! A server, and the gateway, is one key: its address and its client id are not mixed from two files. Rules of
//! both files hold, and the strictest counts, so the user's file can't take back what the system's blocks.

use std::path::PathBuf;

use super::layer::Layer;
use super::report::Problem;
use super::section::Read;
use super::{Company, CompanyServer, ModelPolicy, Network};

type File = Option<(PathBuf, Layer)>;

/// One configuration of up to two files.
pub(super) fn merge(system: File, user: File, problems: &mut Vec<Problem>) -> Company {
    let files = [&system, &user]
        .into_iter()
        .flatten()
        .map(|(file, _)| file.clone())
        .collect();
    let user_file = user.as_ref().map(|(file, _)| file.clone()).unwrap_or_default();
    let system = system.map(|(_, layer)| layer).unwrap_or_default();
    let mut user = user.map(|(_, layer)| layer).unwrap_or_default();
    let mut forbidden = |key: &str, what: &str| {
        let message = format!(
            "{key} is in the user's file, and the system's file does not allow {what} of one's own. It is left out."
        );
        problems.push(Problem {
            file: user_file.clone(),
            line: None,
            key: key.to_owned(),
            message,
        });
    };
    if system.allow_user_servers == Some(false) && !user.servers.is_empty() {
        user.servers.clear();
        forbidden("servers", "servers");
    }
    if system.allow_user_models == Some(false) && user.gateway != Read::Absent {
        user.gateway = Read::Absent;
        forbidden("gateway", "models");
    }
    let settings = user.settings.into_iter().chain(system.settings).collect();
    Company {
        name: system.name.or(user.name).unwrap_or_else(|| "Your company".into()),
        instructions: system.instructions.or(user.instructions),
        servers: servers(system.servers, user.servers),
        gateway: system.gateway.or(user.gateway).good(),
        rules: system.rules.into_iter().chain(user.rules).collect(),
        default_rule: system.default_rule.or(user.default_rule),
        settings,
        network: network(system.network, user.network),
        models: ModelPolicy {
            allow_own_providers: system.allow_user_models.or(user.allow_user_models).unwrap_or(true),
        },
        servers_locked: !system.allow_user_servers.or(user.allow_user_servers).unwrap_or(true),
        files,
    }
}

fn servers(mut system: Vec<CompanyServer>, user: Vec<CompanyServer>) -> Vec<CompanyServer> {
    for server in user {
        if !system.iter().any(|s| s.id == server.id || s.url == server.url) {
            system.push(server);
        }
    }
    system
}

fn network(system: Network, user: Network) -> Network {
    let named = |files: &Vec<PathBuf>| !files.is_empty();
    Network {
        proxy: system.proxy.or(user.proxy),
        extra_ca_files: Some(system.extra_ca_files).filter(named).unwrap_or(user.extra_ca_files),
        client_identity_file: system.client_identity_file.or(user.client_identity_file),
    }
}
