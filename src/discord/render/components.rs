//! What is pressed, chosen from and filled in: rows of components, and forms.

use serde_json::{Value, json};

use crate::bot::response::{Choice, Form, MOST_CHOICES, Reply};

use super::limits;
use super::markup::{cut, plain_atoms, utf16_length};

/// Discord's numbers for components and their styles.
const ROW: u8 = 1;
const BUTTON: u8 = 2;
const MENU: u8 = 3;
const TEXT_INPUT: u8 = 4;
const SECONDARY: u8 = 2;
const DANGER: u8 = 4;
const PARAGRAPH: u8 = 2;

/// The menu of a reply and its buttons, as rows.
pub(super) fn rows(reply: &Reply) -> Vec<Value> {
    let buttons = reply.buttons.iter().map(|row| {
        let buttons: Vec<Value> = row
            .iter()
            .take(limits::BUTTONS_IN_ROW)
            .map(|button| {
                json!({
                    "type": BUTTON,
                    "style": if button.destructive { DANGER } else { SECONDARY },
                    "label": cut(plain_atoms(&button.label), limits::BUTTON_LABEL),
                    "custom_id": button.id,
                })
            })
            .collect();
        json!({ "type": ROW, "components": buttons })
    });
    let menu = reply.menu.iter().map(|menu| {
        let options: Vec<Value> = menu
            .choices
            .iter()
            .filter(|choice| utf16_length(&choice.value) <= limits::MENU_OPTION)
            .take(MOST_CHOICES)
            .map(|choice| {
                json!({ "label": cut(plain_atoms(&choice.shown), limits::MENU_OPTION), "value": choice.value })
            })
            .collect();
        let prompt = cut(plain_atoms(&menu.prompt), limits::MENU_PROMPT);
        let menu = json!({ "type": MENU, "custom_id": menu.id, "placeholder": prompt, "options": options });
        json!({ "type": ROW, "components": [menu] })
    });
    menu.chain(buttons).take(limits::ROWS).collect()
}

/// A form, with a row for each of its fields.
pub(super) fn form_body(form: &Form) -> Value {
    let rows: Vec<Value> = form
        .fields
        .iter()
        .map(|field| {
            let input = json!({
                "type": TEXT_INPUT,
                "custom_id": field.name,
                "style": PARAGRAPH,
                "label": cut(plain_atoms(&field.label), limits::FORM_LABEL),
                "placeholder": cut(plain_atoms(&field.example), limits::FORM_EXAMPLE),
                "required": field.required,
                "max_length": field.max_length,
            });
            json!({ "type": ROW, "components": [input] })
        })
        .collect();
    json!({
        "custom_id": form.id,
        "title": cut(plain_atoms(&form.title), limits::FORM_TITLE),
        "components": rows,
    })
}

/// The choices that autocomplete offers.
pub(super) fn choice_bodies(choices: &[Choice]) -> Vec<Value> {
    let fitting = choices.iter().filter(|choice| utf16_length(&choice.value) <= limits::CHOICE_VALUE);
    fitting
        .take(MOST_CHOICES)
        .map(|choice| json!({ "name": cut(plain_atoms(&choice.shown), limits::CHOICE_NAME), "value": choice.value }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::response::Response;
    use crate::discord::render::testing::reply;
    use crate::discord::render::{edit_body, interaction_body};

    #[test]
    fn components_and_forms() {
        let button = |id: &str, destructive| crate::bot::response::Button {
            label: "x".repeat(100),
            id: id.to_owned(),
            destructive,
        };
        let reply = Reply {
            buttons: vec![vec![button("f|", true), button("d|1", false)]],
            menu: Some(crate::bot::response::Menu {
                prompt: "Which?".to_owned(),
                id: "m".to_owned(),
                choices: vec![Choice { shown: "Kimi".to_owned(), value: "kimi".to_owned() }],
            }),
            ..reply("Text.")
        };
        let rows = edit_body(&reply)["components"].clone();
        assert_eq!(rows[0]["components"][0]["options"][0], json!({ "label": "Kimi", "value": "kimi" }));
        assert_eq!(rows[1]["components"][0]["style"], json!(DANGER));
        assert_eq!(rows[1]["components"][1]["label"].as_str().unwrap().chars().count(), limits::BUTTON_LABEL);
        assert_eq!(edit_body(&Reply { buttons: vec![], menu: None, ..reply })["components"], json!([]));
        let form = Form {
            id: "r||".to_owned(),
            title: "t".repeat(60),
            fields: vec![crate::bot::response::FormField {
                name: "wrong",
                label: "l".repeat(60),
                example: "e".repeat(200),
                required: true,
                max_length: 1_000,
            }],
        };
        let body = interaction_body(&Response::Form(form)).unwrap();
        assert_eq!(body["data"]["title"].as_str().unwrap().chars().count(), limits::FORM_TITLE);
        let input = &body["data"]["components"][0]["components"][0];
        assert_eq!(input["label"].as_str().unwrap().chars().count(), limits::FORM_LABEL);
        assert_eq!(input["placeholder"].as_str().unwrap().chars().count(), limits::FORM_EXAMPLE);
    }

    #[test]
    fn choices_keep_to_their_limits() {
        let choice = |shown: &str, value: &str| Choice { shown: shown.to_owned(), value: value.to_owned() };
        let mut choices = vec![choice(&"名".repeat(200), "ok"), choice("x", &"v".repeat(101))];
        choices.extend((0..30).map(|n| choice(&format!("Lab_{n}"), "v")));
        let body = interaction_body(&Response::Choices(choices)).unwrap();
        let shown = body["data"]["choices"].as_array().unwrap();
        assert_eq!((body["type"].clone(), shown.len()), (json!(8), 25));
        assert_eq!(utf16_length(shown[0]["name"].as_str().unwrap()), 100);
        assert_eq!(shown[1]["name"], json!("Lab_0"), "names are no markup");
    }
}
