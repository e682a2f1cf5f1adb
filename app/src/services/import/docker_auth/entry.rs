use domain::{Action, Actions, ResourcePattern};
use serde_json::{Map, Value};

/// One entry of an ACL, as far as it can be said here.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Whose requests it is for; otherwise why that cannot be said.
    pub(super) who: Result<Who, String>,
    /// On which repositories; otherwise why that cannot be said.
    pub(super) resource: Result<ResourcePattern, String>,
    /// Whether it is about other things than repositories alone; then which.
    pub(super) other_type: Option<String>,
    /// Further conditions, which cannot be said.
    pub(super) conditions: Vec<String>,
    /// What it grants.
    pub(super) actions: Actions,
    /// Words among its actions that are none.
    pub(super) other_actions: Vec<String>,
    /// What its author says about it.
    pub(super) comment: String,
}

/// Whose requests an entry is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// This account, which may not exist.
    One(String),
    /// Whoever is not signed in, and nobody else.
    Anonymous,
    /// Whoever is signed in.
    Registered,
    /// Everybody.
    Everybody,
}

const EVERYTHING: [&str; 3] = ["/.*/", "/^.*/", "/^.*$/"];
const SOMETHING: [&str; 3] = ["/.+/", "/^.+/", "/^.+$/"];

impl Entry {
    pub(super) fn read(entry: &Value) -> Self {
        let nothing = Map::new();
        let conditions = entry.get("match").and_then(Value::as_object);
        let given = |name: &str| match conditions.unwrap_or(&nothing).get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => text(value).map(Some).ok_or_else(|| format!("its {name} is no text")),
        };
        let is_further = |(name, value): &(&String, &Value)| {
            !matches!(name.as_str(), "account" | "name" | "type") && !value.is_null()
        };
        let (actions, other_actions) = actions(entry.get("actions"));
        Self {
            who: match conditions {
                Some(_) => given("account").and_then(|account| who(account.as_deref())),
                None => Err("it has no match".to_owned()),
            },
            resource: given("name").and_then(|name| resource(name.as_deref())),
            other_type: given("type")
                .unwrap_or_else(Some)
                .filter(|text| text != "repository" && text != "*" && !is_any(text)),
            conditions: conditions
                .unwrap_or(&nothing)
                .iter()
                .filter(is_further)
                .map(|(name, _)| name.clone())
                .collect(),
            actions,
            other_actions,
            comment: entry.get("comment").and_then(text).unwrap_or_default(),
        }
    }

    /// Whether there may be a request that both match, of which this one grants less.
    pub(super) fn grants_less_than(&self, other: &Self) -> bool {
        let is_met = match (&self.who, &other.who) {
            (Ok(one), Ok(another)) => one.overlaps(another),
            _ => true,
        };
        let is_reached = match (&self.resource, &other.resource) {
            (Ok(one), Ok(another)) => one.overlaps(another),
            _ => true,
        };
        !self.is_about_something_else() && is_met && is_reached && !self.actions.contains_all(other.actions)
    }

    /// Whether no request for a repository matches it.
    fn is_about_something_else(&self) -> bool {
        self.other_type.as_deref().is_some_and(|text| !is_regex(text) && !text.contains(['*', '?', '[', '\\', '$']))
    }
}

impl Who {
    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everybody, _) | (_, Self::Everybody) => true,
            (Self::One(one), Self::One(another)) => one == another,
            (Self::Anonymous, Self::Anonymous) => true,
            (Self::Anonymous, _) | (_, Self::Anonymous) => false,
            _ => true,
        }
    }
}

fn who(account: Option<&str>) -> Result<Who, String> {
    match account {
        None | Some("*") => Ok(Who::Everybody),
        Some(text) if EVERYTHING.contains(&text) => Ok(Who::Everybody),
        Some(text) if SOMETHING.contains(&text) || text == "?*" => Ok(Who::Registered),
        Some("") => Ok(Who::Anonymous),
        Some(text) if is_regex(text) => Err(format!("the account is a regular expression, {text}")),
        Some(text) if text.contains(['*', '?', '[', '\\']) || text.contains("${") => {
            Err(format!("the account is a pattern, {text}"))
        }
        Some(text) => Ok(Who::One(text.to_owned())),
    }
}

/// A glob whose `*` stay within one component, as ours do.
fn resource(name: Option<&str>) -> Result<ResourcePattern, String> {
    let glob = match name {
        Some(text) if is_any(text) => "**".to_owned(),
        Some(text) if is_regex(text) => return Err(format!("the name is a regular expression, {text}")),
        Some(text) => text.split('/').map(component).collect::<Result<Vec<_>, _>>()?.join("/"),
        None => "**".to_owned(),
    };
    glob.parse().map_err(|error| format!("the name {glob} {error}"))
}

fn component(glob: &str) -> Result<&str, String> {
    match glob {
        "${account}" => Ok("{login}"),
        _ if !glob.is_empty() && glob.bytes().all(|byte| byte == b'*') => Ok("*"),
        _ if glob.contains("${") => Err(format!("the name has a variable inside a component, {glob}")),
        _ if glob.contains(['*', '?', '[', '\\', '{']) => {
            Err(format!("the name has a pattern inside a component, {glob}"))
        }
        _ => Ok(glob),
    }
}

/// Whether it matches every name; an empty one is asked for by nobody.
fn is_any(text: &str) -> bool {
    EVERYTHING.contains(&text) || SOMETHING.contains(&text)
}

fn is_regex(text: &str) -> bool {
    text.len() > 2 && text.starts_with('/') && text.ends_with('/')
}

/// A single `*` is everything that is asked for; among others it is a word like any other.
fn actions(value: Option<&Value>) -> (Actions, Vec<String>) {
    let words: Vec<_> = value.and_then(Value::as_array).into_iter().flatten().filter_map(text).collect();
    if words == ["*"] {
        return (Actions::ALL, Vec::new());
    }
    let known = words.iter().filter_map(|word| word.parse::<Action>().ok()).collect();
    (known, words.into_iter().filter(|word| word.parse::<Action>().is_err()).collect())
}

/// YAML takes `1001` for a number, docker_auth for a text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
