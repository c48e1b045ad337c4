//! `/settings show`, `set`, `reset`: what holds in a server or a channel. For those who manage the server.

use crate::bot::action::Action;
use crate::bot::response::{Button, Reply};
use crate::bot::settings::{Key, NO, PlaceSettings, YES};
use crate::bot::wording::{self, FixedText};
use crate::bot::{Bot, store_failed};
use crate::store::Scope;
use crate::text::language::Language;

use super::{Call, ChoiceOption, Command, CommandOption, Group, OptionKind, Run};

const GROUP: Group = Group {
    name: FixedText { en: "settings", zh_hans: "设置", zh_hant: "設定", es: "ajustes" },
    description: FixedText {
        en: "What holds in this server and its channels",
        zh_hans: "本服务器及其频道的设置",
        zh_hant: "本伺服器及其頻道的設定",
        es: "Lo que rige en este servidor y sus canales",
    },
};

const CHANNEL: FixedText = FixedText { en: "channel", zh_hans: "频道", zh_hant: "頻道", es: "canal" };
const LANGUAGE: FixedText = FixedText { en: "language", zh_hans: "语言", zh_hant: "語言", es: "idioma" };
const PRIVATE: FixedText = FixedText { en: "private", zh_hans: "私密", zh_hant: "私密", es: "privado" };
const ANSWERS: FixedText = FixedText { en: "answers", zh_hans: "回答", zh_hant: "回答", es: "respuestas" };
const QUESTIONS: FixedText = FixedText { en: "questions", zh_hans: "提问", zh_hant: "提問", es: "preguntas" };
const COOLDOWN: FixedText = FixedText { en: "cooldown", zh_hans: "冷却", zh_hant: "冷卻", es: "espera" };

/// Longest cool-down, in seconds: an hour.
const LONGEST_COOLDOWN: i64 = 3_600;

const ONE_CHANNEL: CommandOption = CommandOption {
    name: CHANNEL,
    description: FixedText {
        en: "One channel; without it, the whole server",
        zh_hans: "某个频道；不填则为整个服务器",
        zh_hant: "某個頻道；不填則為整個伺服器",
        es: "Un canal; si falta, todo el servidor",
    },
    kind: OptionKind::Channel,
    required: false,
    complete: None,
};

const fn flag(name: FixedText, description: FixedText) -> CommandOption {
    CommandOption { name, description, kind: OptionKind::Flag, required: false, complete: None }
}

/// `/settings show`.
pub const SHOW: Command = Command {
    path: "settings show",
    group: Some(&GROUP),
    name: FixedText { en: "show", zh_hans: "查看", zh_hant: "檢視", es: "ver" },
    description: FixedText {
        en: "What holds here, and where it was set",
        zh_hans: "当前生效的设置及其来源",
        zh_hant: "目前生效的設定及其來源",
        es: "Qué rige aquí y dónde se ajustó",
    },
    options: &[ONE_CHANNEL],
    run: Run::Memory(show),
    ..Command::FOR_MANAGERS
};

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

/// `/settings reset`.
pub const RESET: Command = Command {
    path: "settings reset",
    group: Some(&GROUP),
    name: FixedText { en: "reset", zh_hans: "重置", zh_hant: "重設", es: "restablecer" },
    description: FixedText {
        en: "Takes back all settings of the server, or of one channel",
        zh_hans: "撤销整个服务器或某个频道的所有设置",
        zh_hant: "撤銷整個伺服器或某個頻道的所有設定",
        es: "Retira todos los ajustes del servidor o de un canal",
    },
    options: &[ONE_CHANNEL],
    run: Run::Stored(|call| Box::pin(take_back(call))),
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

const NOT_SET: FixedText =
    FixedText { en: "the caller's own", zh_hans: "随提问者", zh_hant: "隨提問者", es: "el de quien pregunta" };

const USUAL_PACE: FixedText = FixedText {
    en: "the operator's pace",
    zh_hans: "运营者的默认频率",
    zh_hant: "營運者的預設頻率",
    es: "el ritmo de quien opera",
};

const IS_YES: FixedText = FixedText { en: "yes", zh_hans: "是", zh_hant: "是", es: "sí" };
const IS_NO: FixedText = FixedText { en: "no", zh_hans: "否", zh_hant: "否", es: "no" };

const OF_CHANNEL: FixedText =
    FixedText { en: "set for the channel", zh_hans: "频道设置", zh_hant: "頻道設定", es: "del canal" };
const OF_SERVER: FixedText =
    FixedText { en: "set for the server", zh_hans: "服务器设置", zh_hant: "伺服器設定", es: "del servidor" };
const OF_OPERATOR: FixedText = FixedText { en: "default", zh_hans: "默认", zh_hant: "預設", es: "por defecto" };

const RESET_BUTTON: FixedText = FixedText { en: "Reset", zh_hans: "重置", zh_hant: "重設", es: "Restablecer" };

const RESET_DONE: FixedText = FixedText {
    en: "Done: nothing is set there any more.",
    zh_hans: "完成：那里不再有任何设置。",
    zh_hant: "完成：那裡不再有任何設定。",
    es: "Hecho: ya no hay nada ajustado ahí.",
};

fn scope(call: &Call<'_>) -> Scope {
    let guild = call.request.caller.guild.unwrap_or_default();
    call.channel(&CHANNEL).map_or(Scope::Guild(guild), |channel| Scope::Channel { guild, channel })
}

fn show(call: &Call<'_>) -> Reply {
    shown(call.bot, scope(call), call.language)
}

/// What holds in a scope, each value with where it comes from, and a button that takes back what is set there.
fn shown(bot: &Bot, scope: Scope, language: Language) -> Reply {
    let (guild, channel) = match scope {
        Scope::Guild(guild) => (guild, None),
        Scope::Channel { guild, channel } => (guild, Some(channel)),
    };
    let settings = bot.settings.at(Some(guild), channel.unwrap_or_default());
    let of_server = bot.settings.own(Scope::Guild(guild));
    let of_channel = channel.map(|channel| bot.settings.own(Scope::Channel { guild, channel })).unwrap_or_default();
    let lines: Vec<String> = Key::ALL
        .into_iter()
        .map(|key| {
            let origin = if of_channel.contains_key(key.name()) {
                OF_CHANNEL
            } else if of_server.contains_key(key.name()) {
                OF_SERVER
            } else {
                OF_OPERATOR
            };
            let label = key.label().in_language(language);
            format!("- {label}: {} ({})", value(settings, key, language), origin.in_language(language))
        })
        .collect();
    let own = if channel.is_some() { of_channel } else { of_server };
    let reset = Action::Reset(channel).id().filter(|_| !own.is_empty()).map(|id| Button {
        label: RESET_BUTTON.in_language(language).to_owned(),
        id,
        destructive: true,
    });
    let title = GROUP.name.in_language(language).to_owned();
    let buttons = reset.map(|button| vec![button]).into_iter().collect();
    Reply { buttons, ..Reply::info(Some(title), lines.join("\n"), language) }.privately()
}

fn value(settings: PlaceSettings, key: Key, language: Language) -> String {
    match (settings.value(key).as_deref(), key) {
        (Some(YES), _) => IS_YES.in_language(language).to_owned(),
        (Some(NO), _) => IS_NO.in_language(language).to_owned(),
        (Some(value), _) => value.to_owned(),
        (None, Key::Language) => NOT_SET.in_language(language).to_owned(),
        (None, _) => USUAL_PACE.in_language(language).to_owned(),
    }
}

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

async fn take_back(call: &Call<'_>) -> Reply {
    let scope = scope(call);
    let reply = reset(call.bot, scope, call.language).await;
    call.note("settings reset", &format!("{scope:?}")).await;
    reply
}

/// Takes back all settings of a scope.
pub(in crate::bot) async fn reset(bot: &Bot, scope: Scope, language: Language) -> Reply {
    let Some(store) = &bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    match bot.settings.reset(store, scope).await {
        Ok(()) => Reply::info(None, RESET_DONE.in_language(language).to_owned(), language).privately(),
        Err(error) => store_failed(&error, language),
    }
}
