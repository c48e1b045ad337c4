//! `/corrections`: mistakes that members reported. A moderator opens one, sees what the records say and the sentences that
//! prove it, and declines it or corrects a statement; the one who reported it is told.
//!
//! - [`statements`]: the statements that a report is about.
//! - [`forms`]: the forms that correct and decline; [`decide`]: what they do.

mod decide;
mod forms;
mod statements;

use crate::bot::curate::{self, Pages, Task};
use crate::bot::response::{Button, Choice, Menu, Reply};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, store_failed};
use crate::store::{Feedback, FeedbackKind, FeedbackState, MistakeReport, Store, StoreError};
use crate::text::language::Language;

use super::{Call, Command, Pending, Run};
use statements::{key_of, statements_about, with_quote};

pub(in crate::bot) use decide::{accept, decline};
pub(in crate::bot) use forms::{correct_form, decline_form};

/// The command.
pub const COMMAND: Command = Command {
    path: "corrections",
    name: FixedText { en: "corrections", zh_hans: "纠错", zh_hant: "勘誤", es: "correcciones" },
    description: FixedText {
        en: "Mistakes that members reported: look at them, accept or decline",
        zh_hans: "查看成员报告的错误，采纳或拒绝",
        zh_hant: "檢視成員回報的錯誤，採納或拒絕",
        es: "Errores que informaron los miembros: míralos, acéptalos o recházalos",
    },
    run: Run::Stored(run),
    ..Command::AT_HOME
};

fn run<'a>(call: &'a Call<'a>) -> Pending<'a> {
    Box::pin(page(call.bot, 0, call.language))
}

/// Reports on a page.
const ON_A_PAGE: u32 = 10;

/// Statements that are shown with their quotes.
const SHOWN_STATEMENTS: usize = 8;

/// Longest piece of a report in a list, and longest quote, in characters.
const GLANCE: usize = 80;
const LONGEST_QUOTE: usize = 240;

const NONE: FixedText = FixedText {
    en: "No reported mistake is open.",
    zh_hans: "没有待处理的错误报告。",
    zh_hant: "沒有待處理的錯誤回報。",
    es: "No hay errores pendientes.",
};

const OPEN: FixedText =
    FixedText { en: "Open one …", zh_hans: "打开一条……", zh_hant: "開啟一條……", es: "Abrir uno…" };

const GONE: FixedText = FixedText {
    en: "This report is not open any more: somebody has decided on it, or it was taken back.",
    zh_hans: "这条报告已不再待处理：已有人处理，或已被撤回。",
    zh_hant: "這條回報已不再待處理：已有人處理，或已被撤回。",
    es: "Este informe ya no está pendiente: alguien lo ha resuelto o se retiró.",
};

/// `{id}` is filled in.
const REPORT: FixedText =
    FixedText { en: "Report {id}", zh_hans: "报告 {id}", zh_hant: "回報 {id}", es: "Informe {id}" };

const WRONG: FixedText = FixedText { en: "Wrong:", zh_hans: "错误：", zh_hant: "錯誤：", es: "Mal:" };
const RIGHT: FixedText = FixedText { en: "Right:", zh_hans: "正确：", zh_hant: "正確：", es: "Correcto:" };
const WHERE: FixedText = FixedText { en: "Where:", zh_hans: "依据：", zh_hant: "依據：", es: "Dónde:" };
const ASKED: FixedText = FixedText { en: "Question:", zh_hans: "问题：", zh_hant: "問題：", es: "Pregunta:" };

const SAYS: FixedText = FixedText {
    en: "What the records say about it:",
    zh_hans: "记录中的相关内容：",
    zh_hant: "紀錄中的相關內容：",
    es: "Qué dicen los registros:",
};

const SAYS_NOTHING: FixedText = FixedText {
    en: "No record stands behind that answer, so there is nothing to correct by a patch.",
    zh_hans: "该回答没有对应的记录，因此无法用补丁更正。",
    zh_hant: "該回答沒有對應的紀錄，因此無法用修補檔更正。",
    es: "Ningún registro respalda esa respuesta, así que no hay nada que corregir con un parche.",
};

const CHOOSE: FixedText = FixedText {
    en: "Accept: which statement is wrong?",
    zh_hans: "采纳：哪一条陈述有误？",
    zh_hant: "採納：哪一條陳述有誤？",
    es: "Aceptar: ¿qué afirmación está mal?",
};

const DECLINE: FixedText =
    FixedText { en: "Decline …", zh_hans: "拒绝……", zh_hant: "拒絕……", es: "Rechazar…" };

/// A page of the open reports, counted from 0.
pub(in crate::bot) async fn page(bot: &Bot, wanted: u32, language: Language) -> Reply {
    let Some(store) = &bot.store else { return curate::no_store(language) };
    let read = async {
        let pages = Pages::new(wanted, store.mistakes_count(FeedbackState::Open).await?, ON_A_PAGE);
        let skipped = pages.number * ON_A_PAGE;
        let reports = store.mistakes(FeedbackState::Open, skipped, ON_A_PAGE).await?;
        Ok::<_, StoreError>((pages, reports))
    };
    let (pages, reports) = match read.await {
        Ok(read) => read,
        Err(error) => return store_failed(&error, language),
    };
    let title = Some(COMMAND.name.in_language(language).to_owned());
    if reports.is_empty() {
        return Reply::info(title, NONE.in_language(language).to_owned(), language).privately();
    }
    let glance = |report: &Feedback| {
        let said = mistake(report);
        let words =
            if said.correct.is_empty() { said.wrong.clone() } else { format!("{} → {}", said.wrong, said.correct) };
        cut(&words, GLANCE)
    };
    let lines: Vec<String> = reports
        .iter()
        .map(|report| {
            let day = report.given_at.strftime("%Y-%m-%d");
            format!("- {} · {day} · {} · {}", report.id, report.topic, glance(report))
        })
        .collect();
    let choices = reports
        .iter()
        .map(|report| Choice { shown: format!("{} · {}", report.id, glance(report)), value: report.id.to_string() })
        .collect();
    let menu = Some(Menu { prompt: OPEN.in_language(language).to_owned(), id: Task::Open.id(), choices });
    let reply = Reply { menu, ..Reply::info(title, lines.join("\n"), language) }.privately();
    pages.under(reply, Task::Corrections)
}

/// An open report with what the records say about it, and what can be done.
pub(in crate::bot) async fn open(bot: &Bot, chosen: &str, language: Language) -> Reply {
    let report = match open_report(bot, chosen.parse().unwrap_or(0), language).await {
        Ok((_, report)) => report,
        Err(reply) => return *reply,
    };
    let said = mistake(&report);
    let label = |text: FixedText, words: &str| {
        (!words.is_empty()).then(|| format!("{} {}", text.in_language(language), cut(words, LONGEST_QUOTE)))
    };
    let mut lines: Vec<String> = [
        label(ASKED, report.question.as_deref().unwrap_or_default()),
        label(WRONG, &said.wrong),
        label(RIGHT, &said.correct),
        label(WHERE, &said.evidence),
    ]
    .into_iter()
    .flatten()
    .collect();
    let engine = bot.engine();
    let statements = statements_about(&engine, &report.topic);
    lines.push(String::new());
    lines.push(if statements.is_empty() { SAYS_NOTHING } else { SAYS }.in_language(language).to_owned());
    lines.extend(statements.iter().take(SHOWN_STATEMENTS).map(|id| with_quote(&engine, *id)));
    if statements.len() > SHOWN_STATEMENTS {
        lines.push(format!("- … +{}", statements.len() - SHOWN_STATEMENTS));
    }
    let choices: Vec<Choice> = statements
        .iter()
        .map(|id| Choice { shown: engine.statement_key(*id), value: format!("{:08x}", key_of(&engine, *id)) })
        .collect();
    let menu = (!choices.is_empty()).then(|| Menu {
        prompt: CHOOSE.in_language(language).to_owned(),
        id: Task::Correct(report.id).id(),
        choices,
    });
    let decline = Button {
        label: DECLINE.in_language(language).to_owned(),
        id: Task::Decline(report.id).id(),
        destructive: true,
    };
    let title = Some(REPORT.in_language(language).replace("{id}", &report.id.to_string()));
    Reply { menu, buttons: vec![vec![decline]], ..Reply::info(title, lines.join("\n"), language) }.privately()
}

/// The report of a number, if it is open.
async fn open_report(bot: &Bot, id: i64, language: Language) -> Result<(&Store, Feedback), Box<Reply>> {
    let store = bot.store.as_ref().ok_or_else(|| Box::new(curate::no_store(language)))?;
    let found = store.feedback_entry(id).await.map_err(|error| Box::new(store_failed(&error, language)))?;
    let is_open =
        |report: &Feedback| report.state == FeedbackState::Open && matches!(report.kind, FeedbackKind::Mistake(_));
    let gone = || Box::new(Reply::error(GONE.in_language(language).to_owned(), language));
    found.filter(is_open).map(|report| (store, report)).ok_or_else(gone)
}

fn mistake(report: &Feedback) -> MistakeReport {
    match &report.kind {
        FeedbackKind::Mistake(said) => said.clone(),
        FeedbackKind::ThumbsUp => MistakeReport::default(),
    }
}

fn cut(text: &str, longest: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return words;
    }
    words.chars().take(longest - 1).chain(['…']).collect()
}
