//! How the daily post of a channel stands: what came last, what holds it back, what comes next.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::bot::wording::FixedText;
use crate::calendar::schedule::Due;
use crate::calendar::{Edition, PostTime};
use crate::daily::Obstacle;
use crate::engine::day_text;
use crate::store::{Delivery, DeliveryState, Store, StoreError, Subscription};
use crate::text::language::Language;

use super::clock::zone;
use crate::bot::commands::Call;
use crate::bot::commands::posting::obstacle_text;

/// Days that `/daily next` tells of.
const FORTNIGHT: i32 = 14;

/// Days that are looked through for the next post: in a year each day of the calendar comes, the leap day aside.
const LOOKING_AHEAD: i32 = 366;

const NOTHING_SOON: FixedText = FixedText {
    en: "nothing in the next fourteen days",
    zh_hans: "未来十四天没有内容",
    zh_hant: "未來十四天沒有內容",
    es: "nada en los próximos catorce días",
};

const NOTHING_COMES: FixedText = FixedText {
    en: "nothing within a year",
    zh_hans: "一年内没有内容",
    zh_hant: "一年內沒有內容",
    es: "nada en un año",
};

/// `{post}` is filled in.
const NEXT: FixedText =
    FixedText { en: "next: {post}", zh_hans: "下次：{post}", zh_hant: "下次：{post}", es: "próxima: {post}" };

const OF_MONTH: FixedText =
    FixedText { en: "of this month", zh_hans: "历史上的本月", zh_hant: "歷史上的本月", es: "de este mes" };

const OF_WEEK: FixedText =
    FixedText {
        en: "digest of the week", zh_hans: "本周汇总", zh_hant: "本週彙整", es: "resumen de la semana"
    };

/// `{reason}` is filled in.
const HELD_BACK: FixedText = FixedText {
    en: "held back: {reason}",
    zh_hans: "暂停中：{reason}",
    zh_hant: "暫停中：{reason}",
    es: "detenida: {reason}",
};

/// `{reason}` is filled in.
const WILL_NOT_GO: FixedText = FixedText {
    en: "can't be posted as it stands: {reason}",
    zh_hans: "目前无法发送：{reason}",
    zh_hant: "目前無法傳送：{reason}",
    es: "tal como está no se puede publicar: {reason}",
};

/// `{tag}` is filled in.
const WITH_TAG: FixedText =
    FixedText {
        en: "with the tag {tag}", zh_hans: "标签：{tag}", zh_hant: "標籤：{tag}", es: "con la etiqueta {tag}"
    };

/// `{day}` and `{state}` are filled in.
const LAST: FixedText = FixedText {
    en: "last: {day}, {state}",
    zh_hans: "上次：{day}，{state}",
    zh_hant: "上次：{day}，{state}",
    es: "última: {day}, {state}",
};

/// How far ahead is told.
#[derive(Debug, Clone, Copy)]
pub enum Ahead {
    /// All posts of the next fourteen days; where there are none, the one that comes then.
    Fortnight,
    /// The next post alone.
    Next,
}

/// How the daily posts of a server stand, channel by channel, as lines of a list.
///
/// # Errors
/// When the store can't be read.
pub async fn lines(call: &Call<'_>, store: &Store, guild: u64, ahead: Ahead) -> Result<Vec<String>, StoreError> {
    let language = call.language;
    let mut lines = Vec::new();
    for subscription in store.subscriptions_of(guild).await? {
        let clock = clock_text(subscription.minute);
        let view = call.request.server.as_ref().and_then(|server| server.place(subscription.to.channel));
        let tag = view.and_then(|view| view.tags.iter().find(|tag| Some(tag.id) == subscription.to.tag));
        let tag = tag.map(|tag| format!(" · {}", WITH_TAG.in_language(language).replace("{tag}", &tag.name)));
        let tag = tag.unwrap_or_default();
        lines.push(format!("<#{}> · {clock} ({}){tag}", subscription.to.channel, subscription.zone));
        if let Some(parked) = &subscription.parked {
            let obstacle = parked.reason.parse().unwrap_or(Obstacle::Missing(Vec::new()));
            let reason = obstacle_text(&obstacle, language);
            lines.push(format!("- {}", HELD_BACK.in_language(language).replace("{reason}", &reason)));
        } else if view.is_some_and(|view| !view.takes_tag(subscription.to.tag)) {
            let reason = obstacle_text(&Obstacle::Tag, language);
            lines.push(format!("- {}", WILL_NOT_GO.in_language(language).replace("{reason}", &reason)));
        }
        if let Some(last) = store.last_delivery(subscription.to.channel).await? {
            lines.push(format!("- {}", last_text(&last, language)));
        }
        lines.extend(coming(call, &subscription, ahead));
    }
    Ok(lines)
}

/// What comes to a channel, one post a line, by local time and by UTC.
pub(super) fn coming(call: &Call<'_>, subscription: &Subscription, ahead: Ahead) -> Vec<String> {
    let language = call.language;
    let Some((_, zone)) = zone(&subscription.zone) else {
        return vec![format!("- {}", obstacle_text(&Obstacle::Zone, language))];
    };
    let now = call.request.now;
    let soon = now + SignedDuration::from_hours(24) * FORTNIGHT;
    let last = now + SignedDuration::from_hours(24) * LOOKING_AHEAD;
    let time = PostTime::new(subscription.minute, zone.clone());
    let posts = time.from(now).take_while(|due| due.at <= last).flat_map(|due| {
        let editions = call.engine.daily_editions(subscription.taste, due.date, call.bot.operator.leap_day);
        editions.into_iter().map(move |edition| (due, edition))
    });
    let line = |(due, edition): (Due, Edition)| {
        let kind = match edition {
            Edition::Day | Edition::Gaps => String::new(),
            Edition::Month => format!(" · {}", OF_MONTH.in_language(language)),
            Edition::Week => format!(" · {}", OF_WEEK.in_language(language)),
        };
        let day = date_text(due.date, language);
        let local = due.at.to_zoned(zone.clone());
        format!("{day}, {} ({}){kind}", local.strftime("%H:%M"), due.at.strftime("%Y-%m-%d %H:%M UTC"))
    };
    let next = |line: &str| format!("- {}", NEXT.in_language(language).replace("{post}", line));
    let mut posts = posts.peekable();
    let Some((first, _)) = posts.peek().copied() else {
        return vec![format!("- {}", NOTHING_COMES.in_language(language))];
    };
    match ahead {
        Ahead::Fortnight if first.at <= soon => {
            posts.take_while(|(due, _)| due.at <= soon).map(line).map(|line| format!("- {line}")).collect()
        }
        Ahead::Fortnight => {
            let mut lines = vec![format!("- {}", NOTHING_SOON.in_language(language))];
            lines.extend(posts.next().map(line).map(|line| next(&line)));
            lines
        }
        Ahead::Next => posts.next().map(line).map(|line| next(&line)).into_iter().collect(),
    }
}

/// A time of day as clocks show it.
pub(super) fn clock_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The day of the last post and what became of it: where it is, or why it is not.
fn last_text(last: &Delivery, language: Language) -> String {
    let state = state_text(last.state).in_language(language);
    let told = match (last.state, last.message) {
        (DeliveryState::Sent, Some(message)) => {
            let (guild, channel) = (last.guild, last.key.channel);
            format!("{state} · https://discord.com/channels/{guild}/{channel}/{message}")
        }
        // Why one is held back stands above; why it is refused or not known only the log would tell.
        (DeliveryState::Failed | DeliveryState::Unknown, _) if !last.reason.is_empty() => {
            format!("{state} ({})", last.reason)
        }
        _ => state.to_owned(),
    };
    let day = date_text(last.key.day, language);
    LAST.in_language(language).replace("{day}", &day).replace("{state}", &told)
}

fn state_text(state: DeliveryState) -> FixedText {
    match state {
        DeliveryState::Claimed => {
            FixedText { en: "under way", zh_hans: "进行中", zh_hant: "進行中", es: "en curso" }
        }
        DeliveryState::Held => {
            FixedText { en: "held back", zh_hans: "暂停中", zh_hant: "暫停中", es: "detenida" }
        }
        DeliveryState::Sent => FixedText { en: "sent", zh_hans: "已发送", zh_hant: "已傳送", es: "enviada" },
        DeliveryState::Skipped => {
            FixedText {
                en: "left out, too late", zh_hans: "已错过", zh_hant: "已錯過", es: "omitida por tardía"
            }
        }
        DeliveryState::Unknown => {
            FixedText { en: "not known", zh_hans: "未知", zh_hant: "未知", es: "desconocida" }
        }
        DeliveryState::Failed => {
            FixedText { en: "refused by Discord", zh_hans: "被拒绝", zh_hant: "被拒絕", es: "rechazada" }
        }
    }
}

fn date_text(date: Date, language: Language) -> String {
    day_text(date.month().unsigned_abs(), date.day().unsigned_abs(), language)
}
