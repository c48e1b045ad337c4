//! `/settings show`: what holds in the server or in a channel, each value with where it comes from.

use crate::bot::Bot;
use crate::bot::action::Action;
use crate::bot::response::{Button, Reply};
use crate::bot::settings::{Key, NO, PlaceSettings, YES};
use crate::bot::wording::FixedText;
use crate::store::Scope;
use crate::text::language::Language;

use super::{GROUP, ONE_CHANNEL, scope};
use crate::bot::commands::{Call, Command, Run};

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

fn show(call: &Call<'_>) -> Reply {
    shown(call.bot, scope(call), call.language)
}

/// What holds in a scope, each value with where it comes from, and a button that takes back what is set there.
pub(super) fn shown(bot: &Bot, scope: Scope, language: Language) -> Reply {
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
