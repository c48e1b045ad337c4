//! `/settings set`: changes what holds in the server or in a channel.

use crate::bot::response::Reply;
use crate::bot::settings::{Key, NO, YES};
use crate::bot::store_failed;
use crate::bot::wording::{self, FixedText};

use super::show::shown;
use super::{GROUP, ONE_CHANNEL, scope};
use crate::bot::commands::{Call, ChoiceOption, Command, CommandOption, OptionKind, Run};

const LANGUAGE: FixedText = FixedText { en: "language", zh_hans: "语言", zh_hant: "語言", es: "idioma" };
const PRIVATE: FixedText = FixedText { en: "private", zh_hans: "私密", zh_hant: "私密", es: "privado" };
const ANSWERS: FixedText = FixedText { en: "answers", zh_hans: "回答", zh_hant: "回答", es: "respuestas" };
const QUESTIONS: FixedText = FixedText { en: "questions", zh_hans: "提问", zh_hant: "提問", es: "preguntas" };
const COOLDOWN: FixedText = FixedText { en: "cooldown", zh_hans: "冷却", zh_hant: "冷卻", es: "espera" };

/// Longest cool-down, in seconds: an hour.
const LONGEST_COOLDOWN: i64 = 3_600;

const fn flag(name: FixedText, description: FixedText) -> CommandOption {
    CommandOption { name, description, kind: OptionKind::Flag, required: false, complete: None }
}

/// `/settings set`.
pub const SET: Command = Command {
    path: "settings set",
    group: Some(&GROUP),
    name: FixedText { en: "set", zh_hans: "更改", zh_hant: "變更", es: "cambiar" },
    description: FixedText {
        en: "Changes what holds in the server or in one channel",
        zh_hans: "更改整个服务器或某个频道的设置",
        zh_hant: "變更整個伺服器或某個頻道的設定",
        es: "Cambia lo que rige en el servidor o en un canal",
    },
    options: &[
        ONE_CHANNEL,
        CommandOption {
            name: LANGUAGE,
            description: FixedText {
                en: "The language to speak, where a question's own words don't tell",
                zh_hans: "使用的语言（问题本身看不出语言时）",
                zh_hant: "使用的語言（問題本身看不出語言時）",
                es: "El idioma, cuando la pregunta no lo deja ver",
            },
            kind: OptionKind::Choice(&[
                ChoiceOption { name: FixedText::same("English"), value: "en-US" },
                ChoiceOption { name: FixedText::same("简体中文"), value: "zh-CN" },
                ChoiceOption { name: FixedText::same("繁體中文"), value: "zh-TW" },
                ChoiceOption { name: FixedText::same("Español"), value: "es-ES" },
            ]),
            required: false,
            complete: None,
        },
        flag(
            PRIVATE,
            FixedText {
                en: "Whether answers to commands are for the one who asks alone",
                zh_hans: "命令的回答是否仅提问者可见",
                zh_hant: "指令的回答是否僅提問者可見",
                es: "Si las respuestas a comandos son solo para quien pregunta",
            },
        ),
        flag(
            ANSWERS,
            FixedText {
                en: "Whether I answer questions here",
                zh_hans: "我是否在此回答问题",
                zh_hant: "我是否在此回答問題",
                es: "Si respondo preguntas aquí",
            },
        ),
        flag(
            QUESTIONS,
            FixedText {
                en: "Whether every message here is a question to me",
                zh_hans: "此处的每条消息是否都视为提问",
                zh_hant: "此處的每則訊息是否都視為提問",
                es: "Si cada mensaje aquí es una pregunta para mí",
            },
        ),
        CommandOption {
            name: COOLDOWN,
            description: FixedText {
                en: "Seconds between a member's questions; 0 is none",
                zh_hans: "同一成员两次提问的间隔秒数；0 为不限",
                zh_hant: "同一成員兩次提問的間隔秒數；0 為不限",
                es: "Segundos entre preguntas de un miembro; 0 es ninguno",
            },
            kind: OptionKind::Number { least: 0, most: LONGEST_COOLDOWN },
            required: false,
            complete: None,
        },
    ],
    run: Run::Stored(|call| Box::pin(set(call))),
    ..Command::FOR_MANAGERS
};

const NOTHING_GIVEN: FixedText = FixedText {
    en: "Nothing was given to change. Choose at least one of the options.",
    zh_hans: "没有给出要更改的内容。请至少选择一个选项。",
    zh_hant: "沒有給出要變更的內容。請至少選擇一個選項。",
    es: "No se ha dado nada que cambiar. Elige al menos una opción.",
};

const NO_INTENT: FixedText = FixedText {
    en: "I can't read messages that are not addressed to me: the operator has not turned the message-content intent on.",
    zh_hans: "我无法读取未发给我的消息：运营者没有开启消息内容权限。",
    zh_hant: "我無法讀取未發給我的訊息：營運者沒有開啟訊息內容權限。",
    es: "No puedo leer mensajes que no se me dirigen: quien opera no ha activado el permiso de contenido de mensajes.",
};

async fn set(call: &Call<'_>) -> Reply {
    let language = call.language;
    let Some(store) = &call.bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    let word = |flag: bool| if flag { YES } else { NO }.to_owned();
    let locale = Some(call.text(&LANGUAGE)).filter(|locale| !locale.is_empty()).map(ToOwned::to_owned);
    let wanted: Vec<(Key, String)> = [
        (Key::Language, locale),
        (Key::Private, call.flag(&PRIVATE).map(word)),
        (Key::Answers, call.flag(&ANSWERS).map(word)),
        (Key::Questions, call.flag(&QUESTIONS).map(word)),
        (Key::Cooldown, call.number(&COOLDOWN).map(|seconds| seconds.to_string())),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect();
    if wanted.is_empty() {
        return Reply::error(NOTHING_GIVEN.in_language(language).to_owned(), language);
    }
    if call.flag(&QUESTIONS) == Some(true) && !call.bot.operator.message_content {
        return Reply::error(NO_INTENT.in_language(language).to_owned(), language);
    }
    let scope = scope(call);
    for (key, value) in &wanted {
        if let Err(error) = call.bot.settings.set(store, scope, *key, value).await {
            return store_failed(&error, language);
        }
    }
    let detail = wanted.iter().map(|(key, value)| format!("{}={value}", key.name())).collect::<Vec<_>>().join(" ");
    call.note("settings set", &format!("{scope:?} {detail}")).await;
    shown(call.bot, scope, language)
}
