//! `/daily off`: ends the daily post of a channel.

use crate::bot::response::Reply;
use crate::bot::store_failed;
use crate::bot::wording::{self, FixedText};

use super::GROUP;
use crate::bot::commands::posting::CHANNEL;
use crate::bot::commands::{Call, Command, CommandOption, OptionKind, Run};

/// `/daily off`.
pub const COMMAND: Command = Command {
    path: "daily off",
    group: Some(&GROUP),
    name: FixedText { en: "off", zh_hans: "关闭", zh_hant: "關閉", es: "quitar" },
    description: FixedText {
        en: "Ends the daily post of a channel",
        zh_hans: "停止某个频道的每日推送",
        zh_hant: "停止某個頻道的每日推送",
        es: "Termina la publicación diaria de un canal",
    },
    options: &[CommandOption {
        name: CHANNEL,
        description: FixedText {
            en: "The channel; without it, this one",
            zh_hans: "频道；不填则为当前频道",
            zh_hant: "頻道；不填則為目前頻道",
            es: "El canal; si falta, este",
        },
        kind: OptionKind::ChannelOrThread,
        required: false,
        complete: None,
    }],
    run: Run::Stored(|call| Box::pin(off(call))),
    ..Command::FOR_MANAGERS
};

const IS_OFF: FixedText = FixedText {
    en: "Ended: nothing more is posted to {channel}.",
    zh_hans: "已停止：不再向 {channel} 推送。",
    zh_hant: "已停止：不再向 {channel} 推送。",
    es: "Terminado: no se publica nada más en {channel}.",
};

const WAS_OFF: FixedText = FixedText {
    en: "There is no daily post in {channel}.",
    zh_hans: "{channel} 没有每日推送。",
    zh_hant: "{channel} 沒有每日推送。",
    es: "No hay publicación diaria en {channel}.",
};

async fn off(call: &Call<'_>) -> Reply {
    let language = call.language;
    let Some(store) = &call.bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    let channel = call.channel(&CHANNEL).unwrap_or(call.request.caller.channel);
    // A channel of another server is not this one's to end.
    let is_here = match store.subscription(channel).await {
        Ok(known) => known.is_some_and(|known| Some(known.to.guild) == call.request.caller.guild),
        Err(error) => return store_failed(&error, language),
    };
    let ended = match if is_here { store.unsubscribe(channel).await } else { Ok(false) } {
        Ok(ended) => ended,
        Err(error) => return store_failed(&error, language),
    };
    if ended {
        call.note("daily off", &channel.to_string()).await;
    }
    let text = if ended { IS_OFF } else { WAS_OFF };
    let text = text.in_language(language).replace("{channel}", &format!("<#{channel}>"));
    Reply::info(None, text, language).privately()
}
