//! Discord's documented limits and rules for messages, embeds, components, forms, choices and commands,
//! as far as its `OpenAPI` description doesn't hold them, and some that it does hold, so that a mistake is
//! named in a person's words. Lengths are counted in Unicode code points, as Discord's server counts.
//!
//! A fault found here is one that Discord answers with 400. What Discord would take, but this bot must
//! not send (a mention that could fire), is in [`manners_of_message`].

use std::collections::BTreeSet;

use serde_json::Value;

const CONTENT: usize = 2000;
const EMBEDS: usize = 10;
const EMBED_TITLE: usize = 256;
const EMBED_DESCRIPTION: usize = 4096;
const EMBED_FIELDS: usize = 25;
const EMBED_FIELD_NAME: usize = 256;
const EMBED_FIELD_VALUE: usize = 1024;
const EMBED_FOOTER: usize = 2048;
const EMBED_AUTHOR: usize = 256;
/// Of all texts of all embeds of one message together.
const EMBEDS_TOTAL: usize = 6000;
const ROWS: usize = 5;
const BUTTONS_IN_ROW: usize = 5;
const COMPONENTS_V2: usize = 40;
const COMPONENTS_V2_TEXT: usize = 4000;
const CUSTOM_ID: usize = 100;
const BUTTON_LABEL: usize = 80;
const SELECT_OPTIONS: usize = 25;
const SELECT_OPTION_TEXT: usize = 100;
const SELECT_PLACEHOLDER: usize = 150;
const MODAL_TITLE: usize = 45;
const TEXT_INPUT_LABEL: usize = 45;
const TEXT_INPUT_PLACEHOLDER: usize = 100;
const TEXT_INPUT_VALUE: usize = 4000;
const CHOICES: usize = 25;
const CHOICE_TEXT: usize = 100;
const NONCE: usize = 25;
const COMMANDS: [(u64, usize, &str); 3] = [(1, 100, "slash"), (2, 15, "user"), (3, 15, "message")];
const COMMAND_NAME: usize = 32;
const COMMAND_DESCRIPTION: usize = 100;
const COMMAND_OPTIONS: usize = 25;
/// Of names, descriptions and choice values of a command with all its options.
const COMMAND_TOTAL: usize = 8000;
const OPTION_STRING_LENGTH: u64 = 6000;

/// The languages that Discord knows: <https://discord.com/developers/docs/reference#locales>.
pub const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
];

/// What a message is sent as: it decides which flags and parts it may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    ToChannel,
    AsReply,
    AsEdit,
}

/// The faults of a message's body; `files` are the names of the files that come with it.
pub fn faults_of_message(body: &Value, sent: Sent, files: &[String]) -> Vec<String> {
    let mut faults = Faults::default();
    faults.length(body, "content", "content", CONTENT);
    if let Some(nonce) = body.get("nonce").and_then(Value::as_str) {
        faults.at_most("nonce", nonce, NONCE);
    }

    let embeds = list(body, "embeds");
    faults.count("embeds", embeds.len(), EMBEDS);
    for (index, embed) in embeds.iter().enumerate() {
        faults_of_embed(&mut faults, &format!("embeds[{index}]"), embed, files);
    }
    let total: usize = embeds.iter().map(length_of_embed).sum();
    if total > EMBEDS_TOTAL {
        faults.say(format!("embeds: {total} characters together, at most {EMBEDS_TOTAL}"));
    }

    let flags = body.get("flags").and_then(Value::as_u64).unwrap_or(0);
    let is_v2 = flags & super::model::MESSAGE_FLAG_COMPONENTS_V2 != 0;
    if sent == Sent::ToChannel && flags & super::model::MESSAGE_FLAG_EPHEMERAL != 0 {
        faults.say("flags: only an interaction's reply can be private".to_owned());
    }
    let known_flags = 1 << 2 | 1 << 6 | 1 << 12 | 1 << 13 | 1 << 15;
    if flags & !known_flags != 0 {
        faults.say(format!("flags: {flags:#b} has bits that an application can't set"));
    }

    let components = list(body, "components");
    if is_v2 {
        if body.get("content").is_some_and(|content| !content.is_null() && content != "") || !embeds.is_empty() {
            faults.say("flags: a message of components (IS_COMPONENTS_V2) has neither content nor embeds".to_owned());
        }
        let (count, text) = size_of_components(components);
        faults.count("components, nested ones too,", count, COMPONENTS_V2);
        if text > COMPONENTS_V2_TEXT {
            faults.say(format!("components: {text} characters of text, at most {COMPONENTS_V2_TEXT}"));
        }
    } else {
        faults.count("components", components.len(), ROWS);
        if components.iter().any(|component| component["type"] != 1) {
            faults.say("components: without IS_COMPONENTS_V2 only action rows stand at the top".to_owned());
        }
    }
    let mut custom_ids = BTreeSet::new();
    for (index, component) in components.iter().enumerate() {
        faults_of_component(&mut faults, &format!("components[{index}]"), component, &mut custom_ids);
    }

    let has_content = body.get("content").and_then(Value::as_str).is_some_and(|content| !content.trim().is_empty());
    let is_empty = !has_content
        && embeds.is_empty()
        && components.is_empty()
        && files.is_empty()
        && list(body, "sticker_ids").is_empty()
        && body.get("poll").is_none_or(Value::is_null);
    if is_empty && sent != Sent::AsEdit {
        faults.say("an empty message can't be sent".to_owned());
    }
    faults.found
}

/// What Discord takes but this bot must not send: text that could call people. Every body with text
/// says itself whom it may mention, and that is nobody: the client's default doesn't reach every route.
pub fn manners_of_message(body: &Value) -> Vec<String> {
    let has_text = body.get("content").and_then(Value::as_str).is_some_and(|content| !content.is_empty())
        || !list(body, "embeds").is_empty()
        || size_of_components(list(body, "components")).1 > 0;
    let allowed = match body.get("allowed_mentions") {
        Some(Value::Object(allowed)) => allowed,
        _ if has_text => return vec!["allowed_mentions: missing on a body with text".to_owned()],
        _ => return Vec::new(),
    };
    let mut faults = Vec::new();
    for list_name in ["parse", "users", "roles"] {
        let named = allowed.get(list_name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        // The one role that a server asked to be pinged, and no text beside it that could hold another mention.
        let is_wanted_ping = list_name == "roles"
            && matches!(named, [role] if role.as_str().is_some_and(|id| body["content"] == format!("<@&{id}>")));
        if !named.is_empty() && !is_wanted_ping {
            faults.push(format!("allowed_mentions: {list_name} is not empty, so a mention can fire"));
        }
    }
    if !allowed.contains_key("parse") {
        faults.push("allowed_mentions: without `parse`".to_owned());
    }
    if allowed.get("replied_user").and_then(Value::as_bool) == Some(true) {
        faults.push("allowed_mentions: replied_user would ping the one who asked".to_owned());
    }
    faults
}

/// The faults of autocomplete choices (the callback's `data`).
pub fn faults_of_choices(data: &Value) -> Vec<String> {
    let mut faults = Faults::default();
    let choices = list(data, "choices");
    faults.count("choices", choices.len(), CHOICES);
    for (index, choice) in choices.iter().enumerate() {
        faults_of_choice(&mut faults, &format!("choices[{index}]"), choice);
    }
    faults.found
}

/// The faults of a form (the callback's `data`).
pub fn faults_of_modal(data: &Value) -> Vec<String> {
    let mut faults = Faults::default();
    faults.length(data, "title", "title", MODAL_TITLE);
    faults.not_empty(data, "title", "title");
    faults.length(data, "custom_id", "custom_id", CUSTOM_ID);
    faults.not_empty(data, "custom_id", "custom_id");
    let components = list(data, "components");
    faults.count("components", components.len(), ROWS);
    if components.is_empty() {
        faults.say("components: a form has at least one".to_owned());
    }
    let mut custom_ids = BTreeSet::new();
    for (index, component) in components.iter().enumerate() {
        faults_of_component(&mut faults, &format!("components[{index}]"), component, &mut custom_ids);
    }
    faults.found
}

/// The faults of a set of commands that replaces all others in one place (`PUT …/commands`).
pub fn faults_of_commands(commands: &[Value], is_global: bool) -> Vec<String> {
    let mut faults = Faults::default();
    let mut names = BTreeSet::new();
    for (kind, most, what) in COMMANDS {
        let count = commands.iter().filter(|command| kind_of(command) == kind).count();
        faults.count(&format!("{what} commands"), count, most);
    }
    for command in commands {
        if !names.insert((kind_of(command), command["name"].as_str())) {
            faults.say(format!("{}: registered twice", command["name"]));
        }
        faults.found.extend(faults_of_command(command, is_global));
    }
    faults.found
}

/// The faults of one command.
pub fn faults_of_command(command: &Value, is_global: bool) -> Vec<String> {
    let mut faults = Faults::default();
    let name = command["name"].as_str().unwrap_or_default();
    let place = format!("command {name:?}");
    let is_slash = kind_of(command) == 1;
    if is_slash {
        faults_of_named(&mut faults, &place, command);
    } else {
        faults.length(command, "name", &format!("{place} name"), COMMAND_NAME);
        if command.get("description").and_then(Value::as_str).is_some_and(|text| !text.is_empty()) {
            faults.say(format!("{place}: a context menu command has no description"));
        }
        if !list(command, "options").is_empty() {
            faults.say(format!("{place}: a context menu command has no options"));
        }
        faults_of_locales(&mut faults, &place, command);
    }
    faults_of_options(&mut faults, &place, list(command, "options"), 0);
    let total = length_of_command(command);
    if total > COMMAND_TOTAL {
        faults.say(format!("{place}: {total} characters in all, at most {COMMAND_TOTAL}"));
    }
    if !is_global {
        for key in ["contexts", "integration_types", "dm_permission"] {
            if command.get(key).is_some_and(|value| !value.is_null()) {
                faults.say(format!("{place}: {key} is for global commands only"));
            }
        }
    }
    faults.found
}

fn faults_of_options(faults: &mut Faults, place: &str, options: &[Value], depth: usize) {
    const SUBCOMMAND: u64 = 1;
    const SUBCOMMAND_GROUP: u64 = 2;
    const STRING: u64 = 3;
    const INTEGER: u64 = 4;
    const NUMBER: u64 = 10;

    faults.count(&format!("{place} options"), options.len(), COMMAND_OPTIONS);
    let is_branch = |option: &Value| matches!(option["type"].as_u64(), Some(SUBCOMMAND | SUBCOMMAND_GROUP));
    if options.iter().any(is_branch) && !options.iter().all(is_branch) {
        faults.say(format!("{place}: subcommands and other options don't mix"));
    }
    let mut names = BTreeSet::new();
    let mut optional_seen = false;
    for option in options {
        let name = option["name"].as_str().unwrap_or_default();
        let place = format!("{place} option {name:?}");
        faults_of_named(faults, &place, option);
        if !names.insert(name) {
            faults.say(format!("{place}: there twice"));
        }
        if is_branch(option) {
            if depth == 2 || depth == 1 && option["type"] != SUBCOMMAND {
                faults.say(format!("{place}: nested too deep"));
            } else {
                faults_of_options(faults, &place, list(option, "options"), depth + 1);
            }
            continue;
        }
        let required = option["required"].as_bool() == Some(true);
        if required && optional_seen {
            faults.say(format!("{place}: a required option stands before the optional ones"));
        }
        optional_seen |= !required;

        let kind = option["type"].as_u64().unwrap_or(0);
        let choices = list(option, "choices");
        faults.count(&format!("{place} choices"), choices.len(), CHOICES);
        for (index, choice) in choices.iter().enumerate() {
            faults_of_choice(faults, &format!("{place} choices[{index}]"), choice);
        }
        let autocomplete = option["autocomplete"].as_bool() == Some(true);
        if autocomplete && !choices.is_empty() {
            faults.say(format!("{place}: either choices or autocomplete"));
        }
        if (autocomplete || !choices.is_empty()) && !matches!(kind, STRING | INTEGER | NUMBER) {
            faults.say(format!("{place}: choices are for texts and numbers only"));
        }
        let bound = |key: &str| option.get(key).and_then(Value::as_f64);
        for (low, high) in [("min_length", "max_length"), ("min_value", "max_value")] {
            if let (Some(low), Some(high)) = (bound(low), bound(high))
                && low > high
            {
                faults.say(format!("{place}: from {low} to {high}"));
            }
        }
        for key in ["min_length", "max_length"] {
            if option.get(key).and_then(Value::as_u64).is_some_and(|length| length > OPTION_STRING_LENGTH) {
                faults.say(format!("{place} {key}: at most {OPTION_STRING_LENGTH}"));
            }
        }
    }
}

/// Name and description of a slash command or of an option, in all languages.
fn faults_of_named(faults: &mut Faults, place: &str, named: &Value) {
    let name = named["name"].as_str().unwrap_or_default();
    faults_of_name(faults, place, name);
    for (locale, name) in entries(named, "name_localizations") {
        faults_of_name(faults, &format!("{place} name in {locale}"), name.as_str().unwrap_or_default());
    }
    faults.length(named, "description", &format!("{place} description"), COMMAND_DESCRIPTION);
    faults.not_empty(named, "description", &format!("{place} description"));
    for (locale, text) in entries(named, "description_localizations") {
        let text = text.as_str().unwrap_or_default();
        faults.at_most(&format!("{place} description in {locale}"), text, COMMAND_DESCRIPTION);
        if text.is_empty() {
            faults.say(format!("{place} description in {locale}: empty"));
        }
    }
    faults_of_locales(faults, place, named);
}

fn faults_of_locales(faults: &mut Faults, place: &str, named: &Value) {
    for key in ["name_localizations", "description_localizations"] {
        for (locale, _) in entries(named, key) {
            if !LOCALES.contains(&locale.as_str()) {
                faults.say(format!("{place} {key}: Discord knows no language {locale:?}"));
            }
        }
    }
}

/// Discord's `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`, and lower case where there is one.
fn faults_of_name(faults: &mut Faults, place: &str, name: &str) {
    if name.is_empty() {
        faults.say(format!("{place}: without a name"));
    }
    faults.at_most(&format!("{place} name"), name, COMMAND_NAME);
    let is_allowed = |letter: char| {
        matches!(letter, '-' | '_' | '\'' | '\u{900}'..='\u{97F}' | '\u{E00}'..='\u{E7F}') || letter.is_alphanumeric()
    };
    if let Some(letter) = name.chars().find(|letter| !is_allowed(*letter)) {
        faults.say(format!("{place} name: {letter:?} can't stand in a name"));
    }
    if name.to_lowercase() != name {
        faults.say(format!("{place} name: capital letters"));
    }
}

fn faults_of_choice(faults: &mut Faults, place: &str, choice: &Value) {
    faults.length(choice, "name", &format!("{place} name"), CHOICE_TEXT);
    faults.not_empty(choice, "name", &format!("{place} name"));
    faults.length(choice, "value", &format!("{place} value"), CHOICE_TEXT);
    if choice.get("value").and_then(Value::as_str) == Some("") {
        faults.say(format!("{place} value: empty"));
    }
    faults_of_locales(faults, place, choice);
}

fn faults_of_embed(faults: &mut Faults, place: &str, embed: &Value, files: &[String]) {
    faults.length(embed, "title", &format!("{place} title"), EMBED_TITLE);
    faults.length(embed, "description", &format!("{place} description"), EMBED_DESCRIPTION);
    faults.length(&embed["footer"], "text", &format!("{place} footer"), EMBED_FOOTER);
    faults.length(&embed["author"], "name", &format!("{place} author"), EMBED_AUTHOR);
    let fields = list(embed, "fields");
    faults.count(&format!("{place} fields"), fields.len(), EMBED_FIELDS);
    for (index, field) in fields.iter().enumerate() {
        for (key, most) in [("name", EMBED_FIELD_NAME), ("value", EMBED_FIELD_VALUE)] {
            let place = format!("{place} fields[{index}] {key}");
            faults.length(field, key, &place, most);
            faults.not_empty(field, key, &place);
        }
    }
    if length_of_embed(embed) == 0
        && ["image", "thumbnail", "video"].iter().all(|key| embed.get(key).is_none_or(Value::is_null))
    {
        faults.say(format!("{place}: empty"));
    }
    let addresses = ["/url", "/image/url", "/thumbnail/url", "/footer/icon_url", "/author/icon_url", "/author/url"];
    for pointer in addresses {
        let Some(address) = embed.pointer(pointer).and_then(Value::as_str) else {
            continue;
        };
        match address.strip_prefix("attachment://") {
            Some(file) if files.iter().any(|sent| sent == file) => {}
            Some(file) => faults.say(format!("{place} {pointer}: no file {file:?} comes with it")),
            None if address.starts_with("https://") || address.starts_with("http://") => {}
            None => faults.say(format!("{place} {pointer}: neither http(s) nor attachment")),
        }
    }
}

fn length_of_embed(embed: &Value) -> usize {
    let own = ["/title", "/description", "/footer/text", "/author/name"];
    let own: usize = own.iter().filter_map(|pointer| embed.pointer(pointer)).map(length).sum();
    let fields = list(embed, "fields").iter().map(|field| length(&field["name"]) + length(&field["value"]));
    own + fields.sum::<usize>()
}

/// Names, descriptions (in the longest language) and choice values of a command and its options.
fn length_of_command(named: &Value) -> usize {
    let longest = |key: &str| {
        let localized = entries(named, &format!("{key}_localizations"));
        localized.map(|(_, text)| length(text)).chain([length(&named[key])]).max().unwrap_or(0)
    };
    let inner = list(named, "options").iter().chain(list(named, "choices")).map(length_of_command);
    longest("name") + longest("description") + length(&named["value"]) + inner.sum::<usize>()
}

fn faults_of_component(faults: &mut Faults, place: &str, component: &Value, custom_ids: &mut BTreeSet<String>) {
    const ROW: u64 = 1;
    const BUTTON: u64 = 2;
    const STRING_SELECT: u64 = 3;
    const TEXT_INPUT: u64 = 4;

    if let Some(custom_id) = component.get("custom_id").and_then(Value::as_str) {
        faults.at_most(&format!("{place} custom_id"), custom_id, CUSTOM_ID);
        if !custom_ids.insert(custom_id.to_owned()) {
            faults.say(format!("{place} custom_id: {custom_id:?} is there twice"));
        }
    }
    match component["type"].as_u64() {
        Some(ROW) => {
            let inner = list(component, "components");
            let buttons = inner.iter().filter(|inner| inner["type"] == BUTTON).count();
            faults.count(&format!("{place} buttons"), buttons, BUTTONS_IN_ROW);
            if inner.is_empty() {
                faults.say(format!("{place}: an empty row"));
            }
            if inner.len() > 1 && buttons != inner.len() {
                faults.say(format!("{place}: a row holds buttons, or one menu"));
            }
        }
        Some(BUTTON) => faults_of_button(faults, place, component),
        Some(STRING_SELECT) => faults_of_select(faults, place, component),
        Some(TEXT_INPUT) => {
            faults.length(component, "label", &format!("{place} label"), TEXT_INPUT_LABEL);
            faults.length(component, "placeholder", &format!("{place} placeholder"), TEXT_INPUT_PLACEHOLDER);
            faults.length(component, "value", &format!("{place} value"), TEXT_INPUT_VALUE);
        }
        _ => {}
    }
    for (index, inner) in list(component, "components").iter().enumerate() {
        faults_of_component(faults, &format!("{place} components[{index}]"), inner, custom_ids);
    }
    for key in ["accessory", "component"] {
        if component[key].is_object() {
            faults_of_component(faults, &format!("{place} {key}"), &component[key], custom_ids);
        }
    }
}

fn faults_of_button(faults: &mut Faults, place: &str, button: &Value) {
    const LINK: u64 = 5;
    const PREMIUM: u64 = 6;

    faults.length(button, "label", &format!("{place} label"), BUTTON_LABEL);
    let has = |key: &str| button.get(key).is_some_and(|value| !value.is_null() && value != "");
    let (needs, must_not) = match button["style"].as_u64() {
        Some(LINK) => ("url", "custom_id"),
        Some(PREMIUM) => ("sku_id", "custom_id"),
        _ => ("custom_id", "url"),
    };
    if !has(needs) || has(must_not) {
        faults.say(format!("{place}: a button of this style has {needs} and no {must_not}"));
    }
    if !has("label") && !has("emoji") && !has("sku_id") {
        faults.say(format!("{place}: a button without label and emoji"));
    }
}

fn faults_of_select(faults: &mut Faults, place: &str, select: &Value) {
    faults.length(select, "placeholder", &format!("{place} placeholder"), SELECT_PLACEHOLDER);
    let options = list(select, "options");
    faults.count(&format!("{place} options"), options.len(), SELECT_OPTIONS);
    let mut values = BTreeSet::new();
    for (index, option) in options.iter().enumerate() {
        for key in ["label", "value", "description"] {
            faults.length(option, key, &format!("{place} options[{index}] {key}"), SELECT_OPTION_TEXT);
        }
        faults.not_empty(option, "label", &format!("{place} options[{index}] label"));
        faults.not_empty(option, "value", &format!("{place} options[{index}] value"));
        if !values.insert(option["value"].as_str()) {
            faults.say(format!("{place} options[{index}] value: there twice"));
        }
    }
    let bound = |key: &str| select.get(key).and_then(Value::as_u64).unwrap_or(1);
    let (least, most) = (bound("min_values"), bound("max_values"));
    if least > most || most > options.len() as u64 {
        faults.say(format!("{place}: from {least} to {most} of {} options", options.len()));
    }
    let preset = options.iter().filter(|option| option["default"] == true).count() as u64;
    if preset > most {
        faults.say(format!("{place}: {preset} options preset, at most {most}"));
    }
}

/// How many components there are, nested ones included, and how long their texts are together.
fn size_of_components(components: &[Value]) -> (usize, usize) {
    const TEXT_DISPLAY: u64 = 10;
    let mut size = (0, 0);
    for component in components {
        let text = if component["type"] == TEXT_DISPLAY { length(&component["content"]) } else { 0 };
        let accessory = component.get("accessory").map(std::slice::from_ref).unwrap_or_default();
        let (inner_count, inner_text) = size_of_components(list(component, "components"));
        let (side_count, side_text) = size_of_components(accessory);
        size.0 += 1 + inner_count + side_count;
        size.1 += text + inner_text + side_text;
    }
    size
}

#[derive(Default)]
struct Faults {
    found: Vec<String>,
}

impl Faults {
    fn say(&mut self, what: String) {
        self.found.push(what);
    }

    fn at_most(&mut self, place: &str, text: &str, most: usize) {
        let length = text.chars().count();
        if length > most {
            self.say(format!("{place}: {length} characters, at most {most}"));
        }
    }

    fn length(&mut self, object: &Value, key: &str, place: &str, most: usize) {
        if let Some(text) = object.get(key).and_then(Value::as_str) {
            self.at_most(place, text, most);
        }
    }

    fn not_empty(&mut self, object: &Value, key: &str, place: &str) {
        if object.get(key).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
            self.say(format!("{place}: empty"));
        }
    }

    fn count(&mut self, what: &str, count: usize, most: usize) {
        if count > most {
            self.say(format!("{what}: {count}, at most {most}"));
        }
    }
}

fn kind_of(command: &Value) -> u64 {
    command.get("type").and_then(Value::as_u64).unwrap_or(1)
}

fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn entries<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    object.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn length(text: &Value) -> usize {
    text.as_str().map_or(0, |text| text.chars().count())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(faults: &[String], expected: &[&str]) {
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.contains(expected), "{fault:?} does not say {expected:?}");
        }
    }

    fn check_message(body: &Value, expected: &[&str]) {
        check(&faults_of_message(body, Sent::ToChannel, &[]), expected);
    }

    fn check_command(command: &Value, expected: &[&str]) {
        check(&faults_of_command(command, true), expected);
    }

    fn embed(description: usize, fields: usize) -> Value {
        let field = json!({ "name": "n", "value": "v".repeat(1024) });
        json!({ "description": "d".repeat(description), "fields": vec![field; fields] })
    }

    #[test]
    fn a_message_at_the_limit_is_fine_and_one_over_is_not() {
        check_message(&json!({ "content": "字".repeat(2000) }), &[]);
        check_message(&json!({ "content": "字".repeat(2001) }), &["content: 2001 characters, at most 2000"]);
        check_message(&json!({ "embeds": [embed(4096, 1)] }), &[]);
        check_message(&json!({ "embeds": [embed(4097, 0)] }), &["description: 4097"]);
        check_message(&json!({ "embeds": [embed(4000, 1), embed(1000, 0)] }), &["6025 characters together"]);
        check_message(&json!({ "embeds": vec![json!({ "title": "t" }); 11] }), &["embeds: 11, at most 10"]);
        let many = json!({ "title": "t", "fields": vec![json!({ "name": "n", "value": "v" }); 26] });
        check_message(&json!({ "embeds": [many] }), &["fields: 26"]);
        let empty_value = json!({ "title": "t", "fields": [{ "name": "n", "value": " " }] });
        check_message(&json!({ "embeds": [empty_value] }), &["value: empty"]);
        check_message(&json!({ "content": " " }), &["empty message"]);
        check_message(&json!({ "content": "x", "nonce": "n".repeat(26) }), &["nonce"]);
        check_message(&json!({ "content": "x", "flags": 64 }), &["private"]);
    }

    #[test]
    fn pictures_come_along() {
        let body = json!({ "embeds": [{ "image": { "url": "attachment://chart.png" } }] });
        check(&faults_of_message(&body, Sent::ToChannel, &["chart.png".to_owned()]), &[]);
        check_message(&body, &["no file \"chart.png\""]);
    }

    #[test]
    fn components() {
        let button = |id: &str| json!({ "type": 2, "style": 2, "custom_id": id, "label": "Sources" });
        let message = |components: Value| json!({ "content": "x", "components": components });
        let row = |buttons: Vec<Value>| json!({ "type": 1, "components": buttons });
        check_message(&message(json!([row(vec![button("a"), button("b")])])), &[]);
        check_message(&message(json!([row(vec![button("a"), button("a")])])), &["twice"]);
        let six = (0..6).map(|number| button(&number.to_string())).collect();
        check_message(&message(json!([row(six)])), &["buttons: 6"]);
        let six_rows: Vec<Value> = (0..6).map(|number| row(vec![button(&number.to_string())])).collect();
        check_message(&message(json!(six_rows)), &["components: 6"]);
        check_message(&message(json!([row(vec![button(&"i".repeat(101))])])), &["custom_id: 101"]);
        let link = json!({ "type": 2, "style": 5, "custom_id": "a", "label": "Open" });
        check_message(&message(json!([row(vec![link])])), &["has url and no custom_id"]);
        let options: Vec<Value> = (0..26).map(|number| json!({ "label": "l", "value": number.to_string() })).collect();
        let select = json!({ "type": 3, "custom_id": "s", "options": options });
        check_message(&message(json!([row(vec![select])])), &["options: 26"]);
        let mixed = json!({ "type": 3, "custom_id": "s", "options": [{ "label": "l", "value": "v" }] });
        check_message(&message(json!([row(vec![button("a"), mixed])])), &["buttons, or one menu"]);
    }

    #[test]
    fn commands() {
        let lab = json!({ "name": "lab", "description": "One lab", "name_localizations": { "zh-CN": "实验室" } });
        check_command(&lab, &[]);
        check_command(&json!({ "name": "Lab", "description": "One lab" }), &["capital"]);
        check_command(&json!({ "name": "one lab", "description": "One lab" }), &["' '"]);
        check_command(&json!({ "name": "lab", "description": "d".repeat(101) }), &["101"]);
        check_command(
            &json!({ "name": "lab", "description": "d", "name_localizations": { "zh": "实验室" } }),
            &["\"zh\""],
        );
        check_command(&json!({ "name": "Ask about this", "type": 3 }), &[]);
        check_command(&json!({ "name": "Ask", "type": 3, "description": "d" }), &["no description"]);
        let option =
            |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "d", "required": required });
        let sorted = json!({ "name": "lab", "description": "d", "options": [option("a", true), option("b", false)] });
        check_command(&sorted, &[]);
        let unsorted = json!({ "name": "lab", "description": "d", "options": [option("b", false), option("a", true)] });
        check_command(&unsorted, &["before the optional"]);
        let both = json!({ "name": "lab", "description": "d", "options": [
            { "type": 3, "name": "a", "description": "d", "autocomplete": true, "choices": [{ "name": "n", "value": "v" }] },
        ] });
        check_command(&both, &["either choices or autocomplete"]);
        check(&faults_of_command(&json!({ "name": "audit", "description": "d", "contexts": [0] }), false), &["global"]);
        let hundred_and_one: Vec<Value> =
            (0..101).map(|number| json!({ "name": format!("c{number}"), "description": "d" })).collect();
        check(&faults_of_commands(&hundred_and_one, true), &["slash commands: 101"]);
        check(&faults_of_commands(&[lab.clone(), lab], true), &["registered twice"]);
    }

    #[test]
    fn choices_and_forms() {
        let choice = json!({ "name": "n".repeat(101), "value": "v" });
        check(&faults_of_choices(&json!({ "choices": [choice] })), &["101"]);
        let many = vec![json!({ "name": "n", "value": "v" }); 26];
        check(&faults_of_choices(&json!({ "choices": many })), &["choices: 26"]);
        let form = json!({ "title": "t".repeat(46), "custom_id": "c", "components": [] });
        check(&faults_of_modal(&form), &["title: 46", "at least one"]);
    }

    #[test]
    fn mentions_never_fire() {
        let check = |body: Value, expected: &[&str]| check(&manners_of_message(&body), expected);
        check(json!({ "content": "x", "allowed_mentions": { "parse": [] } }), &[]);
        check(json!({ "content": "x" }), &["missing"]);
        check(json!({ "embeds": [{ "title": "t" }], "allowed_mentions": null }), &["missing"]);
        check(json!({ "content": "x", "allowed_mentions": { "parse": ["users"] } }), &["parse is not empty"]);
        check(json!({ "content": "x", "allowed_mentions": { "parse": [], "replied_user": true } }), &["ping"]);
        check(json!({ "components": [] }), &[]);
        let text = json!({ "type": 17, "components": [{ "type": 10, "content": "<@1>" }] });
        check(json!({ "flags": 1 << 15, "components": [text] }), &["missing"]);
    }
}
