//! Puts the system's file and the user's file together, the system's winning key by key.
//!
//! A server, and the gateway, is one key: its address and its client id are not mixed from two files. The rules of
//! the two files are kept apart, so that the user's file can't open what the system's closes, be it by a rule or by
//! `default_rule`.

use std::path::PathBuf;

use super::layer::Layer;
use super::report::Problem;
use super::section::Read;
use super::{Company, CompanyServer, Endpoint, ModelPolicy, Network, UserFile};
use crate::api::{Rule, Sentence, Words};
use crate::say;

type File = Option<(PathBuf, Layer)>;

/// One configuration of up to two files.
pub(super) fn merge(system: File, user: File, problems: &mut Vec<Problem>) -> Company {
    let files = [&system, &user]
        .into_iter()
        .flatten()
        .map(|(file, _)| file.clone())
        .collect();
    // Alone, the user's file is the company's.
    let (system, user) = if system.is_none() { (user, None) } else { (system, user) };
    let user_file = user.as_ref().map(|(file, _)| file.clone()).unwrap_or_default();
    let system = system.map(|(_, layer)| layer).unwrap_or_default();
    let mut user = user.map(|(_, layer)| layer).unwrap_or_default();
    let mut forbidden = |key: &str, message: Sentence| {
        problems.push(Problem {
            file: user_file.clone(),
            line: None,
            key: key.to_owned(),
            message,
        });
    };
    if system.allow_user_servers == Some(false) && !user.servers.is_empty() {
        user.servers.clear();
        forbidden(
            "servers",
            say!(
                "servers is in the user's file, and the system's file does not allow servers of one's own. It is left out."
            ),
        );
    }
    if system.allow_user_models == Some(false) && user.gateway != Read::Absent {
        user.gateway = Read::Absent;
        forbidden(
            "gateway",
            say!(
                "gateway is in the user's file, and the system's file does not allow models of one's own. It is left out."
            ),
        );
    }
    if let Some(default) = system.default_rule
        && user.rules.iter().any(|rule| rule.rule < default)
    {
        problems.push(laxer(user_file, default));
    }
    let (servers, server_ids) = servers(system.servers, user.servers);
    let settings = user.settings.into_iter().chain(system.settings).collect();
    Company {
        name: (system.name.or(user.name)).map_or_else(|| say!("Your company").into(), Words::from),
        instructions: system.instructions.or(user.instructions),
        servers,
        gateway: system.gateway.or(user.gateway).good(),
        provider: system.provider.or(user.provider),
        rules: system.rules,
        default_rule: system.default_rule,
        user_file: UserFile {
            rules: user.rules,
            default_rule: user.default_rule,
            server_ids,
        },
        settings,
        network: network(system.network, user.network),
        models: ModelPolicy {
            allow_own_providers: system.allow_user_models.or(user.allow_user_models).unwrap_or(true),
        },
        servers_locked: !system.allow_user_servers.or(user.allow_user_servers).unwrap_or(true),
        local_servers_locked: !system.allow_local_servers.or(user.allow_local_servers).unwrap_or(true),
        around: None,
        files,
    }
}

/// The sentence about rules of the user's file that open what the system's file closes.
fn laxer(file: PathBuf, default: Rule) -> Problem {
    let word = match default {
        Rule::Allow => "allow",
        Rule::Ask => "ask",
        Rule::Block => "block",
    };
    let message = say!(
        "rules in the user's file holds one that opens more than default_rule = \"{rule}\" of the system's file. It opens nothing.",
        rule = word
    );
    Problem {
        file,
        line: None,
        key: "rules".to_owned(),
        message,
    }
}

/// The servers of both files, and the ids of those that the user's file added. The system's server stays the
/// system's however the user's file spells its address.
fn servers(mut system: Vec<CompanyServer>, user: Vec<CompanyServer>) -> (Vec<CompanyServer>, Vec<String>) {
    let taken: Vec<_> = system.iter().map(|s| (s.id.clone(), Endpoint::of(&s.url))).collect();
    let mut ids = Vec::new();
    for server in user {
        let endpoint = Endpoint::of(&server.url);
        let same = |other: &Option<Endpoint>| endpoint.as_ref().zip(other.as_ref()).is_some_and(|(a, b)| a.is(b));
        if !taken.iter().any(|(id, other)| *id == server.id || same(other)) {
            ids.push(server.id.clone());
            system.push(server);
        }
    }
    (system, ids)
}

fn network(system: Network, user: Network) -> Network {
    let named = |files: &Vec<PathBuf>| !files.is_empty();
    Network {
        proxy: system.proxy.or(user.proxy),
        extra_ca_files: Some(system.extra_ca_files).filter(named).unwrap_or(user.extra_ca_files),
        client_identity_file: system.client_identity_file.or(user.client_identity_file),
    }
}
