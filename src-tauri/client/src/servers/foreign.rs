//! Configuration files in which other apps keep their servers: Claude Desktop, Claude Code, VS Code and Cursor; and
//! ours, which is of the same kind.
//!
//! All have an object of servers by name, under `mcpServers` or `servers`, at the top or below `mcp` or a project's
//! path. Comments and trailing commas are allowed, as those apps allow them. What can't be used is named, not passed over.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Local, Reach};
use crate::api::{Code, Error, LeftOut, Sentence};
use crate::company::excerpt;
use crate::say;

/// More servers than this are no configuration of a person's.
const MOST: usize = 500;

/// What a file says.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) servers: Vec<Foreign>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// One server of a file.
#[derive(Debug)]
pub(crate) struct Foreign {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// Where it is, with what is secret about it.
pub(crate) enum Place {
    Http {
        url: String,
        headers: BTreeMap<String, String>,
    },
    Local {
        local: Local,
        values: BTreeMap<String, String>,
    },
}

/// Without the values.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.shown(), self.secret_names())
    }
}

impl Place {
    /// It is a program of this computer.
    pub(crate) fn is_local(&self) -> bool {
        matches!(self, Self::Local { .. })
    }

    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Http { url, .. } => url.clone(),
            Self::Local { local, .. } => local.line(),
        }
    }

    pub(crate) fn secret_names(&self) -> Vec<String> {
        match self {
            Self::Http { headers, .. } => headers.keys().cloned().collect(),
            Self::Local { local, .. } => local.environment.clone(),
        }
    }
}

/// Reads a file's text.
pub(crate) fn read(text: &str) -> Result<Found, Error> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let options = jsonc_parser::ParseOptions::default();
    let value: Option<Value> = jsonc_parser::parse_to_serde_value(text, &options).map_err(|why| {
        Error::new(
            Code::Invalid,
            say!("That file can't be read: {why}", why = excerpt(&why.to_string(), 160)),
        )
    })?;
    let mut found = Found {
        servers: Vec::new(),
        left_out: Vec::new(),
    };
    collect(&value.unwrap_or_default(), &mut found, 0);
    if found.servers.is_empty() && found.left_out.is_empty() {
        return Err(Error::new(
            Code::Invalid,
            say!(
                "There are no servers in that file. Lanyard reads the files of Claude Desktop, Claude Code, VS Code and Cursor."
            ),
        ));
    }
    Ok(found)
}

/// Finds the objects of servers: at the top, below `mcp` (VS Code's settings), and below each project (Claude Code).
fn collect(value: &Value, found: &mut Found, depth: u8) {
    let Value::Object(object) = value else { return };
    for key in ["mcpServers", "servers"] {
        if let Some(Value::Object(servers)) = object.get(key) {
            for (name, entry) in servers {
                if found.servers.len() < MOST && !found.servers.iter().any(|known| known.name == *name) {
                    one(name, entry, found);
                }
            }
        }
    }
    if depth == 0 {
        if let Some(mcp) = object.get("mcp") {
            collect(mcp, found, 1);
        }
        if let Some(Value::Object(projects)) = object.get("projects") {
            for project in projects.values() {
                collect(project, found, 1);
            }
        }
    }
}

fn one(name: &str, entry: &Value, found: &mut Found) {
    match place(entry) {
        Ok(place) => found.servers.push(Foreign {
            name: name.to_owned(),
            place,
        }),
        Err(why) => found.left_out.push(LeftOut {
            name: excerpt(name, 80),
            why,
        }),
    }
}

fn place(entry: &Value) -> Result<Place, Sentence> {
    let Value::Object(entry) = entry else {
        return Err(say!("it is not described as a server"));
    };
    let address = ["url", "serverUrl", "httpUrl"].iter().find_map(|key| entry.get(*key));
    if let Some(Value::String(url)) = address {
        // The endpoint of the transport of 2024-11-05 answers no POST.
        if entry.get("type").and_then(Value::as_str) == Some("sse") && url.trim_end_matches('/').ends_with("/sse") {
            return Err(say!("it speaks HTTP+SSE of 2024-11-05, which Lanyard does not speak"));
        }
        lanyard_net::url::parse(url)
            .map_err(|why| say!("its address can't be used: {why}", why = crate::obstacle::address(&why)))?;
        let headers = texts(entry.get("headers")).ok_or_else(|| say!("its headers are not texts"))?;
        if let Some(name) = headers.keys().find(|name| !super::grammar::is_header(name)) {
            return Err(say!("\"{name}\" is not a header's name.", name = excerpt(name, 40)));
        }
        refuse_gaps(headers.values())?;
        return Ok(Place::Http {
            url: url.trim().to_owned(),
            headers,
        });
    }
    let Some(Value::String(program)) = entry.get("command") else {
        return Err(say!("it has neither an address nor a command"));
    };
    let arguments = match entry.get("args") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) => {
            let texts = all.iter().map(|one| one.as_str().map(str::to_owned));
            texts
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| say!("its arguments are not texts"))?
        }
        Some(_) => return Err(say!("its arguments are not texts")),
    };
    let values = texts(entry.get("env")).ok_or_else(|| say!("its environment is not texts"))?;
    refuse_gaps(arguments.iter().chain(values.values()))?;
    let (local, values) = Local::with_values(program, &arguments, values).map_err(|error| error.message)?;
    Ok(Place::Local { local, values })
}

/// VS Code asks the person for `${input:...}`; here the value has to be entered by hand.
fn refuse_gaps<'a>(mut texts: impl Iterator<Item = &'a String>) -> Result<(), Sentence> {
    if texts.any(|text| text.contains("${input:") || text.contains("${env:")) {
        return Err(say!("it has gaps that the other app fills in; add it by hand"));
    }
    Ok(())
}

/// An object of texts; nothing said is an empty one. None: it is something else.
fn texts(value: Option<&Value>) -> Option<BTreeMap<String, String>> {
    match value {
        None | Some(Value::Null) => Some(BTreeMap::new()),
        Some(Value::Object(all)) => {
            let text = |value: &Value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Bool(yes) => Some(yes.to_string()),
                _ => None,
            };
            all.iter()
                .map(|(name, value)| Some((name.clone(), text(value)?)))
                .collect()
        }
        Some(_) => None,
    }
}

/// Writes servers down without their secrets: an empty text stands where one was.
pub(crate) fn write(all: &[(String, Reach, Vec<String>)]) -> String {
    let mut servers = Map::new();
    let empty = |names: &[String]| -> Value {
        Value::Object(
            names
                .iter()
                .map(|name| (name.clone(), Value::String(String::new())))
                .collect(),
        )
    };
    for (name, reach, headers) in all {
        let entry = match reach {
            Reach::Http(settings) if headers.is_empty() => json!({ "type": "http", "url": settings.url }),
            Reach::Http(settings) => json!({ "type": "http", "url": settings.url, "headers": empty(headers) }),
            Reach::Local(local) => {
                let mut entry = json!({ "type": "stdio", "command": local.program, "args": local.arguments });
                let mut env = empty(&local.environment);
                for (name, value) in &local.shown {
                    env[name.as_str()] = Value::String(value.clone());
                }
                if env.as_object().is_some_and(|env| !env.is_empty()) {
                    entry["env"] = env;
                }
                entry
            }
        };
        let mut unique = name.clone();
        let mut count = 2;
        while servers.contains_key(&unique) {
            unique = format!("{name} {count}");
            count += 1;
        }
        servers.insert(unique, entry);
    }
    let mut text = serde_json::to_string_pretty(&json!({ "mcpServers": servers })).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String, Vec<String>)> {
        let found = read(text).unwrap();
        assert!(found.left_out.is_empty(), "{:?}", found.left_out);
        let one = |f: Foreign| (f.name, f.place.shown(), f.place.secret_names());
        found.servers.into_iter().map(one).collect()
    }

    #[test]
    fn the_files_of_four_apps_are_read() {
        // Claude Desktop and Cursor.
        let desktop = r#"{"mcpServers":{"files":{"command":"npx","args":["-y","@m/fs","/a b"],"env":{"KEY":"k"}}}}"#;
        assert_eq!(
            shown(desktop),
            [("files".into(), "npx -y @m/fs \"/a b\"".into(), vec!["KEY".to_owned()])]
        );
        // Claude Code, with projects.
        let code = r#"{"mcpServers":{"a":{"type":"http","url":"https://a.example/mcp","headers":{"X-Key":"1"}}},
            "projects":{"/p":{"mcpServers":{"b":{"type":"stdio","command":"b"}}}}}"#;
        let names: Vec<_> = shown(code).into_iter().map(|(name, place, _)| (name, place)).collect();
        assert_eq!(
            names,
            [
                ("a".into(), "https://a.example/mcp".into()),
                ("b".to_owned(), "b".to_owned())
            ]
        );
        // VS Code, with comments and trailing commas; in mcp.json and in the settings.
        for text in [
            "// mine\n{\"servers\":{\"c\":{\"url\":\"https://c.example/mcp\",},},}",
            "{\"mcp\":{\"servers\":{\"c\":{\"url\":\"https://c.example/mcp\"}}}}",
        ] {
            assert_eq!(shown(text)[0].1, "https://c.example/mcp");
        }
    }

    #[test]
    fn what_can_not_be_used_is_named() {
        for (entry, said) in [
            (r#"{"url":"http://a.example/mcp"}"#, "address"),
            (r#"{"url":"javascript:alert(1)"}"#, "address"),
            (r#"{"type":"sse","url":"https://a.example/sse"}"#, "2024-11-05"),
            (r#"{"url":"https://a.example","headers":{"a b":"c"}}"#, "header"),
            (r#"{"command":"a","args":[1]}"#, "arguments"),
            (r#"{"command":"a","env":{"LD_PRELOAD":"x"}}"#, "LD_PRELOAD"),
            (r#"{"command":"a","env":{"K":"${input:key}"}}"#, "gaps"),
            (r#"{"args":[]}"#, "neither"),
            ("7", "server"),
        ] {
            let found = read(&format!("{{\"mcpServers\":{{\"x\":{entry}}}}}")).unwrap();
            assert!(found.servers.is_empty(), "{entry}");
            assert!(
                found.left_out[0].why.to_string().contains(said),
                "{entry}: {}",
                found.left_out[0].why
            );
        }
        for nothing in ["", "{}", "[]", "{\"mcpServers\":[]}", "{ half"] {
            assert!(read(nothing).is_err(), "{nothing}");
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_holds_no_secret() {
        let Place::Local { local, .. } = read(r#"{"mcpServers":{"l":{"command":"l","env":{"KEY":"s3cret"}}}}"#)
            .unwrap()
            .servers
            .remove(0)
            .place
        else {
            panic!("local")
        };
        let text = write(&[
            ("l".into(), Reach::Local(local.clone()), Vec::new()),
            ("l".into(), Reach::Local(local), Vec::new()),
        ]);
        assert!(!text.contains("s3cret"));
        let names: Vec<_> = shown(&text).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, ["l", "l 2"]);
    }
}
