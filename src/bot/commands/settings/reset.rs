//! `/settings reset`: takes back what is set in the server or in a channel.

use crate::bot::response::Reply;
use crate::bot::wording::{self, FixedText};
use crate::bot::{Bot, store_failed};
use crate::store::Scope;
use crate::text::language::Language;

use super::{GROUP, ONE_CHANNEL, scope};
use crate::bot::commands::{Call, Command, Run};

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

const RESET_DONE: FixedText = FixedText {
    en: "Done: nothing is set there any more.",
    zh_hans: "完成：那里不再有任何设置。",
    zh_hant: "完成：那裡不再有任何設定。",
    es: "Hecho: ya no hay nada ajustado ahí.",
};

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
