//! What a sent form does: a report declined, or a statement corrected if the data is right afterwards; the one who
//! reported it is told.

use crate::bot::curate::{self, field};
use crate::bot::request::Request;
use crate::bot::response::{DirectMessage, Reply};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, press, store_failed};
use crate::curation::correction::Correction;
use crate::store::{Feedback, FeedbackState, Store};
use crate::text::language::Language;

use super::forms::LONGEST_FIELD;
use super::statements::{as_written, find};
use super::{GONE, LONGEST_QUOTE, cut, mistake, open_report};

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

/// The parts of a list that was typed with semicolons.
fn parts(typed: &str) -> Vec<String> {
    typed.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
}
