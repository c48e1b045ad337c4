//! `/privacy`: what is stored, to the last item, and a button that deletes what is stored of the caller.

use crate::bot::action::Action;
use crate::bot::response::{Button, Reply};
use crate::bot::wording::{self, FixedText};
use crate::bot::{Bot, store_failed};
use crate::text::language::Language;

use super::{Call, Command, Places, Run};

/// The command.
pub const COMMAND: Command = Command {
    path: "privacy",
    name: FixedText { en: "privacy", zh_hans: "隐私", zh_hant: "隱私", es: "privacidad" },
    description: FixedText {
        en: "What I store, and a button to delete what I store of you",
        zh_hans: "我存储什么，并可删除与您有关的内容",
        zh_hant: "我儲存什麼，並可刪除與您有關的內容",
        es: "Qué guardo, y un botón para borrar lo tuyo",
    },
    places: Places::ON_DISCORD,
    run: Run::Memory(respond),
    ..Command::BASE
};

const STORED: FixedText = FixedText {
    en: "I read what is addressed to me, answer it, and forget it. This is all that is stored:\n- If you press 👍 or report a mistake: your id, the server's, channel's and message's ids, the time, what the answer was about, and what you wrote into the form.\n- What I could not answer: how often, by what was asked (as “revenue of Zhipu”), never who asked.\n- What moderators have set for a server or a channel.\n- Who changed what in my knowledge: moderators alone.",
    zh_hans: "我读取发给我的内容，回答后即忘。存储的仅有：\n- 如果您点 👍 或报告错误：您的 ID，服务器、频道和消息的 ID，时间，回答的主题，以及您在表单中填写的内容。\n- 我未能回答的：按所问内容（如“智谱的收入”）计数，不记录提问者。\n- 管理员为服务器或频道所做的设置。\n- 谁更改了我的知识：仅限管理员。",
    zh_hant: "我讀取發給我的內容，回答後即忘。儲存的僅有：\n- 如果您按 👍 或回報錯誤：您的 ID，伺服器、頻道和訊息的 ID，時間，回答的主題，以及您在表單中填寫的內容。\n- 我未能回答的：按所問內容（如「智譜的收入」）計數，不記錄提問者。\n- 管理員為伺服器或頻道所做的設定。\n- 誰更改了我的知識：僅限管理員。",
    es: "Leo lo que se me dirige, respondo y lo olvido. Esto es todo lo que se guarda:\n- Si pulsas 👍 o informas de un error: tu id, los del servidor, canal y mensaje, la hora, de qué trataba la respuesta y lo que escribiste en el formulario.\n- Lo que no supe responder: cuántas veces, según qué se preguntó (como «ingresos de Zhipu»), nunca quién.\n- Lo que los moderadores han ajustado para un servidor o canal.\n- Quién cambió qué en mis conocimientos: solo moderadores.",
};

const NO_QUESTIONS: FixedText = FixedText {
    en: "The text of questions is not stored.",
    zh_hans: "问题的文字不会被存储。",
    zh_hant: "問題的文字不會被儲存。",
    es: "El texto de las preguntas no se guarda.",
};

/// `{days}` is filled in.
const QUESTIONS: FixedText = FixedText {
    en: "The operator has turned on that the question is stored along with 👍 and reports, for {days} days.",
    zh_hans: "运营者已启用：随 👍 和报告一并存储问题，保留 {days} 天。",
    zh_hant: "營運者已啟用：隨 👍 和回報一併儲存問題，保留 {days} 天。",
    es: "Quien opera ha activado que la pregunta se guarde con 👍 y los informes, durante {days} días.",
};

const FORGET: FixedText =
    FixedText {
        en: "Delete my entries", zh_hans: "删除我的记录", zh_hant: "刪除我的紀錄", es: "Borrar mis datos"
    };

/// `{count}` is filled in.
const FORGOTTEN: FixedText = FixedText {
    en: "Done. Entries deleted: {count}.",
    zh_hans: "完成。已删除 {count} 条记录。",
    zh_hant: "完成。已刪除 {count} 筆紀錄。",
    es: "Hecho. Entradas borradas: {count}.",
};

/// What the operator keeps of questions, in one sentence.
pub(super) fn questions(bot: &Bot, language: Language) -> String {
    if bot.operator.keeps_questions() {
        QUESTIONS.in_language(language).replace("{days}", &bot.operator.keep_questions_days.to_string())
    } else {
        NO_QUESTIONS.in_language(language).to_owned()
    }
}

fn respond(call: &Call<'_>) -> Reply {
    let language = call.language;
    let body = format!("{}\n\n{}", STORED.in_language(language), questions(call.bot, language));
    let title = COMMAND.name.in_language(language).to_owned();
    let forget = Action::Forget.id().filter(|_| call.bot.store.is_some()).map(|id| Button {
        label: FORGET.in_language(language).to_owned(),
        id,
        destructive: true,
    });
    Reply {
        buttons: forget.map(|button| vec![button]).into_iter().collect(),
        ..Reply::info(Some(title), body, language)
    }
    .privately()
}

/// Deletes what is stored of a member.
pub(in crate::bot) async fn forget(bot: &Bot, member: u64, language: Language) -> Reply {
    let Some(store) = &bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    match store.forget_member(member).await {
        Ok(forgotten) => {
            let count = (forgotten.feedback + forgotten.decisions).to_string();
            Reply::info(None, FORGOTTEN.in_language(language).replace("{count}", &count), language).privately()
        }
        Err(error) => store_failed(&error, language),
    }
}
