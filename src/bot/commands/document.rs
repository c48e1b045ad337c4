//! `/document add`: a file that somebody hands in becomes a document of the data folder, shown as the passages that it has.
//! `/document remove` takes one out that was added so.

use crate::bot::curate;
use crate::bot::request::UploadContent;
use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::curation::document::{MAX_BYTES, NewDocument, check_file, removal};
use crate::text::language::{Language, guess};

use super::{Call, ChoiceOption, Command, CommandOption, Group, OptionKind, Run};

const GROUP: Group = Group {
    name: FixedText { en: "document", zh_hans: "文档", zh_hant: "文件", es: "documento" },
    description: FixedText {
        en: "Documents that my answers may rest on",
        zh_hans: "我的回答可以依据的文档",
        zh_hant: "我的回答可以依據的文件",
        es: "Documentos en que pueden apoyarse mis respuestas",
    },
};

const FILE: FixedText = FixedText { en: "file", zh_hans: "文件", zh_hant: "檔案", es: "archivo" };
const ID: FixedText = FixedText { en: "id", zh_hans: "标识", zh_hant: "識別碼", es: "id" };
const TITLE: FixedText = FixedText { en: "title", zh_hans: "标题", zh_hant: "標題", es: "título" };
const AUTHOR: FixedText = FixedText { en: "author", zh_hans: "作者", zh_hant: "作者", es: "autor" };
const DATE: FixedText = FixedText { en: "date", zh_hans: "日期", zh_hant: "日期", es: "fecha" };
const LANGUAGE: FixedText = FixedText { en: "language", zh_hans: "语言", zh_hant: "語言", es: "idioma" };

/// Longest id, and longest title or author, in characters.
const LONGEST_ID: u16 = 64;
const LONGEST_TITLE: u16 = 200;

/// Passages that are shown of a new document, and how much of each, in characters.
const SHOWN_PASSAGES: usize = 5;
const SHOWN_OF_PASSAGE: usize = 300;

const fn text(name: FixedText, description: FixedText, max_length: u16, required: bool) -> CommandOption {
    CommandOption { name, description, kind: OptionKind::Text { max_length }, required, complete: None }
}

const WHICH: FixedText = FixedText {
    en: "A short name for citations, as field-notes",
    zh_hans: "引用时用的短名，例如 field-notes",
    zh_hant: "引用時用的短名，例如 field-notes",
    es: "Un nombre corto para las citas, como field-notes",
};

/// `/document add`.
pub const ADD: Command = Command {
    path: "document add",
    group: Some(&GROUP),
    name: FixedText { en: "add", zh_hans: "添加", zh_hant: "新增", es: "añadir" },
    description: FixedText {
        en: "Adds a text, Markdown or HTML file as a document of the next plan",
        zh_hans: "把文本、Markdown 或 HTML 文件添加为下次计划的文档",
        zh_hant: "把文字、Markdown 或 HTML 檔案新增為下次計畫的文件",
        es: "Añade un archivo de texto, Markdown o HTML como documento del próximo plan",
    },
    options: &[
        CommandOption {
            name: FILE,
            description: FixedText {
                en: "A .txt, .md or .html file",
                zh_hans: ".txt、.md 或 .html 文件",
                zh_hant: ".txt、.md 或 .html 檔案",
                es: "Un archivo .txt, .md o .html",
            },
            kind: OptionKind::File { max_bytes: MAX_BYTES },
            required: true,
            complete: None,
        },
        text(ID, WHICH, LONGEST_ID, true),
        text(
            TITLE,
            FixedText {
                en: "The full title", zh_hans: "完整标题", zh_hant: "完整標題", es: "El título completo"
            },
            LONGEST_TITLE,
            true,
        ),
        text(
            AUTHOR,
            FixedText {
                en: "Who wrote it", zh_hans: "作者是谁", zh_hant: "作者是誰", es: "Quién lo escribió"
            },
            LONGEST_TITLE,
            false,
        ),
        text(
            DATE,
            FixedText {
                en: "Its date, as 2025-03",
                zh_hans: "日期，例如 2025-03",
                zh_hant: "日期，例如 2025-03",
                es: "Su fecha, como 2025-03",
            },
            LONGEST_ID,
            false,
        ),
        CommandOption {
            name: LANGUAGE,
            description: FixedText {
                en: "Its language; guessed if not given",
                zh_hans: "语言；不填则自动判断",
                zh_hant: "語言；不填則自動判斷",
                es: "Su idioma; si falta, se adivina",
            },
            kind: OptionKind::Choice(&[
                ChoiceOption { name: FixedText::same("English"), value: "en" },
                ChoiceOption { name: FixedText::same("中文"), value: "zh" },
                ChoiceOption { name: FixedText::same("Español"), value: "es" },
            ]),
            required: false,
            complete: None,
        },
    ],
    run: Run::Stored(|call| Box::pin(add(call))),
    ..Command::AT_HOME
};

/// `/document remove`.
pub const REMOVE: Command = Command {
    path: "document remove",
    group: Some(&GROUP),
    name: FixedText { en: "remove", zh_hans: "移除", zh_hant: "移除", es: "quitar" },
    description: FixedText {
        en: "Takes a document out that was added so",
        zh_hans: "移除以此方式添加的文档",
        zh_hant: "移除以此方式新增的文件",
        es: "Quita un documento que se añadió así",
    },
    options: &[text(ID, WHICH, LONGEST_ID, true)],
    run: Run::Stored(|call| Box::pin(remove(call))),
    ..Command::AT_HOME
};

/// `{reason}` is filled in.
const NOT_FETCHED: FixedText = FixedText {
    en: "The file could not be fetched: {reason}.",
    zh_hans: "无法获取文件：{reason}。",
    zh_hant: "無法取得檔案：{reason}。",
    es: "No se pudo obtener el archivo: {reason}.",
};

const PROBLEMS: FixedText = FixedText {
    en: "Not done: with this change the data would not be right.",
    zh_hans: "未执行：更改后数据会有问题。",
    zh_hant: "未執行：變更後資料會有問題。",
    es: "No hecho: con este cambio los datos no estarían bien.",
};

/// `{count}` is filled in.
const PASSAGES: FixedText = FixedText {
    en: "{count} passages, beginning with:",
    zh_hans: "共 {count} 段，开头如下：",
    zh_hant: "共 {count} 段，開頭如下：",
    es: "{count} pasajes; los primeros:",
};

/// `{id}` is filled in.
const REMOVED: FixedText = FixedText {
    en: "The document {id} goes.",
    zh_hans: "文档 {id} 将被移除。",
    zh_hant: "文件 {id} 將被移除。",
    es: "El documento {id} se quita.",
};

async fn add(call: &Call<'_>) -> Reply {
    let language = call.language;
    let refused = |reason: &str| Reply::error(NOT_FETCHED.in_language(language).replace("{reason}", reason), language);
    let Some(upload) = call.file(&FILE) else { return refused("–") };
    if let Err(error) = check_file(&upload.name, upload.size) {
        return curate::failed(&error, language);
    }
    let bytes = match &upload.content {
        UploadContent::Bytes(bytes) => bytes,
        UploadContent::Refused(reason) => return refused(reason),
        UploadContent::At(_) => return refused("–"),
    };
    let given = |option: &FixedText| Some(call.text(option).to_owned()).filter(|text| !text.is_empty());
    let guessed = || match guess(&String::from_utf8_lossy(bytes)).unwrap_or_default() {
        Language::En => "en",
        Language::Es => "es",
        Language::ZhHans | Language::ZhHant => "zh",
    };
    let new = NewDocument {
        id: call.text(&ID).to_owned(),
        title: call.text(&TITLE).to_owned(),
        author: given(&AUTHOR),
        date: given(&DATE),
        language: given(&LANGUAGE).unwrap_or_else(|| guessed().to_owned()),
        by: call.request.caller.member.to_string(),
        at: call.request.now,
    };
    let folder = match curate::hold(call.bot, language) {
        Ok(folder) => folder,
        Err(reply) => return *reply,
    };
    let change = match new.change(&folder.path, &upload.name, bytes) {
        Ok(change) => change,
        Err(error) => return curate::failed(&error, language),
    };
    let loaded = match change.load_aside(&folder.path, folder.originals.as_deref()) {
        Ok(loaded) => loaded,
        Err(error) => return curate::failed(&error, language),
    };
    if !loaded.problems.is_empty() {
        let text = format!("{}\n{}", PROBLEMS.in_language(language), curate::problem_lines(&loaded.problems));
        return Reply::error(text, language);
    }
    let document = loaded.corpus.documents.iter().find(|document| document.source.id == new.id);
    let passages = document.map(|document| document.passages.as_slice()).unwrap_or_default();
    let mut lines = vec![PASSAGES.in_language(language).replace("{count}", &passages.len().to_string())];
    lines.extend(document.into_iter().flat_map(|document| {
        document.passages.iter().take(SHOWN_PASSAGES).map(|passage| {
            let words = document.passage_text(passage).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("- {}", words.chars().take(SHOWN_OF_PASSAGE).collect::<String>())
        })
    }));
    call.bot.note(call.request, "document add", &format!("{}: {} bytes", new.id, bytes.len())).await;
    let reply = Reply::info(Some(new.title.clone()), lines.join("\n"), language);
    curate::hand_over(&folder, &change, &format!("document-{}", new.id), reply)
}

async fn remove(call: &Call<'_>) -> Reply {
    let language = call.language;
    let folder = match curate::hold(call.bot, language) {
        Ok(folder) => folder,
        Err(reply) => return *reply,
    };
    let id = call.text(&ID);
    let change = match removal(&folder.path, id) {
        Ok(change) => change,
        Err(error) => return curate::failed(&error, language),
    };
    match change.load_aside(&folder.path, folder.originals.as_deref()) {
        Ok(loaded) if loaded.problems.is_empty() => {}
        Ok(loaded) => {
            let text = format!("{}\n{}", PROBLEMS.in_language(language), curate::problem_lines(&loaded.problems));
            return Reply::error(text, language);
        }
        Err(error) => return curate::failed(&error, language),
    }
    call.bot.note(call.request, "document remove", id).await;
    let text = REMOVED.in_language(language).replace("{id}", id);
    curate::hand_over(&folder, &change, &format!("remove-{id}"), Reply::info(None, text, language))
}
