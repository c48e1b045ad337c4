//! `/gaps show`: what was asked and not known, by property and entity; `/gaps post`: the same every week in a channel.
//! What was asked once or twice is not shown: it could tell who asked.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::bot::{curate, store_failed};
use crate::calendar::schedule::next_board;
use crate::engine::Engine;
use crate::store::{Gap, Store, StoreError};
use crate::text::language::Language;

use super::posting::{self, CHANNEL, TAG_OPTION, checked};
use super::{Call, Command, CommandOption, Group, OptionKind, Run};

const GROUP: Group = Group {
    name: FixedText { en: "gaps", zh_hans: "缺口", zh_hant: "缺口", es: "lagunas" },
    description: FixedText {
        en: "What was asked and not known",
        zh_hans: "被问到但没有答案的内容",
        zh_hant: "被問到但沒有答案的內容",
        es: "Qué se preguntó y no se sabía",
    },
};

const WEEKS: FixedText = FixedText { en: "weeks", zh_hans: "周数", zh_hant: "週數", es: "semanas" };

/// What was asked less often is not shown.
const LEAST_SHOWN: u64 = 3;

/// Gaps that are shown at most.
const MOST_SHOWN: u32 = 25;

/// Weeks that are shown where none are given, and at most: a year.
const USUAL_WEEKS: i64 = 4;
const MOST_WEEKS: i64 = 52;

const ONE_CHANNEL: CommandOption = CommandOption {
    name: CHANNEL,
    description: FixedText { en: "The channel", zh_hans: "频道", zh_hant: "頻道", es: "El canal" },
    kind: OptionKind::ChannelOrThread,
    required: true,
    complete: None,
};

/// `/gaps show`.
pub const SHOW: Command = Command {
    path: "gaps show",
    group: Some(&GROUP),
    name: FixedText { en: "show", zh_hans: "查看", zh_hant: "檢視", es: "ver" },
    description: FixedText {
        en: "What was asked in vain in the last weeks, by property and name",
        zh_hans: "最近几周未能回答的内容，按属性和名称统计",
        zh_hant: "最近幾週未能回答的內容，依屬性和名稱統計",
        es: "Qué se preguntó en vano en las últimas semanas, por propiedad y nombre",
    },
    options: &[CommandOption {
        name: WEEKS,
        description: FixedText {
            en: "How many weeks; four if not given",
            zh_hans: "几周；不填则为四周",
            zh_hant: "幾週；不填則為四週",
            es: "Cuántas semanas; si falta, cuatro",
        },
        kind: OptionKind::Number { least: 1, most: MOST_WEEKS },
        required: false,
        complete: None,
    }],
    run: Run::Stored(|call| Box::pin(show(call))),
    ..Command::AT_HOME
};

/// `/gaps post`.
pub const POST: Command = Command {
    path: "gaps post",
    group: Some(&GROUP),
    name: FixedText { en: "post", zh_hans: "推送", zh_hant: "推送", es: "publicar" },
    description: FixedText {
        en: "Posts it to a channel every Monday",
        zh_hans: "每周一推送到频道",
        zh_hant: "每週一推送到頻道",
        es: "Lo publica en un canal cada lunes",
    },
    options: &[ONE_CHANNEL, TAG_OPTION],
    needs_server: true,
    run: Run::Stored(|call| Box::pin(post(call))),
    ..Command::AT_HOME
};

/// `/gaps off`.
pub const OFF: Command = Command {
    path: "gaps off",
    group: Some(&GROUP),
    name: FixedText { en: "off", zh_hans: "关闭", zh_hant: "關閉", es: "quitar" },
    description: FixedText {
        en: "Ends the weekly post of a channel",
        zh_hans: "停止某个频道的每周推送",
        zh_hant: "停止某個頻道的每週推送",
        es: "Termina la publicación semanal de un canal",
    },
    options: &[ONE_CHANNEL],
    run: Run::Stored(|call| Box::pin(off(call))),
    ..Command::AT_HOME
};

const TITLE: FixedText = FixedText {
    en: "Asked and not known",
    zh_hans: "问到但不知道",
    zh_hant: "問到但不知道",
    es: "Preguntado y no sabido",
};

const NOTHING: FixedText = FixedText {
    en: "Nothing was asked in vain three times or more.",
    zh_hans: "没有被问三次及以上而未能回答的内容。",
    zh_hant: "沒有被問三次及以上而未能回答的內容。",
    es: "Nada se preguntó en vano tres veces o más.",
};

const SOMETHING: FixedText =
    FixedText { en: "something else", zh_hans: "其他内容", zh_hant: "其他內容", es: "otra cosa" };

/// `{channel}` and `{day}` are filled in.
const IS_SET: FixedText = FixedText {
    en: "Set up: what was asked in vain goes to {channel} every Monday at 09:00 UTC, first on {day}.",
    zh_hans: "已开启：每周一 09:00（UTC）向 {channel} 推送，首次为 {day}。",
    zh_hant: "已開啟：每週一 09:00（UTC）向 {channel} 推送，首次為 {day}。",
    es: "Activado: lo preguntado en vano va a {channel} cada lunes a las 09:00 UTC, la primera vez el {day}.",
};

/// `{channel}` is filled in.
const IS_OFF: FixedText = FixedText {
    en: "Ended: nothing more of this is posted to {channel}.",
    zh_hans: "已停止：不再向 {channel} 推送。",
    zh_hant: "已停止：不再向 {channel} 推送。",
    es: "Terminado: no se publica nada más de esto en {channel}.",
};

/// `{channel}` is filled in.
const WAS_OFF: FixedText = FixedText {
    en: "Nothing of this is posted to {channel}.",
    zh_hans: "没有向 {channel} 推送。",
    zh_hant: "沒有向 {channel} 推送。",
    es: "Nada de esto se publica en {channel}.",
};

/// What was asked in vain in the week before a day, often enough to be shown.
///
/// # Errors
/// When the store fails.
pub async fn of_week_before(store: &Store, day: Date) -> Result<Vec<Gap>, StoreError> {
    store.gaps_in(day.saturating_sub(7.days()), day, LEAST_SHOWN, MOST_SHOWN).await
}

/// The board of some gaps, a line each; what the data does not know (any more) is left out. `None` where nothing is left.
#[must_use]
pub fn board(engine: &Engine, gaps: &[Gap], language: Language) -> Option<Reply> {
    let line = |gap: &Gap| {
        let name = engine.name_of(&gap.entity);
        let property = (!gap.property.is_empty()).then(|| engine.label_of(&gap.property, language));
        if name.is_none() && property.is_none() {
            return None;
        }
        let property = property.unwrap_or_else(|| SOMETHING.in_language(language).to_owned());
        let name = name.map(|name| format!("{name}: ")).unwrap_or_default();
        Some(format!("- {name}{property} · {}", gap.asked))
    };
    let lines: Vec<String> = gaps.iter().filter_map(line).collect();
    let title = Some(TITLE.in_language(language).to_owned());
    (!lines.is_empty()).then(|| Reply::info(title, lines.join("\n"), language))
}

async fn show(call: &Call<'_>) -> Reply {
    let language = call.language;
    let Some(store) = &call.bot.store else { return curate::no_store(language) };
    let today = call.request.today;
    let weeks = call.number(&WEEKS).unwrap_or(USUAL_WEEKS);
    let from = today.saturating_sub((weeks - 1).weeks());
    match store.gaps_in(from, today.saturating_add(7.days()), LEAST_SHOWN, MOST_SHOWN).await {
        Ok(gaps) => {
            let nothing = || Reply::info(None, NOTHING.in_language(language).to_owned(), language);
            board(call.engine, &gaps, language).unwrap_or_else(nothing).privately()
        }
        Err(error) => store_failed(&error, language),
    }
}

async fn post(call: &Call<'_>) -> Reply {
    let language = call.language;
    let Some(store) = &call.bot.store else { return curate::no_store(language) };
    let to = match checked(call) {
        Ok(to) => to,
        Err(reply) => return *reply,
    };
    let Some(first) = next_board(call.request.now) else { return posting::no_view(language) };
    if let Err(error) = store.set_gap_board(&to.destination(call, first.at)).await {
        return store_failed(&error, language);
    }
    call.bot.note(call.request, "gaps post", &to.view.id.to_string()).await;
    let text =
        IS_SET.in_language(language).replace("{channel}", &to.mention()).replace("{day}", &first.date.to_string());
    Reply::info(None, text, language).privately()
}

async fn off(call: &Call<'_>) -> Reply {
    let language = call.language;
    let caller = &call.request.caller;
    let (Some(store), Some(guild), Some(channel)) = (&call.bot.store, caller.guild, call.channel(&CHANNEL)) else {
        return curate::no_store(language);
    };
    let ended = match store.end_gap_board(guild, channel).await {
        Ok(ended) => ended,
        Err(error) => return store_failed(&error, language),
    };
    if ended {
        call.bot.note(call.request, "gaps off", &channel.to_string()).await;
    }
    let text = if ended { IS_OFF } else { WAS_OFF };
    let text = text.in_language(language).replace("{channel}", &format!("<#{channel}>"));
    Reply::info(None, text, language).privately()
}
