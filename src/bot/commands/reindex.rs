//! `/reindex`: what a change of the data folder would do (`plan`), put to use (`apply`), taken back (`undo`).

use std::sync::Arc;

use crate::bot::action::{Action, Reindexing};
use crate::bot::request::{Place, Request};
use crate::bot::response::{Attachment, Button, Reply, Tone};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, store_failed};
use crate::generation::GenerationError;
use crate::ops::numbers;
use crate::reindex::changes::Difference;
use crate::reindex::gates::Objection;
use crate::reindex::{Outcome, Plan, ReindexError, Reindexer, Stage, Swapped};
use crate::store::NewApplied;
use crate::text::language::Language;

use super::{Call, Command, CommandOption, Group, OptionKind, Pending, Run};

const GROUP: Group = Group {
    name: FixedText { en: "reindex", zh_hans: "重建索引", zh_hant: "重建索引", es: "reindexar" },
    description: FixedText {
        en: "Changes of my data: look, apply, take back",
        zh_hans: "数据的更改：查看、应用、撤销",
        zh_hant: "資料的更改：查看、套用、復原",
        es: "Cambios de mis datos: ver, aplicar, deshacer",
    },
};

const TOKEN: FixedText = FixedText { en: "plan", zh_hans: "计划", zh_hant: "計畫", es: "plan" };
const DESPITE: FixedText =
    FixedText { en: "despite", zh_hans: "仍然应用", zh_hant: "仍要套用", es: "igualmente" };

/// `/reindex plan`.
pub const PLAN: Command = Command {
    path: "reindex plan",
    group: Some(&GROUP),
    name: FixedText { en: "plan", zh_hans: "计划", zh_hant: "計畫", es: "planear" },
    description: FixedText {
        en: "What the data as it is now would change",
        zh_hans: "当前数据会带来哪些变化",
        zh_hant: "目前的資料會帶來哪些變化",
        es: "Qué cambiarían los datos tal como están",
    },
    run: Run::Stored(run_plan),
    works: true,
    ..Command::AT_HOME
};

/// `/reindex apply`.
pub const APPLY: Command = Command {
    path: "reindex apply",
    group: Some(&GROUP),
    name: FixedText { en: "apply", zh_hans: "应用", zh_hant: "套用", es: "aplicar" },
    description: FixedText {
        en: "Put a plan to use",
        zh_hans: "启用一个计划",
        zh_hant: "啟用一個計畫",
        es: "Poner en uso un plan",
    },
    options: &[
        CommandOption {
            name: TOKEN,
            description: FixedText {
                en: "The plan's number, as it says itself",
                zh_hans: "计划编号，见计划本身",
                zh_hant: "計畫編號，見計畫本身",
                es: "El número del plan, tal como lo dice",
            },
            kind: OptionKind::Text { max_length: 16 },
            required: true,
            complete: None,
        },
        CommandOption {
            name: DESPITE,
            description: FixedText {
                en: "Despite lost answers and failing pinned questions",
                zh_hans: "即使有回答丢失或固定问题失败",
                zh_hant: "即使有回答遺失或釘選問題失敗",
                es: "Aunque se pierdan respuestas o fallen preguntas fijadas",
            },
            kind: OptionKind::Flag,
            required: false,
            complete: None,
        },
    ],
    run: Run::Stored(run_apply),
    works: true,
    ..Command::AT_HOME
};

/// `/reindex undo`.
pub const UNDO: Command = Command {
    path: "reindex undo",
    group: Some(&GROUP),
    name: FixedText { en: "undo", zh_hans: "撤销", zh_hant: "復原", es: "deshacer" },
    description: FixedText {
        en: "Go back to the generation before",
        zh_hans: "回到上一代索引",
        zh_hant: "回到上一代索引",
        es: "Volver a la generación anterior",
    },
    run: Run::Stored(run_undo),
    works: true,
    ..Command::AT_HOME
};

/// Problems that a reply lists; the attached file has all.
const MOST_PROBLEMS: usize = 10;
/// Names of things that a reply lists of each sort.
const MOST_NAMES: usize = 4;
/// Longest line of a reply, in characters.
const LONGEST_LINE: usize = 200;

/// `{plan}`, `{data}` and `{generation}` are filled in.
const HEAD: FixedText = FixedText {
    en: "Plan {plan}: the data as it is now ({data}), against {generation}.",
    zh_hans: "计划 {plan}：当前数据（{data}）与 {generation} 相比。",
    zh_hant: "計畫 {plan}：目前的資料（{data}）與 {generation} 相比。",
    es: "Plan {plan}: los datos tal como están ({data}), frente a {generation}.",
};
const NOTHING_IN_USE: FixedText = FixedText {
    en: "nothing (no generation yet)",
    zh_hans: "空（尚无索引）",
    zh_hant: "空（尚無索引）",
    es: "nada (aún no hay generación)",
};
const UP_TO_DATE: FixedText = FixedText {
    en: "Nothing would change: this state of the data is in use.",
    zh_hans: "没有变化：当前数据已在使用中。",
    zh_hant: "沒有變化：目前的資料已在使用中。",
    es: "Nada cambiaría: este estado de los datos ya está en uso.",
};
/// `{count}` is filled in.
const PROBLEMS: FixedText = FixedText {
    en: "Problems: {count}. They stop the change; what is in use stays.",
    zh_hans: "问题：{count} 个。更改被阻止；使用中的索引不变。",
    zh_hant: "問題：{count} 個。更改被阻止；使用中的索引不變。",
    es: "Problemas: {count}. Detienen el cambio; lo que está en uso se queda.",
};
/// `{count}` is filled in.
const MORE: FixedText = FixedText {
    en: "… and {count} more; all are in the attached file.",
    zh_hans: "……另有 {count} 个；全部见附件。",
    zh_hant: "……另有 {count} 個；全部見附件。",
    es: "… y {count} más; todos están en el archivo adjunto.",
};
const DOCUMENTS: FixedText = FixedText { en: "Documents", zh_hans: "文档", zh_hant: "文件", es: "Documentos" };
const ENTITIES: FixedText = FixedText { en: "Entities", zh_hans: "实体", zh_hant: "實體", es: "Entidades" };
const STATEMENTS: FixedText = FixedText { en: "Statements", zh_hans: "陈述", zh_hant: "陳述", es: "Afirmaciones" };
/// `{added}`, `{changed}` and `{removed}` are filled in.
const COUNTS: FixedText = FixedText {
    en: "{added} added, {changed} changed, {removed} removed",
    zh_hans: "新增 {added}，更改 {changed}，移除 {removed}",
    zh_hant: "新增 {added}，更改 {changed}，移除 {removed}",
    es: "{added} añadidas, {changed} cambiadas, {removed} quitadas",
};
const LEXICON: FixedText = FixedText {
    en: "Words and properties of the lexicon differ.",
    zh_hans: "词表中的词语或属性有变化。",
    zh_hant: "詞表中的詞語或屬性有變化。",
    es: "Cambian palabras o propiedades del léxico.",
};
/// `{asked}`, `{before}` and `{after}` are filled in.
const ANSWERED: FixedText = FixedText {
    en: "Answered, of {asked} questions: {before} → {after}",
    zh_hans: "{asked} 个问题中得到回答的：{before} → {after}",
    zh_hant: "{asked} 個問題中得到回答的：{before} → {after}",
    es: "Respondidas, de {asked} preguntas: {before} → {after}",
};
/// `{count}`, `{differ}` and `{fail}` are filled in.
const PINNED: FixedText = FixedText {
    en: "Pinned questions: {count}, of which {differ} would be answered otherwise and {fail} fail",
    zh_hans: "固定问题：{count} 个，其中 {differ} 个回答会不同，{fail} 个失败",
    zh_hant: "釘選問題：{count} 個，其中 {differ} 個回答會不同，{fail} 個失敗",
    es: "Preguntas fijadas: {count}; {differ} se responderían de otro modo y {fail} fallan",
};
const OBJECTIONS: FixedText = FixedText {
    en: "What stands against it (can be overridden):",
    zh_hans: "反对理由（可以忽略）：",
    zh_hant: "反對理由（可以忽略）：",
    es: "Lo que se opone (se puede pasar por alto):",
};
/// `{before}` and `{after}` are filled in.
const LOST: FixedText = FixedText {
    en: "of {before} answered questions, {after} would be left",
    zh_hans: "原可回答 {before} 个问题，将只剩 {after} 个",
    zh_hant: "原可回答 {before} 個問題，將只剩 {after} 個",
    es: "de {before} preguntas respondidas quedarían {after}",
};
/// `{question}` and `{why}` are filled in.
const FAILS: FixedText = FixedText {
    en: "pinned: “{question}” {why}",
    zh_hans: "固定问题“{question}”：{why}",
    zh_hant: "釘選問題「{question}」：{why}",
    es: "fijada: «{question}» {why}",
};
const WARNINGS: FixedText = FixedText { en: "Odd:", zh_hans: "异常：", zh_hant: "異常：", es: "Extraño:" };
const DIFFERING: FixedText = FixedText {
    en: "Pinned questions that would be answered otherwise:",
    zh_hans: "回答会不同的固定问题：",
    zh_hant: "回答會不同的釘選問題：",
    es: "Preguntas fijadas que se responderían de otro modo:",
};

const APPLY_BUTTON: FixedText = FixedText { en: "Apply", zh_hans: "应用", zh_hant: "套用", es: "Aplicar" };
const DESPITE_BUTTON: FixedText =
    FixedText { en: "Apply all the same", zh_hans: "仍然应用", zh_hant: "仍要套用", es: "Aplicar igualmente" };
const AGAIN_BUTTON: FixedText =
    FixedText { en: "Plan anew", zh_hans: "重新计划", zh_hant: "重新計畫", es: "Planear de nuevo" };
const UNDO_BUTTON: FixedText = FixedText { en: "Undo", zh_hans: "撤销", zh_hant: "復原", es: "Deshacer" };

const CONFIRM: FixedText = FixedText {
    en: "Apply it all the same? Nothing was applied yet.",
    zh_hans: "仍然要应用吗？目前尚未应用。",
    zh_hant: "仍要套用嗎？目前尚未套用。",
    es: "¿Aplicarlo igualmente? Aún no se aplicó nada.",
};
const CHANGED: FixedText = FixedText {
    en: "Something has changed since that plan was made, and nothing was applied. This is how it stands now:",
    zh_hans: "制定该计划之后情况有变，未应用任何内容。现在的情况如下：",
    zh_hant: "制定該計畫之後情況有變，未套用任何內容。現在的情況如下：",
    es: "Algo cambió desde que se hizo ese plan, y no se aplicó nada. Así está ahora:",
};
/// `{before}` and `{after}` are filled in.
const APPLIED: FixedText = FixedText {
    en: "Applied: {before} → {after}. Questions under way were answered from the one before.",
    zh_hans: "已应用：{before} → {after}。进行中的问题由上一代回答。",
    zh_hant: "已套用：{before} → {after}。進行中的問題由上一代回答。",
    es: "Aplicado: {before} → {after}. Las preguntas en curso se respondieron con la anterior.",
};
/// `{before}` and `{after}` are filled in.
const UNDONE: FixedText = FixedText {
    en: "Undone: {before} → {after}. That state of the data is not built again unasked.",
    zh_hans: "已撤销：{before} → {after}。该数据状态不会自动重建。",
    zh_hant: "已復原：{before} → {after}。該資料狀態不會自動重建。",
    es: "Deshecho: {before} → {after}. Ese estado de los datos no se reconstruye sin que se pida.",
};
/// `{generation}` is filled in.
const REALLY_UNDO: FixedText = FixedText {
    en: "Take back {generation} and answer from the generation before it?",
    zh_hans: "要撤销 {generation}，改由上一代回答吗？",
    zh_hant: "要復原 {generation}，改由上一代回答嗎？",
    es: "¿Retirar {generation} y responder con la generación anterior?",
};
const BUSY: FixedText = FixedText {
    en: "One moment, please: another reindex is under way here. Try again when it is done.",
    zh_hans: "请稍候：另一个重建正在进行。完成后请再试。",
    zh_hant: "請稍候：另一個重建正在進行。完成後請再試。",
    es: "Un momento, por favor: hay otra reindexación en curso. Prueba cuando termine.",
};
const MOVED: FixedText = FixedText {
    en: "Another generation is in use by now; nothing was taken back. Look at /reindex plan first.",
    zh_hans: "现在使用的已是另一代索引；未撤销任何内容。请先查看计划。",
    zh_hant: "現在使用的已是另一代索引；未復原任何內容。請先查看計畫。",
    es: "Ahora está en uso otra generación; no se retiró nada. Mira primero el plan.",
};
const NOTHING_BEFORE: FixedText = FixedText {
    en: "There is no earlier generation to go back to.",
    zh_hans: "没有可以回到的更早的索引。",
    zh_hant: "沒有可以回到的更早的索引。",
    es: "No hay una generación anterior a la que volver.",
};
/// `{why}` is filled in.
const FAILED: FixedText = FixedText {
    en: "That did not work, and what is in use stays: {why}",
    zh_hans: "操作未成功，使用中的索引不变：{why}",
    zh_hant: "操作未成功，使用中的索引不變：{why}",
    es: "No funcionó, y lo que está en uso se queda: {why}",
};
const NOT_HERE: FixedText = FixedText {
    en: "This bot answers from memory alone; there is nothing to reindex.",
    zh_hans: "此机器人只从内存回答，没有可重建的索引。",
    zh_hant: "此機器人只從記憶體回答，沒有可重建的索引。",
    es: "Este bot responde solo de memoria; no hay nada que reindexar.",
};
const LOADING: FixedText = FixedText {
    en: "Loading and checking the data …",
    zh_hans: "正在加载并检查数据……",
    zh_hant: "正在載入並檢查資料……",
    es: "Cargando y comprobando los datos …",
};
/// `{done}` and `{of}` are filled in.
const INDEXING: FixedText = FixedText {
    en: "Building the index aside … {done} of {of}",
    zh_hans: "正在另行构建索引……{done} / {of}",
    zh_hant: "正在另行建立索引……{done} / {of}",
    es: "Construyendo el índice aparte … {done} de {of}",
};
/// `{done}` and `{of}` are filled in.
const ASKING: FixedText = FixedText {
    en: "Asking the questions … {done} of {of}",
    zh_hans: "正在提问核对……{done} / {of}",
    zh_hant: "正在提問核對……{done} / {of}",
    es: "Haciendo las preguntas … {done} de {of}",
};
const TOLD: FixedText = FixedText {
    en: "The data folder has changed. Nothing was applied; this is what it would do.",
    zh_hans: "数据文件夹有变化。尚未应用；以下是它会带来的变化。",
    zh_hant: "資料夾有變化。尚未套用；以下是它會帶來的變化。",
    es: "La carpeta de datos ha cambiado. No se aplicó nada; esto es lo que haría.",
};

fn run_plan<'a>(call: &'a Call<'a>) -> Pending<'a> {
    Box::pin(plan(call.bot, call.request, call.language))
}

fn run_apply<'a>(call: &'a Call<'a>) -> Pending<'a> {
    let despite = call.flag(&DESPITE) == Some(true);
    Box::pin(apply(call.bot, call.request, call.text(&TOKEN), despite, call.language))
}

fn run_undo<'a>(call: &'a Call<'a>) -> Pending<'a> {
    Box::pin(async move {
        let language = call.language;
        let Some(reindexer) = &call.bot.reindexer else { return not_here(language) };
        let Some(generation) = reindexer.in_force() else { return not_here(language) };
        // A terminal has no buttons: whoever types it means it.
        if call.request.caller.place == Place::Terminal {
            return undo(call.bot, call.request, &generation, language).await;
        }
        let id = Action::Reindex(Reindexing::Undo(generation.clone())).id();
        let button = id.map(|id| Button { label: word(UNDO_BUTTON, language), id, destructive: true });
        let body = REALLY_UNDO.in_language(language).replace("{generation}", &generation);
        Reply { buttons: vec![button.into_iter().collect()], ..said(body, language) }
    })
}

/// What a button of these does.
pub(in crate::bot) async fn pressed(bot: &Bot, request: &Request, step: &Reindexing, language: Language) -> Reply {
    match step {
        Reindexing::Plan => plan(bot, request, language).await,
        Reindexing::Apply { plan, despite } => apply(bot, request, plan, *despite, language).await,
        Reindexing::Undo(generation) => undo(bot, request, generation, language).await,
    }
}

async fn plan(bot: &Bot, request: &Request, language: Language) -> Reply {
    let Some(reindexer) = &bot.reindexer else { return not_here(language) };
    match reindexer.plan(request.now) {
        Ok(plan) => {
            bot.note(request, "reindex plan", &plan.token()).await;
            to(request, &plan, None, language)
        }
        Err(error) => failed(&error, language),
    }
}

async fn apply(bot: &Bot, request: &Request, token: &str, despite: bool, language: Language) -> Reply {
    let Some(reindexer) = &bot.reindexer else { return not_here(language) };
    match reindexer.apply(token, despite, request.now) {
        Ok(Outcome::Applied(plan, swapped)) => {
            numbers::reindexed("applied");
            let against: Vec<String> = plan.objections.iter().map(crate::reindex::in_english).collect();
            let detail =
                if against.is_empty() { token.to_owned() } else { format!("{token} despite {}", against.join("; ")) };
            swapped_reply(bot, request, APPLY.path, &detail, &swapped, APPLIED, language).await
        }
        Ok(Outcome::Stopped(plan)) => {
            numbers::reindexed("refused");
            let is_question = plan.is_possible() && !plan.objections.is_empty();
            to(request, &plan, is_question.then_some(CONFIRM), language)
        }
        Ok(Outcome::Changed(plan)) => to(request, &plan, Some(CHANGED), language),
        Err(error) => failed(&error, language),
    }
}

async fn undo(bot: &Bot, request: &Request, generation: &str, language: Language) -> Reply {
    let Some(reindexer) = &bot.reindexer else { return not_here(language) };
    match reindexer.undo(generation) {
        Ok(swapped) => {
            numbers::reindexed("undone");
            swapped_reply(bot, request, UNDO.path, "", &swapped, UNDONE, language).await
        }
        Err(error) => failed(&error, language),
    }
}

/// Notes what was put to use, for the audit log and for other processes, and says so.
async fn swapped_reply(
    bot: &Bot,
    request: &Request,
    action: &str,
    detail: &str,
    swapped: &Swapped,
    text: FixedText,
    language: Language,
) -> Reply {
    numbers::generation(&swapped.after, swapped.bytes, swapped.built_at);
    bot.note_change(request, action, detail, swapped.before.clone(), Some(swapped.after.clone())).await;
    let before = swapped.before.as_deref().unwrap_or("—");
    let body = text.in_language(language).replace("{before}", before).replace("{after}", &swapped.after);
    if let Some(store) = &bot.store {
        let applied = NewApplied {
            at: request.now,
            member: request.caller.member,
            fingerprint: swapped.fingerprint_after.clone(),
            replaced: swapped.fingerprint_before.clone().unwrap_or_default(),
        };
        if let Err(error) = store.add_applied(&applied).await {
            let failed = store_failed(&error, language);
            return Reply { body: format!("{body}\n\n{}", failed.body), ..failed };
        }
    }
    said(body, language)
}

/// What a change of the data folder is told with, to those who keep the knowledge.
#[must_use]
pub fn told(plan: &Plan, language: Language) -> Reply {
    Reply { private: false, ..shown(plan, Some(TOLD), language) }
}

/// How far the work under way is, in words.
#[must_use]
pub fn progress(reindexer: &Arc<Reindexer>, language: Language) -> Option<Reply> {
    let line = match reindexer.stage()? {
        Stage::Loading => word(LOADING, language),
        Stage::Indexing { done, of } => filled(INDEXING, language, &[("done", done), ("of", of)]),
        Stage::Asking { done, of } => filled(ASKING, language, &[("done", done), ("of", of)]),
    };
    Some(said(line, language))
}

/// A plan for whoever asks: in a terminal, where no file goes with it, all of it.
fn to(request: &Request, plan: &Plan, note: Option<FixedText>, language: Language) -> Reply {
    let reply = shown(plan, note, language);
    if request.caller.place != Place::Terminal {
        return reply;
    }
    let note = note.map(|note| format!("{}\n\n", word(note, language))).unwrap_or_default();
    let body = format!("{note}{}", full_text(plan, language).trim_end());
    Reply { body, attachment: None, buttons: Vec::new(), ..reply }
}

/// A plan in short, with what can be done next; `note` stands before it.
fn shown(plan: &Plan, note: Option<FixedText>, language: Language) -> Reply {
    let mut lines: Vec<String> = note.iter().map(|note| word(*note, language)).collect();
    lines.extend(head(plan, language));
    let mut is_cut = false;
    for problem in plan.problems.iter().take(MOST_PROBLEMS) {
        lines.push(format!("- {}", short(&problem.to_string(), &mut is_cut)));
    }
    if let Some(more) = plan.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        lines.push(filled(MORE, language, &[("count", more)]));
        is_cut = true;
    }
    for (name, difference) in differences(plan) {
        if !difference.is_empty() {
            lines.push(format!("- {}", counts(name, difference, language)));
            let names = difference_lines(difference);
            is_cut |= names.len() > MOST_NAMES;
            lines.extend(names.iter().take(MOST_NAMES).map(|name| format!("  {}", short(name, &mut is_cut))));
        }
    }
    lines.extend(verdict(plan, language).into_iter().map(|line| format!("- {line}")));
    is_cut |= !plan.verdict.outcomes.is_empty();
    if !plan.objections.is_empty() {
        lines.push(word(OBJECTIONS, language));
        for objection in plan.objections.iter().take(MOST_PROBLEMS) {
            lines.push(format!("- {}", short(&objection_line(objection, language), &mut is_cut)));
        }
        is_cut |= plan.objections.len() > MOST_PROBLEMS;
    }
    let attachment = is_cut.then(|| Attachment {
        name: format!("plan-{}.txt", plan.token()),
        content: full_text(plan, language).into_bytes(),
    });
    let is_confirmed = note == Some(CONFIRM);
    let button = |label: FixedText, step: Reindexing, destructive: bool| {
        Action::Reindex(step).id().map(|id| Button { label: word(label, language), id, destructive })
    };
    let apply = |despite| Reindexing::Apply { plan: plan.token(), despite };
    let first = match (plan.is_possible(), is_confirmed) {
        (false, _) => None,
        (true, false) => button(APPLY_BUTTON, apply(false), false),
        (true, true) => button(DESPITE_BUTTON, apply(true), true),
    };
    let row: Vec<Button> = first.into_iter().chain(button(AGAIN_BUTTON, Reindexing::Plan, false)).collect();
    let tone = if plan.problems.is_empty() && plan.objections.is_empty() { Tone::Info } else { Tone::Error };
    Reply { tone, buttons: vec![row], attachment, ..said(lines.join("\n"), language) }
}

/// All of a plan, line by line, for a file or a terminal.
#[must_use]
pub fn full_text(plan: &Plan, language: Language) -> String {
    let mut lines = head(plan, language);
    lines.extend(plan.problems.iter().map(ToString::to_string));
    if !plan.warnings.is_empty() {
        lines.push(word(WARNINGS, language));
        lines.extend(plan.warnings.iter().map(|text| format!("- {text}")));
    }
    for (name, difference) in differences(plan) {
        if !difference.is_empty() {
            lines.push(counts(name, difference, language));
            lines.extend(difference_lines(difference).iter().map(|text| format!("  {text}")));
        }
    }
    lines.extend(verdict(plan, language));
    if !plan.objections.is_empty() {
        lines.push(word(OBJECTIONS, language));
        lines.extend(plan.objections.iter().map(|objection| format!("- {}", objection_line(objection, language))));
    }
    if !plan.verdict.outcomes.is_empty() {
        lines.push(word(DIFFERING, language));
        for outcome in &plan.verdict.outcomes {
            lines.push(format!("? {}", outcome.question));
            lines.extend(outcome.before.iter().map(|text| format!("  - {}", text.replace('\n', "\n    "))));
            lines.push(format!("  + {}", outcome.after.replace('\n', "\n    ")));
            lines.extend(outcome.failure.iter().map(|why| format!("  ! {why}")));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn head(plan: &Plan, language: Language) -> Vec<String> {
    let generation = plan.in_use.clone().unwrap_or_else(|| word(NOTHING_IN_USE, language));
    let head = HEAD.in_language(language).replace("{plan}", &plan.token());
    let mut lines = vec![head.replace("{data}", plan.fingerprint.short()).replace("{generation}", &generation)];
    if !plan.problems.is_empty() {
        lines.push(filled(PROBLEMS, language, &[("count", plan.problems.len())]));
    } else if plan.is_current {
        lines.push(word(UP_TO_DATE, language));
    }
    lines
}

fn differences(plan: &Plan) -> [(FixedText, &Difference); 3] {
    let changes = &plan.changes;
    [(DOCUMENTS, &changes.documents), (ENTITIES, &changes.entities), (STATEMENTS, &changes.statements)]
}

fn counts(name: FixedText, difference: &Difference, language: Language) -> String {
    let numbers = [
        ("added", difference.added.len()),
        ("changed", difference.changed.len()),
        ("removed", difference.removed.len()),
    ];
    format!("{}: {}", name.in_language(language), filled(COUNTS, language, &numbers))
}

fn difference_lines(difference: &Difference) -> Vec<String> {
    let marked =
        |mark: &'static str, names: &[String]| names.iter().map(|name| format!("{mark} {name}")).collect::<Vec<_>>();
    [marked("+", &difference.added), marked("~", &difference.changed), marked("−", &difference.removed)].concat()
}

fn verdict(plan: &Plan, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.changes.lexicon {
        lines.push(word(LEXICON, language));
    }
    let verdict = &plan.verdict;
    if verdict.asked > 0 {
        let before = verdict.answered_before.map_or_else(|| "—".to_owned(), |before| before.to_string());
        let line = filled(ANSWERED, language, &[("asked", verdict.asked), ("after", verdict.answered_after)]);
        lines.push(line.replace("{before}", &before));
    }
    if verdict.pinned > 0 {
        let fail = verdict.outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
        let is_other = |before: &Option<String>, after: &String| before.as_ref().is_some_and(|before| before != after);
        let differ = verdict.outcomes.iter().filter(|outcome| is_other(&outcome.before, &outcome.after)).count();
        lines.push(filled(PINNED, language, &[("count", verdict.pinned), ("differ", differ), ("fail", fail)]));
    }
    lines
}

fn objection_line(objection: &Objection, language: Language) -> String {
    match objection {
        Objection::Lost { before, after } => filled(LOST, language, &[("before", *before), ("after", *after)]),
        Objection::Pinned { question, why } => {
            FAILS.in_language(language).replace("{question}", question).replace("{why}", why)
        }
    }
}

fn failed(error: &ReindexError, language: Language) -> Reply {
    let line = match error {
        ReindexError::Busy => word(BUSY, language),
        ReindexError::Moved => word(MOVED, language),
        ReindexError::Generation(GenerationError::NothingBefore) => word(NOTHING_BEFORE, language),
        ReindexError::Generation(error) => {
            let why = crate::generation::with_causes(error);
            tracing::error!(error = why, "a reindex did not work");
            FAILED.in_language(language).replace("{why}", &why)
        }
    };
    let again = Action::Reindex(Reindexing::Plan).id();
    let again = again.map(|id| Button { label: word(AGAIN_BUTTON, language), id, destructive: false });
    Reply { buttons: vec![again.into_iter().collect()], ..Reply::error(line, language) }
}

fn not_here(language: Language) -> Reply {
    Reply::error(word(NOT_HERE, language), language)
}

/// Something about a reindex, for the caller alone.
fn said(body: String, language: Language) -> Reply {
    Reply::info(Some(word(GROUP.name, language)), body, language).privately()
}

fn word(text: FixedText, language: Language) -> String {
    text.in_language(language).to_owned()
}

fn filled(text: FixedText, language: Language, numbers: &[(&str, usize)]) -> String {
    let text = word(text, language);
    numbers.iter().fold(text, |text, (name, number)| text.replace(&format!("{{{name}}}"), &number.to_string()))
}

/// A line as far as a reply shows it; `is_cut` where that is not all.
fn short(line: &str, is_cut: &mut bool) -> String {
    if line.chars().count() <= LONGEST_LINE {
        return line.to_owned();
    }
    *is_cut = true;
    line.chars().take(LONGEST_LINE).chain(['…']).collect()
}
