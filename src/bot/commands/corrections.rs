//! `/corrections`: mistakes that members reported. A moderator opens one, sees what the records say and the sentences that
//! prove it, and declines it or corrects a statement; the one who reported it is told.

use crate::bot::curate::{self, Pages, Task, field};
use crate::bot::request::Request;
use crate::bot::response::{Button, Choice, DirectMessage, Form, FormField, Menu, Reply, Response};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, press, store_failed};
use crate::corpus::StatementId;
use crate::corpus::property::ValueType;
use crate::corpus::record::Rank;
use crate::curation::correction::Correction;
use crate::engine::Engine;
use crate::store::{Feedback, FeedbackKind, FeedbackState, MistakeReport, Store, StoreError};
use crate::text::language::Language;

use super::{Call, Command, Pending, Run};

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

/// Statements that are offered for correction at most: as many as a menu has entries.
const MOST_STATEMENTS: usize = 25;

/// Statements that are shown with their quotes.
const SHOWN_STATEMENTS: usize = 8;

/// Longest piece of a report in a list, and longest quote, in characters.
const GLANCE: usize = 80;
const LONGEST_QUOTE: usize = 240;

/// Longest text in a field of a form, in characters.
const LONGEST_FIELD: u16 = 1_000;

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

const NO_SOURCE: FixedText = FixedText {
    en: "A value needs the place that says so, as `source-id: Section › Subsection`.",
    zh_hans: "需要写明该值的依据，格式为 `来源id: 章 › 节`。",
    zh_hant: "需要寫明該值的依據，格式為 `來源id: 章 › 節`。",
    es: "Un valor necesita el lugar que lo dice, como `id-fuente: Sección › Subsección`.",
};

const NO_REASON: FixedText = FixedText {
    en: "The reason is missing: it stays with the old value.",
    zh_hans: "缺少理由：理由会与旧值一并保留。",
    zh_hant: "缺少理由：理由會與舊值一併保留。",
    es: "Falta el motivo: se queda junto al valor anterior.",
};

const PROBLEMS: FixedText = FixedText {
    en: "Not accepted: with this change the data would not be right. The report stays open; the patch shows what was tried.",
    zh_hans: "未采纳：更改后数据会有问题。报告仍待处理；补丁显示了所尝试的更改。",
    zh_hant: "未採納：變更後資料會有問題。回報仍待處理；修補檔顯示了所嘗試的變更。",
    es: "No aceptado: con este cambio los datos no estarían bien. El informe sigue pendiente; el parche muestra lo intentado.",
};

/// `{reason}` is filled in.
const NOT_WRITTEN: FixedText = FixedText {
    en: "Not accepted: it could not be written to the data folder: {reason}. The report stays open; the patch shows what was tried.",
    zh_hans: "未采纳：无法写入数据文件夹：{reason}。报告仍待处理；补丁显示了所尝试的更改。",
    zh_hant: "未採納：無法寫入資料夾：{reason}。回報仍待處理；修補檔顯示了所嘗試的變更。",
    es: "No aceptado: no se pudo escribir en la carpeta de datos: {reason}. El informe sigue pendiente; el parche muestra lo intentado.",
};

/// `{wrong}` and `{right}` are filled in.
const ACCEPTED: FixedText = FixedText {
    en: "Accepted: {wrong} is deprecated; {right} stands in its place.",
    zh_hans: "已采纳：{wrong} 已标为弃用，由 {right} 取代。",
    zh_hant: "已採納：{wrong} 已標為棄用，由 {right} 取代。",
    es: "Aceptado: {wrong} queda obsoleto; en su lugar está {right}.",
};

/// `{wrong}` is filled in.
const RETRACTED: FixedText = FixedText {
    en: "Accepted: {wrong} is deprecated, and nothing stands in its place.",
    zh_hans: "已采纳：{wrong} 已标为弃用，没有替代的值。",
    zh_hant: "已採納：{wrong} 已標為棄用，沒有替代的值。",
    es: "Aceptado: {wrong} queda obsoleto y nada ocupa su lugar.",
};

const DECLINED: FixedText =
    FixedText { en: "Declined.", zh_hans: "已拒绝。", zh_hant: "已拒絕。", es: "Rechazado." };

const DELIVERED: FixedText = FixedText {
    en: "Whoever reported it was told.",
    zh_hans: "已通知报告者。",
    zh_hant: "已通知回報者。",
    es: "Se avisó a quien informó.",
};

const UNDELIVERED: FixedText = FixedText {
    en: "Whoever reported it could not be told: they take no direct messages from me.",
    zh_hans: "无法通知报告者：对方不接收我的私信。",
    zh_hant: "無法通知回報者：對方不接收我的私訊。",
    es: "No se pudo avisar a quien informó: no acepta mis mensajes directos.",
};

/// `{wrong}` is filled in.
const TOLD_ACCEPTED: FixedText = FixedText {
    en: "Thank you for reporting a mistake (“{wrong}”). The moderators agree, and it is being corrected.",
    zh_hans: "感谢您报告错误（“{wrong}”）。管理员已采纳，正在更正。",
    zh_hant: "感謝您回報錯誤（「{wrong}」）。管理員已採納，正在更正。",
    es: "Gracias por informar de un error («{wrong}»). Los moderadores están de acuerdo y se está corrigiendo.",
};

/// `{wrong}` is filled in.
const TOLD_DECLINED: FixedText = FixedText {
    en: "Thank you for reporting a mistake (“{wrong}”). The moderators looked at it and left it as it is.",
    zh_hans: "感谢您报告错误（“{wrong}”）。管理员已查看，决定保持不变。",
    zh_hant: "感謝您回報錯誤（「{wrong}」）。管理員已檢視，決定保持不變。",
    es: "Gracias por informar de un error («{wrong}»). Los moderadores lo miraron y lo dejaron como está.",
};

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

/// Declines a report with a word.
pub(in crate::bot) async fn decline(
    bot: &Bot,
    request: &Request,
    report: i64,
    fields: &[(String, String)],
    language: Language,
) -> Reply {
    let (store, report) = match open_report(bot, report, language).await {
        Ok(found) => found,
        Err(reply) => return *reply,
    };
    let word = field(fields, "word");
    if let Err(reply) = decide(store, request, &report, FeedbackState::Declined, &word, language).await {
        return *reply;
    }
    bot.note(request, "decline correction", &format!("report {}", report.id)).await;
    let reply = Reply::info(None, DECLINED.in_language(language).to_owned(), language).privately();
    Reply { tell: Some(told(bot, &report, TOLD_DECLINED, &word, language)), ..reply }
}

/// Corrects a statement as a sent form says, if the data is right afterwards.
pub(in crate::bot) async fn accept(
    bot: &Bot,
    request: &Request,
    report: i64,
    key: u32,
    fields: &[(String, String)],
    language: Language,
) -> Reply {
    let wrong = |text: FixedText| Reply::error(text.in_language(language).to_owned(), language);
    let folder = match curate::hold(bot, language) {
        Ok(folder) => folder,
        Err(reply) => return *reply,
    };
    let (store, report) = match open_report(bot, report, language).await {
        Ok(found) => found,
        Err(reply) => return *reply,
    };
    let engine = bot.engine();
    let Some(id) = find(&engine, &report.topic, key) else { return wrong(press::GONE) };
    let (from, evidence) = (parts(&field(fields, "from")), parts(&field(fields, "evidence")));
    let right = Some(field(fields, "value")).filter(|value| !value.is_empty());
    let reason = field(fields, "reason");
    if right.is_some() && from.is_empty() {
        return wrong(NO_SOURCE);
    }
    if reason.is_empty() {
        return wrong(NO_REASON);
    }
    let right = right.map(|value| as_written(&engine, id, &value));
    let corpus = engine.corpus();
    let correction = Correction::of(corpus, corpus.statement(id), right.clone(), from, evidence, reason);
    let change = match correction.change(&folder.path) {
        Ok(change) => change,
        Err(error) => return curate::failed(&error, language),
    };
    let loaded = match change.load_aside(&folder.path, folder.originals.as_deref()) {
        Ok(loaded) => loaded,
        Err(error) => return curate::failed(&error, language),
    };
    let name = format!("correction-{}", report.id);
    if !loaded.problems.is_empty() {
        let text = format!("{}\n{}", PROBLEMS.in_language(language), curate::problem_lines(&loaded.problems));
        let attachment = Some(curate::patch(&folder, &change, &name));
        return Reply { attachment, ..Reply::error(text, language) };
    }
    let word = field(fields, "word");
    if let Err(reply) = decide(store, request, &report, FeedbackState::Accepted, &word, language).await {
        return *reply;
    }
    let written = curate::written(&folder, &change);
    if let Err(error) = &written {
        // What is not done is still to be done.
        if let Err(error) = store.reopen_feedback(report.id).await {
            return store_failed(&error, language);
        }
        let text = NOT_WRITTEN.in_language(language).replace("{reason}", &error.to_string());
        let attachment = Some(curate::patch(&folder, &change, &name));
        return Reply { attachment, ..Reply::error(text, language) };
    }
    let stood = correction.wrong.to_string();
    let done = match &right {
        Some(right) => ACCEPTED.in_language(language).replace("{wrong}", &stood).replace("{right}", right),
        None => RETRACTED.in_language(language).replace("{wrong}", &stood),
    };
    let detail = format!("report {}: {stood} → {}", report.id, right.as_deref().unwrap_or("–"));
    bot.note(request, "accept correction", &detail).await;
    let done = Reply::info(None, done, language);
    let reply = curate::handed_over(&folder, &change, &name, written.as_ref().copied(), done);
    Reply { tell: Some(told(bot, &report, TOLD_ACCEPTED, &word, language)), ..reply }
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

async fn decide(
    store: &Store,
    request: &Request,
    report: &Feedback,
    state: FeedbackState,
    word: &str,
    language: Language,
) -> Result<(), Box<Reply>> {
    let decided = store.decide_feedback(report.id, state, request.caller.member, request.now, word).await;
    match decided {
        Ok(true) => Ok(()),
        Ok(false) => Err(Box::new(Reply::error(GONE.in_language(language).to_owned(), language))),
        Err(error) => Err(Box::new(store_failed(&error, language))),
    }
}

/// What whoever reported it is told, in the language that is spoken where they did.
fn told(bot: &Bot, report: &Feedback, text: FixedText, word: &str, language: Language) -> DirectMessage {
    let theirs = bot.settings.at(report.guild, report.channel).language.unwrap_or_default();
    let mut words = text.in_language(theirs).replace("{wrong}", &cut(&mistake(report).wrong, LONGEST_QUOTE));
    if !word.is_empty() {
        words = format!("{words}\n{}", cut(word, usize::from(LONGEST_FIELD)));
    }
    DirectMessage {
        member: report.member,
        text: words,
        delivered: DELIVERED.in_language(language).to_owned(),
        undelivered: UNDELIVERED.in_language(language).to_owned(),
    }
}

fn mistake(report: &Feedback) -> MistakeReport {
    match &report.kind {
        FeedbackKind::Mistake(said) => said.clone(),
        FeedbackKind::ThumbsUp => MistakeReport::default(),
    }
}

/// The statements that an answer about this topic (ids of properties and entities) told or may have told.
fn statements_about(engine: &Engine, topic: &str) -> Vec<StatementId> {
    let corpus = engine.corpus();
    let ids: Vec<&str> = topic.split([' ', ',']).filter(|id| !id.is_empty()).collect();
    let asks = corpus.properties.iter().any(|property| ids.contains(&property.id.as_str()));
    let about = |by_property: bool| -> Vec<StatementId> {
        (0u32..)
            .zip(&corpus.statements)
            .filter(|(_, statement)| {
                let property = corpus.property(statement.property).id.as_str();
                statement.rank != Rank::Deprecated
                    && ids.contains(&corpus.entity(statement.subject).id.as_str())
                    && (!by_property || ids.contains(&property))
            })
            .map(|(number, _)| StatementId(number))
            .take(MOST_STATEMENTS)
            .collect()
    };
    let asked = about(asks);
    if asked.is_empty() { about(false) } else { asked }
}

fn find(engine: &Engine, topic: &str, key: u32) -> Option<StatementId> {
    statements_about(engine, topic).into_iter().find(|id| key_of(engine, *id) == key)
}

/// What tells a statement from the others of a report, also after a reload: its number does not.
fn key_of(engine: &Engine, id: StatementId) -> u32 {
    let digest = blake3::hash(engine.statement_key(id).as_bytes());
    let [a, b, c, d, ..] = *digest.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// A statement with the sentence that proves it.
fn with_quote(engine: &Engine, id: StatementId) -> String {
    let corpus = engine.corpus();
    let statement = corpus.statement(id);
    let quote = statement.references.first().map(|reference| cut(corpus.unit_text(reference.unit), LONGEST_QUOTE));
    let places = references(engine, id).join("; ");
    let quote = quote.map(|quote| format!("\n  “{quote}”")).unwrap_or_default();
    format!("- {} ({places}){quote}", engine.statement_key(id))
}

/// Where a statement is proven, as records write it.
fn references(engine: &Engine, id: StatementId) -> Vec<String> {
    let corpus = engine.corpus();
    let mut places: Vec<String> = Vec::new();
    for reference in &corpus.statement(id).references {
        let document = &corpus.documents[reference.unit.document as usize];
        let section = document.section_of(&document.units[reference.unit.unit as usize]).title();
        let source = &document.source.id;
        let place = if section.is_empty() { source.clone() } else { format!("{source}: {section}") };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A value as a record writes it: of an entity that somebody named, its id.
fn as_written(engine: &Engine, id: StatementId, value: &str) -> String {
    let corpus = engine.corpus();
    let property = corpus.property(corpus.statement(id).property);
    if property.value_type != ValueType::Entity || corpus.entities.iter().any(|entity| entity.id == value) {
        return value.to_owned();
    }
    let is_named =
        |entity: &&crate::corpus::record::Entity| entity.names().any(|name| name.eq_ignore_ascii_case(value));
    corpus.entities.iter().find(is_named).map_or_else(|| value.to_owned(), |entity| entity.id.clone())
}

/// The parts of a list that was typed with semicolons.
fn parts(typed: &str) -> Vec<String> {
    typed.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
}

fn cut(text: &str, longest: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return words;
    }
    words.chars().take(longest - 1).chain(['…']).collect()
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
