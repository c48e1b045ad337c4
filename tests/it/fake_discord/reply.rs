//! What a test gets back: one thing that the bot did and a person could notice. A [`Reply`] shows it as
//! the person sees it, down to the text on a button.

use std::fmt::Write;
use std::time::Duration;

use serde_json::Value;

use super::model::{ChannelId, MessageId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// A new message: an interaction's answer, a follow-up or a message in a channel.
    Message,
    /// A message of the bot's was changed.
    Edit,
    /// A message of the bot's is gone.
    Deletion,
    /// Autocomplete choices.
    Choices,
    /// A form to fill in (Discord calls it a modal).
    Form,
    /// A button press was taken note of, and nothing was to be seen.
    Acknowledged,
}

/// One thing that the bot did.
#[derive(Clone, Debug)]
#[must_use = "a reply is there to be looked at"]
pub struct Reply {
    pub kind: ReplyKind,
    /// The message as Discord shows it now, the choices' or the form's `data`; null for the rest.
    pub shown: Value,
    /// The body as the bot sent it.
    pub sent: Value,
    pub channel: ChannelId,
    pub message: Option<MessageId>,
    /// The message that this one replies to.
    pub replies_to: Option<MessageId>,
    /// Only the person who asked sees it.
    pub is_private: bool,
    /// Names of the files that came with it.
    pub files: Vec<String>,
    /// What is in them, as text.
    pub contents: Vec<String>,
    /// From the event to the bot's first response to it. None for what no event asked for.
    pub first_response: Option<Duration>,
    pub(super) interaction: Option<u64>,
    pub(super) was_read: bool,
}

/// A button that a person sees.
#[derive(Clone, Debug)]
pub struct Button {
    pub label: String,
    pub custom_id: Option<String>,
    pub url: Option<String>,
    pub is_disabled: bool,
    /// Discord's style: 1 primary, 2 secondary, 3 success, 4 danger, 5 link.
    pub style: u64,
    pub(super) message: MessageId,
}

/// A menu that a person sees.
#[derive(Clone, Debug)]
pub struct Menu {
    pub custom_id: String,
    /// Label and value of each option.
    pub options: Vec<(String, String)>,
    pub(super) message: MessageId,
}

impl Reply {
    pub fn content(&self) -> &str {
        self.shown["content"].as_str().unwrap_or_default()
    }

    pub fn embeds(&self) -> &[Value] {
        self.shown["embeds"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub fn buttons(&self) -> Vec<Button> {
        let Some(message) = self.message else {
            return Vec::new();
        };
        let text = |component: &Value, key: &str| component[key].as_str().map(str::to_owned);
        let buttons = self.components().into_iter().filter(|component| component["type"] == 2);
        let read = |component: &Value| Button {
            label: text(component, "label").or_else(|| text(&component["emoji"], "name")).unwrap_or_default(),
            custom_id: text(component, "custom_id"),
            url: text(component, "url"),
            is_disabled: component["disabled"] == true,
            style: component["style"].as_u64().unwrap_or_default(),
            message,
        };
        buttons.map(read).collect()
    }

    /// The button with this label.
    pub fn button(&self, label: &str) -> Button {
        let buttons = self.buttons();
        let found = buttons.iter().find(|button| button.label == label).cloned();
        found.unwrap_or_else(|| panic!("no button {label:?} on\n{}", self.snapshot()))
    }

    /// The first menu.
    pub fn menu(&self) -> Menu {
        let components = self.components();
        let menu = components.iter().find(|component| component["type"] == 3);
        let (Some(menu), Some(message)) = (menu, self.message) else {
            panic!("no menu on\n{}", self.snapshot());
        };
        let text = |option: &Value, key: &str| option[key].as_str().unwrap_or_default().to_owned();
        let options = menu["options"].as_array().into_iter().flatten();
        Menu {
            custom_id: text(menu, "custom_id"),
            options: options.map(|option| (text(option, "label"), text(option, "value"))).collect(),
            message,
        }
    }

    /// Name and value of each autocomplete choice (numbers written out).
    pub fn choices(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let choices = self.shown["choices"].as_array().into_iter().flatten();
        choices.map(|choice| (text(&choice["name"]), text(&choice["value"]))).collect()
    }

    /// Everything there is to read, a line each: for tests that ask whether something is said at all.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content().to_owned()];
        for embed in self.embeds() {
            let parts = ["/author/name", "/title", "/description"];
            lines.extend(parts.iter().filter_map(|part| embed.pointer(part)?.as_str()).map(str::to_owned));
            for field in embed["fields"].as_array().into_iter().flatten() {
                lines.extend(["name", "value"].iter().filter_map(|part| field[part].as_str()).map(str::to_owned));
            }
            lines.extend(embed.pointer("/footer/text").and_then(Value::as_str).map(str::to_owned));
        }
        for component in self.components() {
            lines.extend(
                ["content", "label", "placeholder"]
                    .iter()
                    .filter_map(|part| component[part].as_str())
                    .map(str::to_owned),
            );
        }
        lines.extend(self.choices().into_iter().map(|(name, _)| name));
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The whole reply in a form for snapshot tests: one part a line, ids and times masked.
    pub fn snapshot(&self) -> String {
        let mut lines = format!("{:?}", self.kind).to_lowercase();
        if self.is_private {
            lines.push_str(", private");
        }
        if self.replies_to.is_some() {
            lines.push_str(", in reply");
        }
        lines.push('\n');
        if !self.content().is_empty() {
            line(&mut lines, "content", self.content());
        }
        for embed in self.embeds() {
            if let Some(color) = embed["color"].as_u64() {
                line(&mut lines, "embed", &format!("#{color:06x}"));
            } else {
                line(&mut lines, "embed", "");
            }
            for (name, part) in [
                ("  author", "/author/name"),
                ("  title", "/title"),
                ("  url", "/url"),
                ("  text", "/description"),
                ("  image", "/image/url"),
                ("  thumbnail", "/thumbnail/url"),
            ] {
                if let Some(text) = embed.pointer(part).and_then(Value::as_str) {
                    line(&mut lines, name, text);
                }
            }
            for field in embed["fields"].as_array().into_iter().flatten() {
                let name = format!("  field {}", field["name"].as_str().unwrap_or_default());
                line(&mut lines, &name, field["value"].as_str().unwrap_or_default());
            }
            if let Some(text) = embed.pointer("/footer/text").and_then(Value::as_str) {
                line(&mut lines, "  footer", text);
            }
        }
        for component in self.components() {
            component_lines(&mut lines, component);
        }
        for (name, value) in self.choices() {
            line(&mut lines, "choice", &format!("{name} = {value}"));
        }
        if self.kind == ReplyKind::Form {
            line(&mut lines, "form", self.shown["title"].as_str().unwrap_or_default());
        }
        for file in &self.files {
            line(&mut lines, "file", file);
        }
        masked(&lines)
    }

    /// All components in reading order, rows and containers opened.
    fn components(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        let mut open: Vec<&Value> = self.shown["components"].as_array().into_iter().flatten().rev().collect();
        while let Some(component) = open.pop() {
            found.push(component);
            open.extend(["accessory", "component"].iter().map(|key| &component[key]).filter(|inner| inner.is_object()));
            open.extend(component["components"].as_array().into_iter().flatten().rev());
        }
        found
    }
}

fn component_lines(lines: &mut String, component: &Value) {
    let text = |key: &str| component[key].as_str().unwrap_or_default();
    let disabled = if component["disabled"] == true { ", disabled" } else { "" };
    match component["type"].as_u64() {
        Some(2) if text("url").is_empty() => {
            line(lines, "button", &format!("{} <{}>{disabled}", text("label"), text("custom_id")));
        }
        Some(2) => line(lines, "button", &format!("{} {}", text("label"), text("url"))),
        Some(3) => {
            line(lines, "menu", &format!("{} <{}>{disabled}", text("placeholder"), text("custom_id")));
            for option in component["options"].as_array().into_iter().flatten() {
                let part = |key: &str| option[key].as_str().unwrap_or_default();
                line(lines, "  option", &format!("{} = {}", part("label"), part("value")));
            }
        }
        Some(4) => line(lines, "input", &format!("{} <{}>", text("label"), text("custom_id"))),
        Some(10) => line(lines, "text", text("content")),
        _ => {}
    }
}

fn line(lines: &mut String, name: &str, text: &str) {
    let text = text.replace('\n', "\n    ");
    writeln!(lines, "{}", format!("{name}: {text}").trim_end()).expect("writing to a string cannot fail");
}

/// Ids (17 digits and more) and Discord's time marks differ from run to run or from world to world.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let is_time = masked.ends_with("<t:") && matches!(letter, ':' | '>');
        let is_id = digits.len() >= 17;
        masked.push_str(if is_id {
            "[id]"
        } else if is_time {
            "[time]"
        } else {
            &digits
        });
        digits.clear();
        if letter != '\0' {
            masked.push(letter);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn ids_and_times_are_masked_and_years_are_not() {
        assert_eq!(masked("<@1409271138336931840> in 2025, <t:1784376000:R>"), "<@[id]> in 2025, <t:[time]:R>");
    }
}
