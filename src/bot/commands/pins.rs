//! *Pin as test*, on the menu of an answer: the answer must go on resting on what it rests on. `/pins`: the questions that
//! are pinned, whether they hold right now, and a menu that takes one out.

use crate::bot::Bot;
use crate::bot::action::{Recall, origin_of};
use crate::bot::curate::{self, Pages, Task};
use crate::bot::manners::MAX_QUESTION;
use crate::bot::request::Request;
use crate::bot::response::{Choice, Menu, Reply};
use crate::bot::wording::FixedText;
use crate::curation::pins;
use crate::reindex::pinned::{self, Pinned};
use crate::text::language::Language;

use super::{Call, Command, CommandOption, Form, OptionKind, Run};

/// The question of the answer on whose menu it was chosen. Nobody types it.
pub const QUESTION: FixedText = FixedText { en: "question", zh_hans: "问题", zh_hant: "問題", es: "pregunta" };

/// The id that tells how that answer came to be. Nobody types it.
pub const ORIGIN: FixedText = FixedText { en: "origin", zh_hans: "来源", zh_hant: "來源", es: "origen" };

/// *Pin as test*.
pub const PIN: Command = Command {
    path: "Pin as test",
    form: Form::Message,
    name: FixedText {
        en: "Pin as test", zh_hans: "固定为测试", zh_hant: "釘選為測試", es: "Fijar como prueba"
    },
    description: FixedText {
        en: "Holds on to an answer: every plan asks its question anew",
        zh_hans: "固定一个回答：每次重建索引前都会重新提问",
        zh_hant: "釘選一個回答：每次重建索引前都會重新提問",
        es: "Conserva una respuesta: cada plan repite su pregunta",
    },
    options: &[
        CommandOption {
            name: QUESTION,
            description: FixedText {
                en: "The question of the answer",
                zh_hans: "该回答的问题",
                zh_hant: "該回答的問題",
                es: "La pregunta de la respuesta",
            },
            kind: OptionKind::Text { max_length: MAX_QUESTION },
            required: false,
            complete: None,
        },
        CommandOption {
            name: ORIGIN,
            description: FixedText {
                en: "How the answer came to be",
                zh_hans: "回答的由来",
                zh_hant: "回答的由來",
                es: "Cómo surgió la respuesta",
            },
            kind: OptionKind::Text { max_length: LONGEST_ID },
            required: false,
            complete: None,
        },
    ],
    run: Run::Stored(|call| Box::pin(pin(call))),
    ..Command::AT_HOME
};

/// `/pins`.
pub const LIST: Command = Command {
    path: "pins",
    name: FixedText { en: "pins", zh_hans: "固定问题", zh_hant: "釘選問題", es: "fijadas" },
    description: FixedText {
        en: "The pinned questions, whether they hold, and taking one out",
        zh_hans: "查看固定的问题及其是否仍成立，并可移除",
        zh_hant: "檢視釘選的問題及其是否仍成立，並可移除",
        es: "Las preguntas fijadas, si se cumplen, y cómo quitarlas",
    },
    run: Run::Stored(|call| Box::pin(async { page(call.bot, 0, call.language) })),
    ..Command::AT_HOME
};

/// Longest id of a component, in characters (Discord's own limit).
const LONGEST_ID: u16 = 100;

/// Questions on a page.
const ON_A_PAGE: u32 = 10;

const NO_ANSWER: FixedText = FixedText {
    en: "This is no answer of mine to a question. Choose *Pin as test* on the menu of one.",
    zh_hans: "这不是我对问题的回答。请在我的回答的菜单中选择“固定为测试”。",
    zh_hant: "這不是我對問題的回答。請在我的回答的選單中選擇「釘選為測試」。",
    es: "Esto no es una respuesta mía a una pregunta. Elige «Fijar como prueba» en el menú de una.",
};

const LEANS: FixedText = FixedText {
    en: "This question leans on what was said before in a way that no file can keep. Ask it as a whole, and pin that answer.",
    zh_hans: "这个问题依赖之前的对话，无法单独保存。请把问题问完整，再固定那个回答。",
    zh_hant: "這個問題依賴之前的對話，無法單獨保存。請把問題問完整，再釘選那個回答。",
    es: "Esta pregunta se apoya en lo dicho antes de un modo que ningún archivo puede guardar. Hazla entera y fija esa respuesta.",
};

const PINNED: FixedText = FixedText {
    en: "Pinned. From now on the answer must rest on:",
    zh_hans: "已固定。此后该回答必须依据：",
    zh_hant: "已釘選。此後該回答必須依據：",
    es: "Fijada. Desde ahora la respuesta debe apoyarse en:",
};

const PINNED_UNKNOWN: FixedText = FixedText {
    en: "Pinned. From now on the answer must be that no document says so.",
    zh_hans: "已固定。此后回答必须是：没有文档提到。",
    zh_hant: "已釘選。此後回答必須是：沒有文件提到。",
    es: "Fijada. Desde ahora la respuesta debe ser que ningún documento lo dice.",
};

const NONE: FixedText = FixedText {
    en: "No question is pinned yet. *Pin as test* on the menu of an answer pins one.",
    zh_hans: "还没有固定的问题。在回答的菜单中选择“固定为测试”即可固定。",
    zh_hant: "還沒有釘選的問題。在回答的選單中選擇「釘選為測試」即可釘選。",
    es: "Aún no hay preguntas fijadas. «Fijar como prueba», en el menú de una respuesta, fija una.",
};

const REMOVE: FixedText =
    FixedText {
        en: "Take one out …", zh_hans: "移除一个……", zh_hant: "移除一個……", es: "Quitar una…"
    };

const REMOVED: FixedText = FixedText {
    en: "Taken out: {question}",
    zh_hans: "已移除：{question}",
    zh_hant: "已移除：{question}",
    es: "Quitada: {question}",
};

const GONE: FixedText = FixedText {
    en: "This question is not pinned any more.",
    zh_hans: "这个问题已不再固定。",
    zh_hant: "這個問題已不再釘選。",
    es: "Esta pregunta ya no está fijada.",
};

async fn pin(call: &Call<'_>) -> Reply {
    let language = call.language;
    let wrong = |text: FixedText| Reply::error(text.in_language(language).to_owned(), language);
    let (question, origin) = (call.text(&QUESTION), origin_of(call.text(&ORIGIN)));
    let Some(origin) = origin.filter(|_| !question.is_empty()) else { return wrong(NO_ANSWER) };
    let Recall::Question(topic) = &origin.recall else { return wrong(NO_ANSWER) };
    let folder = match curate::hold(call.bot, language) {
        Ok(folder) => folder,
        Err(reply) => return *reply,
    };
    let by = call.request.caller.member.to_string();
    let pinned = pins::pin(call.engine, question, topic, origin.language, by, call.request.today);
    let Some(pinned) = pinned else { return wrong(LEANS) };
    let change = match pins::add(&folder.path, &pinned) {
        Ok(change) => change,
        Err(error) => return curate::failed(&error, language),
    };
    let text = if pinned.statements.is_empty() { PINNED_UNKNOWN } else { PINNED };
    let mut lines = vec![text.in_language(language).to_owned()];
    lines.extend(pinned.statements.iter().map(|statement| format!("- {statement}")));
    let reply = Reply::info(Some(question.to_owned()), lines.join("\n"), language);
    let id = pins::id(&pinned);
    call.bot.note(call.request, "pin", &format!("{id} {}", pinned.statements.join("; "))).await;
    curate::hand_over(&folder, &change, &format!("pin-{id}"), reply)
}

/// A page of the pinned questions, counted from 0, each with whether the answers of now hold it.
pub(in crate::bot) fn page(bot: &Bot, wanted: u32, language: Language) -> Reply {
    let Some(folder) = &bot.operator.data else { return curate::no_data(language) };
    let (pinned, problems) = pinned::read(&folder.path);
    let title = Some(LIST.name.in_language(language).to_owned());
    let engine = bot.engine();
    let pages = Pages::new(wanted, pinned.len() as u64, ON_A_PAGE);
    let shown: Vec<&Pinned> =
        pinned.iter().skip((pages.number * ON_A_PAGE) as usize).take(ON_A_PAGE as usize).collect();
    let mut lines: Vec<String> = Vec::new();
    for pinned in &shown {
        let failure = pinned.failure(&engine, &pinned.answer(&engine, pinned.on));
        let asked = pinned.history.iter().chain([&pinned.question]).cloned().collect::<Vec<_>>().join(" → ");
        let mark = if failure.is_none() { "✓" } else { "✗" };
        lines.push(format!("- {mark} {asked} · {} · {}", pinned.by, pinned.on));
        lines.extend(failure.map(|failure| format!("  {failure}")));
    }
    if !problems.is_empty() {
        lines.push(curate::problem_lines(&problems));
    }
    if lines.is_empty() {
        return Reply::info(title, NONE.in_language(language).to_owned(), language).privately();
    }
    let choices: Vec<Choice> =
        shown.iter().map(|pinned| Choice { shown: pinned.question.clone(), value: pins::id(pinned) }).collect();
    let menu = (!choices.is_empty()).then(|| Menu {
        prompt: REMOVE.in_language(language).to_owned(),
        id: Task::Unpin.id(),
        choices,
    });
    let reply = Reply { menu, ..Reply::info(title, lines.join("\n"), language) }.privately();
    pages.under(reply, Task::Pins)
}

/// Takes the pinned question of an id out.
pub(in crate::bot) async fn remove(bot: &Bot, request: &Request, id: &str, language: Language) -> Reply {
    let folder = match curate::hold(bot, language) {
        Ok(folder) => folder,
        Err(reply) => return *reply,
    };
    let (pinned, _) = pinned::read(&folder.path);
    let Some(question) = pinned.into_iter().find(|pinned| pins::id(pinned) == id) else {
        return Reply::error(GONE.in_language(language).to_owned(), language);
    };
    let change = match pins::remove(&folder.path, id) {
        Ok(change) => change,
        Err(error) => return curate::failed(&error, language),
    };
    let text = REMOVED.in_language(language).replace("{question}", &question.question);
    bot.note(request, "unpin", &format!("{id} {}", question.statements.join("; "))).await;
    curate::hand_over(&folder, &change, &format!("unpin-{id}"), Reply::info(None, text, language))
}
