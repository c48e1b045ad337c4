//! `data/records.schema.json`, by which editors help those who keep the records: it says the same as the loader.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use lablore::corpus::load::load;
use lablore::corpus::property::ValueType;
use lablore::corpus::record::EntityKind;
use serde_json::{Value, json};

use crate::data::project_data;

fn schema() -> Value {
    serde_json::from_str(&fs::read_to_string(project_data().join("records.schema.json")).unwrap()).unwrap()
}

fn record_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(project_data().join("records")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_record_file_names_the_schema_and_is_valid() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let mut wrong = Vec::new();
    for file in record_files() {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().next(), Some("#:schema ../records.schema.json"), "{}", file.display());
        let records: Value = toml_edit::de::from_str(&text).unwrap();
        wrong.extend(validator.iter_errors(&records).map(|e| format!("{}: {} {e}", file.display(), e.instance_path())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn kinds_and_properties_are_those_of_the_code_and_the_lexicon() {
    let schema = schema();
    let entity = &schema["$defs"]["entity"]["properties"];
    assert_eq!(entity["kind"]["enum"], json!(EntityKind::ALL.map(|(name, _)| name)));
    let loaded = load(&project_data(), None).unwrap();
    let own = ["kind", "name", "chinese", "aliases", "former_names"];
    let declared = loaded.corpus.properties.iter().map(|property| property.id.as_str());
    let wanted: BTreeSet<&str> = declared.chain(own).collect();
    let told = keys(entity);
    let missing: Vec<_> = wanted.difference(&told).collect();
    let unknown: Vec<_> = told.difference(&wanted).collect();
    assert!(missing.is_empty(), "add these properties of the lexicon to data/records.schema.json: {missing:?}");
    assert!(unknown.is_empty(), "these stand in data/records.schema.json alone: {unknown:?}");
    for property in &loaded.corpus.properties {
        let form = if property.value_type == ValueType::Flag { "#/$defs/flags" } else { "#/$defs/statements" };
        assert_eq!(entity[&property.id]["$ref"], form, "{}", property.id);
    }
}

#[test]
fn every_key_of_a_statement_has_its_description() {
    let schema = schema();
    let described = keys(&schema["$defs"]["keys"]);
    for form in ["statement", "flag"] {
        let mut known = keys(&schema["$defs"][form]["properties"]);
        assert!(known.remove("value"));
        assert_eq!(known, described);
    }
    for key in described {
        assert!(schema["$defs"]["keys"][key]["description"].is_string(), "{key}");
    }
}

#[test]
fn slips_of_the_keyboard_are_not_valid() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let right =
        json!({ "acme": { "kind": "lab", "name": "Acme", "founded": [{ "value": "2019", "from": ["notes: Labs"] }] } });
    assert!(validator.is_valid(&right));
    for (at, wrong) in [
        ("/acme/kind", json!("labb")),
        ("/acme/name", json!("")),
        ("/acme", json!({ "name": "Acme" })),
        ("/acme", json!({ "kind": "lab", "name": "Acme", "alias": ["A"] })),
        ("/acme", json!({ "kind": "lab", "name": "Acme", "fonded": [] })),
        ("/acme/founded", json!({ "value": "2019", "from": ["notes"] })),
        ("/acme/founded/0", json!({ "value": 2019, "from": ["notes"] })),
        ("/acme/founded/0", json!({ "value": "2019" })),
        ("/acme/founded/0", json!({ "value": "2019", "from": [] })),
        ("/acme/founded/0", json!({ "value": "2019", "from": ["notes"], "rank": "deprecated" })),
        ("/acme/founded/0", json!({ "value": "2019", "from": ["notes"], "as_of": "May 2019" })),
        ("/acme/founded/0", json!({ "value": "2019", "from": ["notes"], "evidance": ["x"] })),
    ] {
        let mut records = right.clone();
        *records.pointer_mut(at).unwrap() = wrong.clone();
        assert!(!validator.is_valid(&records), "{at}: {wrong}");
    }
    let mut named = right.clone();
    named["Bad_Id"] = right["acme"].clone();
    assert!(!validator.is_valid(&named));
}
