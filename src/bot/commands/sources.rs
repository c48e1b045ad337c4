//! `/sources`: the documents that answers come from.

use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::engine::SourceInfo;

use super::{Call, Command, Run};

/// The command.
pub const COMMAND: Command = Command {
    path: "sources",
    name: FixedText { en: "sources", zh_hans: "来源", zh_hant: "來源", es: "fuentes" },
    description: FixedText {
        en: "The documents that answers come from",
        zh_hans: "回答所依据的文档",
        zh_hant: "回答所依據的文件",
        es: "Los documentos de los que salen las respuestas",
    },
    run: Run::Memory(respond),
    ..Command::BASE
};

const TITLE: FixedText = FixedText { en: "Sources", zh_hans: "来源", zh_hant: "來源", es: "Fuentes" };

const INTRODUCTION: FixedText = FixedText {
    en: "Every answer is put together from these documents alone, and cites them:",
    zh_hans: "所有回答仅依据以下文档，并逐条注明出处：",
    zh_hant: "所有回答僅依據以下文件，並逐條註明出處：",
    es: "Cada respuesta sale solo de estos documentos y los cita:",
};

const NO_SOURCES: FixedText = FixedText {
    en: "No documents are loaded at the moment.",
    zh_hans: "目前没有载入任何文档。",
    zh_hant: "目前沒有載入任何文件。",
    es: "En este momento no hay documentos cargados.",
};

/// `{count}` is filled in.
pub(super) const PASSAGES: FixedText =
    FixedText {
        en: "{count} passages", zh_hans: "{count} 个段落", zh_hant: "{count} 個段落", es: "{count} pasajes"
    };

fn respond(call: &Call<'_>) -> Reply {
    let sources = call.engine.sources();
    if sources.is_empty() {
        return Reply::info(None, NO_SOURCES.in_language(call.language).to_owned(), call.language);
    }
    let passages = PASSAGES.in_language(call.language);
    let mut body = INTRODUCTION.in_language(call.language).to_owned();
    for source in &sources {
        body.push_str("\n- ");
        body.push_str(&line(source, passages));
    }
    let title = TITLE.in_language(call.language).to_owned();
    Reply::info(Some(title), body, call.language)
}

/// `Title — author, date, 12 passages, https://…`, without what is not known or stands in the title already.
pub(super) fn line(source: &SourceInfo, passages: &str) -> String {
    let known = [source.author.as_deref(), source.date.as_deref()];
    let mut details: Vec<String> =
        known.into_iter().flatten().filter(|detail| !source.title.contains(detail)).map(ToOwned::to_owned).collect();
    details.push(passages.replace("{count}", &source.passages.to_string()));
    details.extend(source.address.clone());
    format!("{} — {}", source.title, details.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_known_once() {
        let mut source = SourceInfo {
            id: "ai-dragons".to_owned(),
            title: "Rise of the Chinese AI dragons; maloymanna".to_owned(),
            author: Some("maloymanna".to_owned()),
            date: Some("15 February 2025".to_owned()),
            address: None,
            passages: 12,
        };
        assert_eq!(
            line(&source, "{count} passages"),
            "Rise of the Chinese AI dragons; maloymanna — 15 February 2025, 12 passages"
        );
        source.address = Some("https://example.org/a".to_owned());
        source.date = None;
        assert_eq!(
            line(&source, "{count} passages"),
            "Rise of the Chinese AI dragons; maloymanna — 12 passages, https://example.org/a"
        );
    }
}
