//! `/settings show`, `set`, `reset`: what holds in a server or a channel. For those who manage the server.

mod reset;
mod set;
mod show;

use crate::bot::wording::FixedText;
use crate::store::Scope;

use super::posting::CHANNEL;
use super::{Call, CommandOption, Group, OptionKind};

pub use reset::RESET;
pub(in crate::bot) use reset::reset;
pub use set::SET;
pub use show::SHOW;

const GROUP: Group = Group {
    name: FixedText { en: "settings", zh_hans: "设置", zh_hant: "設定", es: "ajustes" },
    description: FixedText {
        en: "What holds in this server and its channels",
        zh_hans: "本服务器及其频道的设置",
        zh_hant: "本伺服器及其頻道的設定",
        es: "Lo que rige en este servidor y sus canales",
    },
};

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

fn scope(call: &Call<'_>) -> Scope {
    let guild = call.request.caller.guild.unwrap_or_default();
    call.channel(&CHANNEL).map_or(Scope::Guild(guild), |channel| Scope::Channel { guild, channel })
}
