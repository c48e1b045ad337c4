//! The forms that correct a statement and decline a report.

use crate::bot::curate::Task;
use crate::bot::response::{Form, FormField, Response};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, press};
use crate::text::language::Language;

use super::statements::{find, key_of, references};
use super::{DECLINE, mistake, open_report};

/// Longest text in a field of a form, in characters.
pub(super) const LONGEST_FIELD: u16 = 1_000;

const ACCEPT_TITLE: FixedText =
    FixedText {
        en: "Correct a statement", zh_hans: "更正陈述", zh_hant: "更正陳述", es: "Corregir una afirmación"
    };

const VALUE_FIELD: FixedText = FixedText {
    en: "The right value (empty: there is none)",
    zh_hans: "正确的值（留空：没有）",
    zh_hant: "正確的值（留空：沒有）",
    es: "El valor correcto (vacío: no hay)",
};
const VALUE_EXAMPLE: FixedText = FixedText::same("2023-07 · $40M · yang-zhilin");

const FROM_FIELD: FixedText =
    FixedText {
        en: "Where does it say so?", zh_hans: "依据在哪里？", zh_hant: "依據在哪裡？", es: "¿Dónde lo dice?"
    };
const FROM_EXAMPLE: FixedText = FixedText::same("source-id: Section › Subsection; …");

const EVIDENCE_FIELD: FixedText = FixedText {
    en: "Words of that sentence, if need be",
    zh_hans: "该句中的词语（必要时）",
    zh_hant: "該句中的詞語（必要時）",
    es: "Palabras de esa frase, si hacen falta",
};
const EVIDENCE_EXAMPLE: FixedText = FixedText::same("founded; Hangzhou");

const REASON_FIELD: FixedText = FixedText {
    en: "Why is the old value wrong?",
    zh_hans: "旧值为什么有误？",
    zh_hant: "舊值為什麼有誤？",
    es: "¿Por qué está mal el valor anterior?",
};
const REASON_EXAMPLE: FixedText = FixedText {
    en: "The document says 2019",
    zh_hans: "文档写的是 2019 年",
    zh_hant: "文件寫的是 2019 年",
    es: "El documento dice 2019",
};

const WORD_FIELD: FixedText = FixedText {
    en: "A word to whoever reported it",
    zh_hans: "给报告者的话",
    zh_hant: "給回報者的話",
    es: "Unas palabras para quien informó",
};
const WORD_EXAMPLE: FixedText =
    FixedText { en: "Thank you!", zh_hans: "谢谢！", zh_hant: "謝謝！", es: "¡Gracias!" };

/// The form that corrects the statement which was chosen, filled in from the report.
pub(in crate::bot) async fn correct_form(bot: &Bot, report: i64, chosen: &str, language: Language) -> Response {
    let (_, report) = match open_report(bot, report, language).await {
        Ok(found) => found,
        Err(reply) => return Response::Reply(*reply),
    };
    let engine = bot.engine();
    let key = u32::from_str_radix(chosen, 16).ok();
    let Some(id) = key.and_then(|key| find(&engine, &report.topic, key)) else {
        return press::refuse(press::GONE, language);
    };
    let said = mistake(&report);
    let from = if said.evidence.is_empty() { references(&engine, id).join("; ") } else { said.evidence };
    Response::Form(Form {
        id: Task::Accept(report.id, key_of(&engine, id)).id(),
        title: ACCEPT_TITLE.in_language(language).to_owned(),
        fields: vec![
            form_field("value", VALUE_FIELD, VALUE_EXAMPLE, false, said.correct, language),
            form_field("from", FROM_FIELD, FROM_EXAMPLE, false, from, language),
            form_field("evidence", EVIDENCE_FIELD, EVIDENCE_EXAMPLE, false, String::new(), language),
            form_field("reason", REASON_FIELD, REASON_EXAMPLE, true, said.wrong, language),
            form_field("word", WORD_FIELD, WORD_EXAMPLE, false, String::new(), language),
        ],
    })
}

/// The form that declines a report.
pub(in crate::bot) fn decline_form(report: i64, language: Language) -> Form {
    Form {
        id: Task::Decline(report).id(),
        title: DECLINE.in_language(language).to_owned(),
        fields: vec![form_field("word", WORD_FIELD, WORD_EXAMPLE, false, String::new(), language)],
    }
}

fn form_field(
    name: &'static str,
    label: FixedText,
    example: FixedText,
    required: bool,
    filled: String,
    language: Language,
) -> FormField {
    FormField {
        name,
        label: label.in_language(language).to_owned(),
        example: example.in_language(language).to_owned(),
        required,
        max_length: LONGEST_FIELD,
        filled,
    }
}
