use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::http::{self, Answer, Credentials};

/// The password of everybody but the admin.
pub(crate) const PASSWORD: &str = "blue whale in the bay";

/// The REST API as one caller sees it.
pub(crate) struct Api {
    base: String,
    authorization: String,
}

impl Api {
    pub(crate) fn new(base: String, credentials: Credentials<'_>) -> Self {
        Self { base, authorization: credentials.basic() }
    }

    pub(crate) fn try_send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, ureq::Error> {
        let headers = [("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        http::try_send(method, &format!("{}{path}", self.base), &headers, body.map(Value::to_string))
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_send(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Sends whatever it may be.
    pub(crate) fn send_text(&self, method: &str, path: &str, media_type: &str, body: &str) -> Answer {
        let headers = [("authorization", self.authorization.as_str()), ("content-type", media_type)];
        http::send(method, &format!("{}{path}", self.base), &headers, Some(body.to_owned()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, Some(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// Creates a record of the collection and says its id.
    pub(crate) fn create(&self, collection: &str, body: &Value) -> String {
        let created = self.send("POST", &format!("/api/v1/{collection}"), Some(body)).expect(201).json();
        created["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn create_group(&self, name: &str) -> String {
        self.create("groups", &json!({ "name": name }))
    }

    pub(crate) fn group_names(&self) -> BTreeSet<String> {
        self.all("groups").iter().map(|group| group["name"].as_str().unwrap().to_owned()).collect()
    }

    /// A user with [`PASSWORD`] and what else `fields` say.
    pub(crate) fn create_user(&self, login: &str, fields: Value) -> String {
        let mut user = json!({ "login": login, "password": PASSWORD, "role": "user", "groups": [] });
        user.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.create("users", &user)
    }

    /// A user who holds these actions on the repository, or none.
    pub(crate) fn create_user_with(&self, login: &str, resource: &str, actions: &[&str]) -> String {
        let id = self.create_user(login, json!({}));
        self.allow(&user(&id), resource, actions);
        id
    }

    pub(crate) fn allow(&self, subject: &Value, resource: &str, actions: &[&str]) -> String {
        self.create("access", &access(subject, resource, actions))
    }
}

/// An access to be created, under a name made of what it says.
pub(crate) fn access(subject: &Value, resource: &str, actions: &[&str]) -> Value {
    let whom = subject["id"].as_str().or(subject["kind"].as_str()).unwrap();
    let name = format!("{whom} {resource} {}", actions.join(","));
    json!({ "name": name, "subject": subject, "resource": resource, "actions": actions })
}

pub(crate) fn user(id: &str) -> Value {
    json!({ "kind": "user", "id": id })
}

pub(crate) fn group(id: &str) -> Value {
    json!({ "kind": "group", "id": id })
}

pub(crate) fn registered_users() -> Value {
    json!({ "kind": "registered_users" })
}

pub(crate) fn anyone() -> Value {
    json!({ "kind": "anyone" })
}

/// Somebody whose password is [`PASSWORD`].
pub(crate) fn person(login: &str) -> Credentials<'_> {
    Credentials { login, password: PASSWORD }
}
