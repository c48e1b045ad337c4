//! Discord's own `OpenAPI` description as the judge of what the bot sends and of what the fake answers,
//! and as the table of routes. Documented limits that the description doesn't hold are in `limits`.
//!
//! The schemas allow fields they don't name. Here every object is closed, so that a field which the
//! description doesn't know is a violation.
//!
//! Where Discord differs from its description, one by one ([`correct`] makes the change):
//!
//! 1. `default_member_permissions` of a command is an integer in the description. Discord's reference
//!    documents a string of digits, returns one, and takes one: JSON numbers lose bits in JavaScript.
//! 2. `nsfw` of a command is missing from the three request schemas, though the reference documents it
//!    among the parameters of all of them and the answers carry it.
//! 3. `id` of an attachment that is being uploaded is a snowflake (a string) in the description. The
//!    reference's own example of an upload numbers the files 0, 1, …, as JSON numbers.
//!
//! Not on the list, since Discord takes them only by ignoring them, are fields that serenity's builders
//! send without being asked: `choices`, `options`, `channel_types`, `min_value` … (null, empty or false)
//! on options of types that have none, `proxy_url: null` on an embed's image. A bot must leave them out.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

/// The description is a constant: parsed once for all tests.
pub static DESCRIPTION: LazyLock<Description> = LazyLock::new(Description::load);

pub struct Description {
    operations: Vec<Operation>,
    components: Value,
}

/// One method of one path, under Discord's own name for it (`create_interaction_response`).
pub struct Operation {
    pub id: String,
    method: String,
    segments: Vec<String>,
    body: Option<Schema>,
    answers: BTreeMap<u16, Option<Schema>>,
}

/// One way in which a body differs from the description.
#[derive(Debug)]
pub struct Fault {
    /// Where (a JSON pointer) and what.
    pub says: String,
    /// Discord would take the body all the same and ignore the field.
    pub is_unknown_field: bool,
}

struct Schema {
    schema: Value,
    compiled: OnceLock<Validator>,
}

/// The parts of a path that differ from call to call, by the description's names for them.
pub type Parameters = BTreeMap<String, String>;

impl Description {
    fn load() -> Self {
        let text = include_str!("openapi/discord.json");
        let mut description: Value = serde_json::from_str(text).expect("the extracted description is JSON");
        let mut components = description["components"].take();
        for schema in components["schemas"].as_object_mut().expect("the description has schemas").values_mut() {
            close(schema);
        }
        correct(&mut components["schemas"]);

        let mut operations = Vec::new();
        for (path, methods) in description["paths"].as_object().expect("the description has paths") {
            for (method, operation) in methods.as_object().expect("a path has methods") {
                operations.push(Operation::read(path, method, operation));
            }
        }
        Self { operations, components }
    }

    /// The operation that a request asks for (`path` without `/api/v10`); words of a path go before its variables.
    pub fn find(&self, method: &str, path: &str) -> Option<(&Operation, Parameters)> {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        let fitting = self.operations.iter().filter(|operation| operation.method.eq_ignore_ascii_case(method));
        fitting
            .filter_map(|operation| Some((operation, operation.matches(&segments)?)))
            .min_by_key(|(_, parameters)| parameters.len())
    }

    pub fn has_operation(&self, id: &str) -> bool {
        self.operations.iter().any(|operation| operation.id == id)
    }

    /// What is wrong with this request body; nothing for operations that take none.
    pub fn faults_of_body(&self, operation: &Operation, body: &Value) -> Vec<Fault> {
        match &operation.body {
            Some(schema) => schema.faults(&self.components, body),
            None => Vec::new(),
        }
    }

    /// What is wrong with this answer of the fake's own.
    pub fn faults_of_answer(&self, operation: &Operation, status: u16, answer: Option<&Value>) -> Vec<String> {
        match (operation.answers.get(&status), answer) {
            (None, _) => vec![format!("{} never answers {status}", operation.id)],
            (Some(None), None) => Vec::new(),
            (Some(None), Some(_)) => {
                vec![format!("{} answers {status} without a body", operation.id)]
            }
            (Some(Some(_)), None) => vec![format!("{} answers {status} with a body", operation.id)],
            (Some(Some(schema)), Some(answer)) => {
                schema.faults(&self.components, answer).into_iter().map(|fault| fault.says).collect()
            }
        }
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Self {
        let schema_in = |part: &Value| {
            let mut schema = part.pointer("/content/application~1json/schema")?.clone();
            close(&mut schema);
            Some(Schema { schema, compiled: OnceLock::new() })
        };
        let answers = operation["responses"].as_object().expect("an operation has answers");
        Self {
            id: operation["operationId"].as_str().expect("an operation has a name").to_owned(),
            method: method.to_owned(),
            segments: path.trim_matches('/').split('/').map(str::to_owned).collect(),
            body: schema_in(&operation["requestBody"]),
            answers: answers
                .iter()
                .map(|(status, answer)| (status.parse().expect("a status is a number"), schema_in(answer)))
                .collect(),
        }
    }

    fn matches(&self, segments: &[&str]) -> Option<Parameters> {
        if self.segments.len() != segments.len() {
            return None;
        }
        let mut parameters = Parameters::new();
        for (template, segment) in self.segments.iter().zip(segments) {
            match template.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => {
                    parameters.insert(name.to_owned(), (*segment).to_owned());
                }
                None if template == segment => {}
                None => return None,
            }
        }
        Some(parameters)
    }
}

impl Schema {
    fn faults(&self, components: &Value, body: &Value) -> Vec<Fault> {
        let validator = self.compiled.get_or_init(|| {
            let document = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [self.schema],
                "components": components,
            });
            jsonschema::options()
                .with_draft(Draft::Draft202012)
                .should_validate_formats(true)
                .build(&document)
                .expect("Discord's description compiles")
        });
        let mut faults = Vec::new();
        for error in validator.iter_errors(body) {
            explain(&error, &mut faults);
        }
        faults
    }
}

/// Says where and what. Of alternatives it reports the one that the body was most likely meant to be.
fn explain(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let (ValidationErrorKind::AnyOf { context: alternatives }
    | ValidationErrorKind::OneOfNotValid { context: alternatives }) = error.kind()
    else {
        faults.push(fault_of(error));
        return;
    };
    let here = error.instance_path().to_string();
    let explained = alternatives.iter().map(|errors| {
        let is_another_kind = errors.iter().any(|error| {
            let place = error.instance_path().to_string();
            let is_shape = matches!(error.kind(), ValidationErrorKind::Type { .. }) && place == here;
            let is_tag =
                matches!(error.kind(), ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. })
                    && place == format!("{here}/type");
            is_shape || is_tag
        });
        let mut faults = Vec::new();
        for error in errors {
            explain(error, &mut faults);
        }
        (is_another_kind, faults)
    });
    let meant = explained.min_by_key(|(is_another_kind, faults)| (*is_another_kind, faults.len()));
    faults.extend(meant.into_iter().flat_map(|(_, faults)| faults));
}

fn fault_of(error: &ValidationError<'_>) -> Fault {
    const LONGEST: usize = 300;
    let place = error.instance_path().to_string();
    let place = if place.is_empty() { "body" } else { &place };
    let what = error.to_string();
    let shown: String = what.chars().take(LONGEST).collect();
    let cut = if shown.len() < what.len() { "…" } else { "" };
    Fault {
        says: format!("{place}: {shown}{cut}"),
        is_unknown_field: matches!(error.kind(), ValidationErrorKind::AdditionalProperties { .. }),
    }
}

/// Forbids fields that an object schema doesn't name.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(close),
        Value::Object(keywords) => {
            if keywords.contains_key("properties") && !keywords.contains_key("additionalProperties") {
                keywords.insert("additionalProperties".to_owned(), json!(false));
            }
            for (keyword, inner) in keywords {
                match keyword.as_str() {
                    "properties" => {
                        inner.as_object_mut().into_iter().flatten().for_each(|(_, property)| close(property));
                    }
                    "const" | "enum" | "required" => {}
                    _ => close(inner),
                }
            }
        }
        _ => {}
    }
}

/// The differences between the description and Discord that the head of this file lists.
fn correct(schemas: &mut Value) {
    for name in
        ["ApplicationCommandCreateRequest", "ApplicationCommandUpdateRequest", "ApplicationCommandPatchRequestPartial"]
    {
        let properties = &mut schemas[name]["properties"];
        assert!(
            properties["default_member_permissions"].is_object(),
            "{name} has changed: see the list of differences"
        );
        properties["default_member_permissions"] =
            json!({ "type": ["string", "null"], "pattern": "^(0|[1-9][0-9]*)$" });
        properties["nsfw"] = json!({ "type": ["boolean", "null"] });
    }
    let attachment = &mut schemas["MessageAttachmentRequest"]["properties"]["id"];
    assert!(attachment.is_object(), "MessageAttachmentRequest has changed: see the list of differences");
    *attachment = json!({ "anyOf": [attachment.take(), { "type": "integer", "minimum": 0 }] });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &str, path: &str, body: &Value, expected: &[&str]) {
        let (operation, _) = DESCRIPTION.find(method, path).expect("the path is in the description");
        let faults = DESCRIPTION.faults_of_body(operation, body);
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.says.contains(expected), "{fault:?} does not say {expected:?}");
        }
    }

    #[test]
    fn words_of_a_path_go_before_its_variables() {
        let (operation, parameters) = DESCRIPTION.find("PATCH", "/webhooks/1/token/messages/@original").expect("known");
        assert_eq!(operation.id, "update_original_webhook_message");
        assert_eq!(parameters["webhook_token"], "token");
        assert!(DESCRIPTION.find("PUT", "/guilds/1/bans/2").is_none());
    }

    #[test]
    fn fields_and_types_are_judged() {
        let messages = "/channels/1/messages";
        check("POST", messages, &json!({ "content": "hello" }), &[]);
        check("POST", messages, &json!({ "contents": "hello" }), &["contents"]);
        check("POST", messages, &json!({ "content": 7 }), &["/content"]);
        check("POST", messages, &json!({ "embeds": [{ "title": "x".repeat(257) }] }), &["/embeds/0/title"]);
        check("POST", messages, &json!({ "embeds": [{ "url": "not an address" }] }), &["uri"]);
    }

    #[test]
    fn a_fault_inside_a_union_is_reported_where_it_is() {
        let button = json!({ "type": 2, "style": 1, "custom_id": "", "label": "Sources" });
        let body = json!({ "components": [{ "type": 1, "components": [button] }] });
        check("POST", "/channels/1/messages", &body, &["/components/0/components/0/custom_id"]);
        let choices = json!({ "type": 8, "data": { "choices": [{ "name": "", "value": "x" }] } });
        check("POST", "/interactions/1/t/callback", &choices, &["/data/choices/0/name"]);
    }

    #[test]
    fn the_listed_differences_are_allowed() {
        let command =
            json!({ "name": "settings", "description": "Settings", "default_member_permissions": "32", "nsfw": false });
        check("POST", "/applications/1/commands", &command, &[]);
        check("POST", "/channels/1/messages", &json!({ "attachments": [{ "id": 0, "filename": "chart.png" }] }), &[]);
    }
}
