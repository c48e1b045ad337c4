//! What must not be there: a crate named outside its room, and the world in the rooms that only compute.

use std::path::{Path, PathBuf};

/// All source files below a room of `src/`, with their text.
fn sources(room: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    let mut out = Vec::new();
    let mut open = vec![folder];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            out.push((path, text));
        }
    }
    assert!(!out.is_empty(), "{room} has no sources");
    out
}

/// The code of a file: without its tests, and without comments, which may name what they explain.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Fails where one of some words stands in the code of a room outside the folders that may have it.
fn forbid(room: &str, words: &[&str], except: &[&str]) {
    for (path, text) in sources(room) {
        let place = path.display().to_string().replace('\\', "/");
        if except.iter().any(|folder| place.contains(&format!("/src/{folder}"))) {
            continue;
        }
        for word in words {
            assert!(!code(&text).contains(word), "{place} names `{word}`");
        }
    }
}

#[test]
fn a_crate_is_named_in_its_room_alone() {
    forbid("", &["serenity::"], &["discord/"]);
    forbid("", &["tantivy::"], &["search/"]);
    forbid("", &["sqlx::"], &["store/"]);
    forbid("", &["icalendar::"], &["calendar/"]);
    // `config` checks the form of an address with its types, and serves nothing.
    forbid("", &["axum::"], &["ops/", "config/", "discord/endpoint.rs"]);
    forbid("", &["reqwest::"], &["discord/"]);
    forbid("", &["clap::"], &["cli/", "main.rs"]);
}

#[test]
fn the_rooms_that_compute_know_no_world() {
    let world =
        ["tokio::", "async fn", "std::env::", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now", "std::net"];
    for room in ["text", "corpus", "question", "calendar", "answer"] {
        forbid(room, &world, &[]);
    }
    forbid("engine.rs", &world, &[]);
    forbid("engine", &world, &[]);
}

#[test]
fn rooms_know_only_those_above_them() {
    let below = |rooms: &[&str]| rooms.iter().map(|room| format!("crate::{room}")).collect::<Vec<_>>();
    let check = |room: &str, rooms: &[&str]| {
        let words = below(rooms);
        forbid(room, &words.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    };
    let outer = ["reindex", "bot", "ops", "discord", "cli", "config", "generation", "engine"];
    check("text", &[&outer[..], &["corpus", "question", "search", "answer"]].concat());
    check("corpus", &[&outer[..], &["question", "search", "answer"]].concat());
    check("question", &[&outer[..], &["search", "answer"]].concat());
    check("search", &[&outer[..], &["answer"]].concat());
    check("calendar", &[&outer[..], &["question", "search", "answer", "store"]].concat());
    check("answer", &outer);
    check("store", &["bot", "ops", "discord", "cli", "config"]);
    check("generation", &["reindex", "bot", "ops", "discord", "cli", "config", "store"]);
    check("reindex", &["bot", "ops", "discord", "cli", "config"]);
    check("bot", &["discord", "cli"]);
    check("curation", &["bot", "store", "ops", "discord", "cli", "config"]);
}
