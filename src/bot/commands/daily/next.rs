//! `/daily next`: how the daily posts of a server stand, and what comes in the next fourteen days.

use crate::bot::response::Reply;
use crate::bot::store_failed;
use crate::bot::wording::{self, FixedText};

use super::GROUP;
use super::standing::{Ahead, lines};
use crate::bot::commands::{Call, Command, Run};

/// `/daily next`.
pub const COMMAND: Command = Command {
    path: "daily next",
    group: Some(&GROUP),
    name: FixedText { en: "next", zh_hans: "接下来", zh_hant: "接下來", es: "próximas" },
    description: FixedText {
        en: "The posts of the next fourteen days, and what keeps them back",
        zh_hans: "未来十四天的推送，以及受阻原因",
        zh_hant: "未來十四天的推送，以及受阻原因",
        es: "Las publicaciones de los próximos catorce días y qué las frena",
    },
    run: Run::Stored(|call| Box::pin(next(call))),
    ..Command::FOR_MANAGERS
};

const NONE_SET: FixedText = FixedText {
    en: "No channel of this server has a daily post. `/daily set` sets one up.",
    zh_hans: "本服务器没有频道开启每日推送。用 `/daily set` 开启。",
    zh_hant: "本伺服器沒有頻道開啟每日推送。用 `/daily set` 開啟。",
    es: "Ningún canal de este servidor tiene publicación diaria. `/daily set` la activa.",
};

async fn next(call: &Call<'_>) -> Reply {
    let language = call.language;
    let (Some(store), Some(guild)) = (&call.bot.store, call.request.caller.guild) else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    match lines(call, store, guild, Ahead::Fortnight).await {
        Ok(lines) if lines.is_empty() => {
            Reply::info(None, NONE_SET.in_language(language).to_owned(), language).privately()
        }
        Ok(lines) => Reply::info(Some(GROUP.description.in_language(language).to_owned()), lines.join("\n"), language)
            .privately(),
        Err(error) => store_failed(&error, language),
    }
}
