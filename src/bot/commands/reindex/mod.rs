//! `/reindex`: what a change of the data folder would do (`plan`), put to use (`apply`), taken back (`undo`).
//!
//! - [`shown`]: a plan in words.

mod shown;

use std::sync::Arc;

use crate::bot::action::{Action, Reindexing};
use crate::bot::request::{Place, Request};
use crate::bot::response::{Button, Reply};
use crate::bot::wording::FixedText;
use crate::bot::{Bot, store_failed};
use crate::generation::GenerationError;
use crate::ops::numbers;
use crate::reindex::{Outcome, ReindexError, Reindexer, Stage, Swapped};
use crate::store::NewApplied;
use crate::text::language::Language;

use super::{Call, Command, CommandOption, Group, OptionKind, Pending, Run};
use shown::{CHANGED, CONFIRM, to};

pub use shown::{full_text, told};

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
const AGAIN_BUTTON: FixedText =
    FixedText { en: "Plan anew", zh_hans: "重新计划", zh_hant: "重新計畫", es: "Planear de nuevo" };
const UNDO_BUTTON: FixedText = FixedText { en: "Undo", zh_hans: "撤销", zh_hant: "復原", es: "Deshacer" };
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
