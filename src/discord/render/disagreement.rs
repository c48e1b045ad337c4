//! A disagreement of the documents: a card with each value beside its documents.

use serde_json::{Value, json};

use crate::bot::response::{Reply, Tone};
use crate::bot::wording::FixedText;

use super::embed::colour;
use super::markup::{fit, one_line};

/// The heading of a card on which documents disagree.
const DISAGREE: FixedText = FixedText {
    en: "The documents disagree",
    zh_hans: "各文档说法不一",
    zh_hant: "各文件說法不一",
    es: "Los documentos no coinciden",
};

/// Values that are shown side by side at most, and how long a value and its documents may be.
const MOST_SIDES: usize = 6;
const SIDE_VALUE: usize = 120;
const SIDE_DOCUMENTS: usize = 300;

/// The card, where there are at least two values.
pub(super) fn disagreement(reply: &Reply) -> Option<Value> {
    if reply.sides.len() < 2 {
        return None;
    }
    let fields: Vec<Value> = reply
        .sides
        .iter()
        .take(MOST_SIDES)
        .map(|side| {
            let cited = reply.citations.iter().filter(|citation| side.marks.contains(&citation.n));
            let lines: Vec<String> =
                cited.map(|citation| format!("[{}] {} › {}", citation.n, citation.title, citation.section)).collect();
            json!({
                "name": fit(&one_line(&side.value), SIDE_VALUE),
                "value": fit(&format!("{}\n{}", side.of, lines.join("\n")), SIDE_DOCUMENTS),
                "inline": true,
            })
        })
        .collect();
    Some(json!({
        "title": DISAGREE.in_language(reply.language),
        "color": colour(Tone::Disagree),
        "fields": fields,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::response::Response;
    use crate::discord::render::interaction_body;
    use crate::discord::render::testing::{citation, reply};

    #[test]
    fn a_disagreement_is_a_card_of_its_own() {
        let side = |value: &str, marks: &[u32]| crate::answer::Side {
            of: "MiniMax: founded".to_owned(),
            value: value.to_owned(),
            marks: marks.to_vec(),
        };
        let reply = Reply {
            citations: vec![citation(1, "a"), citation(2, "b")],
            sides: vec![side("2021 [1]", &[1]), side("2022 [2]", &[2])],
            ..reply("Text [1][2].")
        };
        let body = interaction_body(&Response::Reply(reply)).unwrap();
        let card = &body["data"]["embeds"][1];
        assert_eq!(card["fields"][0]["name"], "2021 [1]");
        assert_eq!(card["fields"][1]["inline"], json!(true));
        let documents = card["fields"][1]["value"].as_str().unwrap();
        assert!(documents.starts_with("MiniMax: founded\n[2] Chinese LLM"), "{documents}");
    }
}
