//! `/daily set`, `off`, `preview`, `next`: the daily post of a channel. For those who manage the server.

use std::sync::OnceLock;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::bot::response::{Choice, MOST_CHOICES, Reply};
use crate::bot::server::{ChannelView, Permission, PlaceKind};
use crate::bot::wording::{self, FixedText, locale_of};
use crate::bot::{Bot, store_failed};
use crate::calendar::{Edition, PostTime};
use crate::daily::Obstacle;
use crate::engine::day_text;
use crate::store::{ChannelKind, DeliveryState, NewAuditEntry, Store, Subscription};
use crate::text::fold::fold;
use crate::text::language::Language;

use super::on_this_day::{NO_DATE, read_day};
use super::{Call, ChoiceOption, Command, CommandOption, Group, OptionKind, Run, Typing};

const GROUP: Group = Group {
    name: FixedText { en: "daily", zh_hans: "每日", zh_hant: "每日", es: "diario" },
    description: FixedText {
        en: "The daily post: what happened on this day",
        zh_hans: "每日推送：历史上的今天",
        zh_hant: "每日推送：歷史上的今天",
        es: "La publicación diaria: qué pasó un día como hoy",
    },
};

const CHANNEL: FixedText = FixedText { en: "channel", zh_hans: "频道", zh_hant: "頻道", es: "canal" };
const TIME: FixedText = FixedText { en: "time", zh_hans: "时间", zh_hant: "時間", es: "hora" };
const ZONE: FixedText = FixedText { en: "timezone", zh_hans: "时区", zh_hant: "時區", es: "zona" };
const DIGEST: FixedText = FixedText { en: "digest", zh_hans: "汇总", zh_hant: "彙整", es: "resumen" };
const ROLE: FixedText = FixedText { en: "role", zh_hans: "身份组", zh_hant: "身分組", es: "rol" };
const PUBLISH: FixedText = FixedText { en: "publish", zh_hans: "发布", zh_hant: "發布", es: "difundir" };
const DATE: FixedText = FixedText { en: "date", zh_hans: "日期", zh_hant: "日期", es: "fecha" };

/// Longest time of day that is read, and longest name of a zone.
const LONGEST_TIME: u16 = 12;
const LONGEST_ZONE: u16 = 64;

/// Days that `/daily next` looks ahead.
const DAYS_AHEAD: usize = 14;

/// `/daily set`.
pub const SET: Command = Command {
    path: "daily set",
    group: Some(&GROUP),
    name: FixedText { en: "set", zh_hans: "开启", zh_hant: "開啟", es: "activar" },
    description: FixedText {
        en: "Posts what happened on this day to a channel, at its hour",
        zh_hans: "每天按时向频道推送历史上的今天",
        zh_hant: "每天按時向頻道推送歷史上的今天",
        es: "Publica a su hora en un canal qué pasó un día como hoy",
    },
    options: &[
        CommandOption {
            name: CHANNEL,
            description: FixedText {
                en: "A text or announcement channel, a thread or a forum",
                zh_hans: "文字频道、公告频道、子区或论坛",
                zh_hant: "文字頻道、公告頻道、討論串或論壇",
                es: "Un canal de texto o de anuncios, un hilo o un foro",
            },
            kind: OptionKind::ChannelOrThread,
            required: true,
            complete: None,
        },
        CommandOption {
            name: TIME,
            description: FixedText {
                en: "The local time of day, as 09:00",
                zh_hans: "当地时间，例如 09:00",
                zh_hant: "當地時間，例如 09:00",
                es: "La hora local, como 09:00",
            },
            kind: OptionKind::Text { max_length: LONGEST_TIME },
            required: true,
            complete: None,
        },
        CommandOption {
            name: ZONE,
            description: FixedText {
                en: "The time zone, as Asia/Shanghai",
                zh_hans: "时区，例如 Asia/Shanghai",
                zh_hant: "時區，例如 Asia/Taipei",
                es: "La zona horaria, como Europe/Madrid",
            },
            kind: OptionKind::Text { max_length: LONGEST_ZONE },
            required: true,
            complete: Some(complete_zone),
        },
        CommandOption {
            name: DIGEST,
            description: FixedText {
                en: "What comes beside the days on which something happened; nothing if not given",
                zh_hans: "没有事件的日子推送什么；不填则不推送",
                zh_hant: "沒有事件的日子推送什麼；不填則不推送",
                es: "Qué llega además de los días con sucesos; si falta, nada",
            },
            kind: OptionKind::Choice(&[
                ChoiceOption {
                    name: FixedText { en: "nothing", zh_hans: "不推送", zh_hant: "不推送", es: "nada" },
                    value: "none",
                },
                ChoiceOption {
                    name: FixedText {
                        en: "on some other days, something of this month",
                        zh_hans: "在部分其他日子，推送历史上的本月",
                        zh_hant: "在部分其他日子，推送歷史上的本月",
                        es: "otros días, algo de este mes",
                    },
                    value: "month",
                },
                ChoiceOption {
                    name: FixedText {
                        en: "every Monday, a digest of the week",
                        zh_hans: "每周一推送本周汇总",
                        zh_hant: "每週一推送本週彙整",
                        es: "cada lunes, un resumen de la semana",
                    },
                    value: "week",
                },
            ]),
            required: false,
            complete: None,
        },
        CommandOption {
            name: ROLE,
            description: FixedText {
                en: "A role to ping with each post; nobody is pinged without it",
                zh_hans: "每次推送要提及的身份组；不填则不提及任何人",
                zh_hant: "每次推送要提及的身分組；不填則不提及任何人",
                es: "Un rol al que avisar con cada publicación; si falta, a nadie",
            },
            kind: OptionKind::Role,
            required: false,
            complete: None,
        },
        CommandOption {
            name: PUBLISH,
            description: FixedText {
                en: "In an announcement channel: whether to publish to those who follow it",
                zh_hans: "公告频道：是否发布给关注者",
                zh_hant: "公告頻道：是否發布給追蹤者",
                es: "En un canal de anuncios: si se difunde a quienes lo siguen",
            },
            kind: OptionKind::Flag,
            required: false,
            complete: None,
        },
    ],
    needs_server: true,
    run: Run::Stored(|call| Box::pin(set(call))),
    ..Command::FOR_MANAGERS
};

/// `/daily off`.
pub const OFF: Command = Command {
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

/// `/daily preview`.
pub const PREVIEW: Command = Command {
    path: "daily preview",
    group: Some(&GROUP),
    name: FixedText { en: "preview", zh_hans: "预览", zh_hant: "預覽", es: "muestra" },
    description: FixedText {
        en: "Shows you what the post of a day says",
        zh_hans: "预览某一天的推送内容",
        zh_hant: "預覽某一天的推送內容",
        es: "Te enseña qué dice la publicación de un día",
    },
    options: &[CommandOption {
        name: DATE,
        description: FixedText {
            en: "A day, as 01-20; without it, today",
            zh_hans: "某一天，例如 01-20；不填则为今天",
            zh_hant: "某一天，例如 01-20；不填則為今天",
            es: "Un día, como 01-20; si falta, hoy",
        },
        kind: OptionKind::Text { max_length: LONGEST_ZONE },
        required: false,
        complete: None,
    }],
    run: Run::Memory(preview),
    ..Command::FOR_MANAGERS
};

/// `/daily next`.
pub const NEXT: Command = Command {
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

const NO_TIME: FixedText = FixedText {
    en: "I can't read that as a time of day. Try 09:00 or 21:30.",
    zh_hans: "我无法识别这个时间。请试试 09:00 或 21:30。",
    zh_hant: "我無法辨識這個時間。請試試 09:00 或 21:30。",
    es: "No lo entiendo como hora. Prueba 09:00 o 21:30.",
};

const NO_ZONE: FixedText = FixedText {
    en: "I don't know that time zone. Type a city and choose one of the names offered, as Asia/Shanghai.",
    zh_hans: "我不认识这个时区。请输入城市并从提示中选择，例如 Asia/Shanghai。",
    zh_hant: "我不認得這個時區。請輸入城市並從提示中選擇，例如 Asia/Taipei。",
    es: "No conozco esa zona horaria. Escribe una ciudad y elige un nombre de los ofrecidos, como Europe/Madrid.",
};

const NO_VIEW: FixedText = FixedText {
    en: "Discord does not tell me how I stand in that channel, so I have not set anything up.",
    zh_hans: "Discord 没有告诉我在该频道中的状态，因此没有设置。",
    zh_hant: "Discord 沒有告訴我在該頻道中的狀態，因此沒有設定。",
    es: "Discord no me dice cómo estoy en ese canal, así que no he activado nada.",
};

/// `{channel}` and `{names}` are filled in.
const LACKING: FixedText = FixedText {
    en: "Not set up: in {channel} I lack {names}. Grant that and try again.",
    zh_hans: "未开启：我在 {channel} 中缺少权限 {names}。授予后请重试。",
    zh_hant: "未開啟：我在 {channel} 中缺少權限 {names}。授予後請重試。",
    es: "No activado: en {channel} me falta {names}. Concédelo e inténtalo de nuevo.",
};

const UNPINGABLE: FixedText = FixedText {
    en: "Not set up: I can't ping that role. Let anyone mention it (its settings), or grant me Mention Everyone in the channel.",
    zh_hans: "未开启：我无法提及该身份组。请允许任何人提及它（身份组设置），或在频道中授予我“提及所有人”权限。",
    zh_hant: "未開啟：我無法提及該身分組。請允許任何人提及它（身分組設定），或在頻道中授予我「提及所有人」權限。",
    es: "No activado: no puedo avisar a ese rol. Permite que cualquiera lo mencione (sus ajustes) o concédeme Mencionar a todos en el canal.",
};

/// `{channel}`, `{time}` and `{zone}` are filled in.
const IS_SET: FixedText = FixedText {
    en: "Set up: what happened on this day goes to {channel} at {time} ({zone}).",
    zh_hans: "已开启：每天 {time}（{zone}）向 {channel} 推送历史上的今天。",
    zh_hant: "已開啟：每天 {time}（{zone}）向 {channel} 推送歷史上的今天。",
    es: "Activado: qué pasó un día como hoy va a {channel} a las {time} ({zone}).",
};

const NO_HISTORY: FixedText = FixedText {
    en: "I may not read the history there. After a crash I then can't look whether a post arrived, and won't send it again; grant Read Message History to mend that.",
    zh_hans: "我不能读取那里的消息历史记录。崩溃后我将无法确认推送是否送达，也不会重发；授予“读取消息历史记录”即可解决。",
    zh_hant: "我不能讀取那裡的訊息歷史。當機後我將無法確認推送是否送達，也不會重發；授予「讀取訊息歷史」即可解決。",
    es: "No puedo leer el historial allí. Tras un fallo no podré mirar si llegó una publicación y no la enviaré otra vez; concede Leer el historial de mensajes para arreglarlo.",
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

const NONE_SET: FixedText = FixedText {
    en: "No channel of this server has a daily post. `/daily set` sets one up.",
    zh_hans: "本服务器没有频道开启每日推送。用 `/daily set` 开启。",
    zh_hant: "本伺服器沒有頻道開啟每日推送。用 `/daily set` 開啟。",
    es: "Ningún canal de este servidor tiene publicación diaria. `/daily set` la activa.",
};

const NOTHING_SOON: FixedText = FixedText {
    en: "nothing in the next fourteen days",
    zh_hans: "未来十四天没有内容",
    zh_hant: "未來十四天沒有內容",
    es: "nada en los próximos catorce días",
};

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

/// `{day}` and `{state}` are filled in.
const LAST: FixedText = FixedText {
    en: "last: {day}, {state}",
    zh_hans: "上次：{day}，{state}",
    zh_hant: "上次：{day}，{state}",
    es: "última: {day}, {state}",
};

const GONE: FixedText = FixedText {
    en: "the channel is gone",
    zh_hans: "频道已不存在",
    zh_hant: "頻道已不存在",
    es: "el canal ya no existe",
};

const ARCHIVED: FixedText = FixedText {
    en: "the thread is archived or locked",
    zh_hans: "子区已归档或锁定",
    zh_hant: "討論串已封存或鎖定",
    es: "el hilo está archivado o bloqueado",
};

const UNKNOWN_ZONE: FixedText = FixedText {
    en: "its time zone is not known here",
    zh_hans: "无法识别所设时区",
    zh_hant: "無法辨識所設時區",
    es: "no se conoce su zona horaria",
};

/// `{names}` is filled in.
const MISSING: FixedText = FixedText {
    en: "I lack permissions there: {names}",
    zh_hans: "我在那里缺少权限：{names}",
    zh_hant: "我在那裡缺少權限：{names}",
    es: "me faltan permisos allí: {names}",
};

const REFUSED: FixedText = FixedText {
    en: "Discord does not let me post there",
    zh_hans: "Discord 不允许我在那里发送",
    zh_hant: "Discord 不允許我在那裡傳送",
    es: "Discord no me deja publicar allí",
};

/// Why nothing can be posted to a channel, as the end of a sentence.
#[must_use]
pub fn obstacle_text(obstacle: &Obstacle, language: Language) -> String {
    match obstacle {
        Obstacle::Gone => GONE.in_language(language).to_owned(),
        Obstacle::Archived => ARCHIVED.in_language(language).to_owned(),
        Obstacle::Zone => UNKNOWN_ZONE.in_language(language).to_owned(),
        Obstacle::Missing(names) if names.is_empty() => REFUSED.in_language(language).to_owned(),
        Obstacle::Missing(names) => MISSING.in_language(language).replace("{names}", &names.join(", ")),
    }
}

async fn set(call: &Call<'_>) -> Reply {
    let language = call.language;
    let wrong = |text: FixedText| Reply::error(text.in_language(language).to_owned(), language);
    let caller = &call.request.caller;
    let (Some(store), Some(guild), Some(channel)) = (&call.bot.store, caller.guild, call.channel(&CHANNEL)) else {
        return wrong(wording::NO_STORE);
    };
    let Some(minute) = minute_of_day(call.text(&TIME)) else { return wrong(NO_TIME) };
    let Some((zone_name, zone)) = zone(call.text(&ZONE)) else { return wrong(NO_ZONE) };
    let server = call.request.server.as_ref();
    let Some(view) = server.and_then(|server| server.place(channel)) else { return wrong(NO_VIEW) };
    let mention = format!("<#{channel}>");
    let lacking = lacking(view);
    if !lacking.is_empty() {
        let names: Vec<&str> = lacking.iter().map(|permission| permission.name().in_language(language)).collect();
        let text = LACKING.in_language(language).replace("{channel}", &mention).replace("{names}", &names.join(", "));
        return Reply::error(text, language);
    }
    let role = call.role(&ROLE);
    if let Some(role) = role
        && !view.may_mention_all
        && !server.is_some_and(|server| server.mentionable_roles.contains(&role))
    {
        return wrong(UNPINGABLE);
    }
    let time = PostTime::new(minute, zone);
    let now = call.request.now;
    let Some(first) = time.next(now) else { return wrong(NO_ZONE) };
    let taste = call.text(&DIGEST).parse().unwrap_or_default();
    let subscription = Subscription {
        channel,
        guild,
        kind: channel_kind(view.kind),
        minute,
        zone: zone_name.clone(),
        taste,
        role,
        publish: call.flag(&PUBLISH).unwrap_or(false),
        language: locale_of(language).to_owned(),
        set_by: Some(caller.member),
        set_at: now,
        next_at: first.at,
        parked: None,
    };
    if let Err(error) = store.subscribe(&subscription).await {
        return store_failed(&error, language);
    }
    note(call, store, "daily set", &format!("{channel} {minute} {zone_name} {taste}")).await;
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    let set = IS_SET
        .in_language(language)
        .replace("{channel}", &mention)
        .replace("{time}", &clock)
        .replace("{zone}", &zone_name);
    let mut lines = vec![set];
    lines.push(ahead(call.bot, call.engine, &subscription, now, language));
    if view.missing.iter().any(|missing| missing.permission == Permission::ReadHistory) {
        lines.push(NO_HISTORY.in_language(language).to_owned());
    }
    Reply::info(None, lines.join("\n"), language).privately()
}

async fn off(call: &Call<'_>) -> Reply {
    let language = call.language;
    let Some(store) = &call.bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    let channel = call.channel(&CHANNEL).unwrap_or(call.request.caller.channel);
    // A channel of another server is not this one's to end.
    let is_here = match store.subscription(channel).await {
        Ok(known) => known.is_some_and(|known| Some(known.guild) == call.request.caller.guild),
        Err(error) => return store_failed(&error, language),
    };
    let ended = match if is_here { store.unsubscribe(channel).await } else { Ok(false) } {
        Ok(ended) => ended,
        Err(error) => return store_failed(&error, language),
    };
    if ended {
        note(call, store, "daily off", &channel.to_string()).await;
    }
    let text = if ended { IS_OFF } else { WAS_OFF };
    let text = text.in_language(language).replace("{channel}", &format!("<#{channel}>"));
    Reply::info(None, text, language).privately()
}

fn preview(call: &Call<'_>) -> Reply {
    let language = call.language;
    let day = match call.text(&DATE) {
        "" => Some(call.request.today.to_string()),
        text => read_day(text),
    };
    let Some(day) = day.as_deref().and_then(crate::bot::recall::day_of) else {
        return Reply::error(NO_DATE.in_language(language).to_owned(), language);
    };
    let day = day.with_leap_day(call.bot.operator.leap_day);
    Reply::from_answer(call.engine.on_this_day(day, language)).privately()
}

async fn next(call: &Call<'_>) -> Reply {
    let language = call.language;
    let (Some(store), Some(guild)) = (&call.bot.store, call.request.caller.guild) else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    match lines(call, store, guild).await {
        Ok(lines) if lines.is_empty() => {
            Reply::info(None, NONE_SET.in_language(language).to_owned(), language).privately()
        }
        Ok(lines) => Reply::info(Some(GROUP.description.in_language(language).to_owned()), lines.join("\n"), language)
            .privately(),
        Err(error) => store_failed(&error, language),
    }
}

pub(super) async fn lines(call: &Call<'_>, store: &Store, guild: u64) -> Result<Vec<String>, crate::store::StoreError> {
    let language = call.language;
    let mut lines = Vec::new();
    for subscription in store.subscriptions_of(guild).await? {
        let clock = format!("{:02}:{:02}", subscription.minute / 60, subscription.minute % 60);
        lines.push(format!("<#{}> · {clock} ({})", subscription.channel, subscription.zone));
        if let Some(parked) = &subscription.parked {
            let obstacle = parked.reason.parse().unwrap_or(Obstacle::Missing(Vec::new()));
            let reason = obstacle_text(&obstacle, language);
            lines.push(format!("- {}", HELD_BACK.in_language(language).replace("{reason}", &reason)));
        }
        if let Some(last) = store.last_delivery(subscription.channel).await? {
            let state = state_text(last.state).in_language(language);
            let day = date_text(last.key.day, language);
            lines.push(format!("- {}", LAST.in_language(language).replace("{day}", &day).replace("{state}", state)));
        }
        lines.push(ahead(call.bot, call.engine, &subscription, call.request.now, language));
    }
    Ok(lines)
}

/// The posts of the next days, one a line, by local time and by UTC.
fn ahead(
    bot: &Bot,
    engine: &crate::engine::Engine,
    subscription: &Subscription,
    now: Timestamp,
    language: Language,
) -> String {
    let Some((_, zone)) = zone(&subscription.zone) else {
        return format!("- {}", UNKNOWN_ZONE.in_language(language));
    };
    let mut lines = Vec::new();
    let until = now + SignedDuration::from_hours(24) * i32::try_from(DAYS_AHEAD).unwrap_or(14);
    for due in PostTime::new(subscription.minute, zone.clone()).due(now, until) {
        for edition in engine.daily_editions(subscription.taste, due.date, bot.operator.leap_day) {
            let local = due.at.to_zoned(zone.clone());
            let kind = match edition {
                Edition::Day | Edition::Gaps => String::new(),
                Edition::Month => format!(" · {}", OF_MONTH.in_language(language)),
                Edition::Week => format!(" · {}", OF_WEEK.in_language(language)),
            };
            let day = date_text(due.date, language);
            let utc = due.at.strftime("%Y-%m-%d %H:%M UTC");
            lines.push(format!("- {day}, {} ({utc}){kind}", local.strftime("%H:%M")));
        }
    }
    if lines.is_empty() {
        lines.push(format!("- {}", NOTHING_SOON.in_language(language)));
    }
    lines.join("\n")
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

/// What a post needs in a place and the bot may not do. Reading the history is needed for one thing only, and not here.
pub(super) fn lacking(view: &ChannelView) -> Vec<Permission> {
    let sending = if view.kind == PlaceKind::Thread { Permission::SendInThreads } else { Permission::SendMessages };
    let needed = [Permission::ViewChannel, sending, Permission::EmbedLinks];
    view.missing.iter().map(|missing| missing.permission).filter(|permission| needed.contains(permission)).collect()
}

pub(super) fn channel_kind(kind: PlaceKind) -> ChannelKind {
    match kind {
        PlaceKind::Text => ChannelKind::Text,
        PlaceKind::Announcement => ChannelKind::Announcement,
        PlaceKind::Thread => ChannelKind::Thread,
        PlaceKind::Forum => ChannelKind::Forum,
    }
}

/// Minutes after midnight of a time as people write it: `9:00`, `21.30`, `9`, `9 pm`.
fn minute_of_day(text: &str) -> Option<u16> {
    let text = text.trim().to_lowercase();
    let (clock, half) = match text.strip_suffix("pm").map(|rest| (rest, Some(12))) {
        Some(found) => found,
        None => match text.strip_suffix("am") {
            Some(rest) => (rest, Some(0)),
            None => (text.as_str(), None),
        },
    };
    let (hour, minute) = clock.trim().split_once([':', '.', '：', 'h']).unwrap_or((clock.trim(), "0"));
    let digits = |text: &str, most: u16| {
        let fits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse().ok()).flatten().filter(|number: &u16| *number <= most)
    };
    let (hour, minute) = (digits(hour, 23)?, digits(if minute.is_empty() { "0" } else { minute }, 59)?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Some(hour * 60 + minute)
}

/// A zone by its IANA name, whatever the case.
fn zone(text: &str) -> Option<(String, TimeZone)> {
    let wanted = text.trim().replace(' ', "_");
    let name = zones().iter().find(|name| name.eq_ignore_ascii_case(&wanted))?;
    Some((name.clone(), TimeZone::get(name).ok()?))
}

/// The names of all zones that this machine knows, read once.
fn zones() -> &'static [String] {
    static ZONES: OnceLock<Vec<String>> = OnceLock::new();
    ZONES.get_or_init(|| {
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| {
                name == "UTC" || name.contains('/') && !name.starts_with("posix/") && !name.starts_with("right/")
            })
            .collect();
        names.sort_unstable();
        names
    })
}

/// What is offered before anything is typed: where many of those live who ask.
const USUAL_ZONES: [&str; 12] = [
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/Madrid",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Mexico_City",
    "UTC",
];

fn complete_zone(typing: &Typing<'_>) -> Vec<Choice> {
    let choice = |name: &str| Choice { shown: name.replace('_', " "), value: name.to_owned() };
    let typed = fold(typing.typed).replace([' ', '_'], "");
    if typed.is_empty() {
        return USUAL_ZONES.map(choice).into();
    }
    // Cities that begin so come before what holds it elsewhere.
    let mut found: Vec<(bool, &String)> = zones()
        .iter()
        .filter_map(|name| {
            let folded = fold(name).replace('_', "");
            let city = folded.rsplit('/').next().unwrap_or_default();
            folded.contains(&typed).then_some((!city.starts_with(&typed), name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST_CHOICES).map(|(_, name)| choice(name)).collect()
}

/// Notes what a moderator did. What is done stays done where the note fails.
async fn note(call: &Call<'_>, store: &Store, action: &str, detail: &str) {
    let entry = NewAuditEntry {
        at: call.request.now,
        member: call.request.caller.member,
        action: action.to_owned(),
        detail: detail.to_owned(),
        generation_before: None,
        generation_after: None,
    };
    if let Err(error) = store.audit(&entry).await {
        tracing::error!(%error, "an action could not be noted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::server::{Denied, Missing};

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, minute) in [
            ("09:00", 540),
            ("9", 540),
            ("21.30", 21 * 60 + 30),
            ("9 pm", 21 * 60),
            ("12:15am", 15),
            ("12 pm", 720),
            ("0:00", 0),
            ("23:59", 1439),
            ("9h", 540),
            ("9：30", 570),
        ] {
            assert_eq!(minute_of_day(text), Some(minute), "{text}");
        }
        for text in ["", "24:00", "9:60", "13 pm", "noon", "-1", "+9", "9:0:0", "0 am"] {
            assert_eq!(minute_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn zones_are_found_by_their_names_whatever_the_case() {
        assert_eq!(zone("asia/shanghai").unwrap().0, "Asia/Shanghai");
        assert_eq!(zone("America/New York").unwrap().0, "America/New_York");
        assert!(zone("Mars/Olympus").is_none() && zone("").is_none() && zone("../etc/passwd").is_none());
        assert!(USUAL_ZONES.iter().all(|name| zone(name).is_some()));
    }

    #[test]
    fn what_is_lacking_depends_on_the_place() {
        let missing = |permission| Missing { permission, denied: Denied::ToBot };
        let view = |kind| ChannelView {
            id: 1,
            name: "x".to_owned(),
            kind,
            may_mention_all: false,
            missing: [Permission::SendMessages, Permission::SendInThreads, Permission::ReadHistory].map(missing).into(),
        };
        assert_eq!(lacking(&view(PlaceKind::Thread)), [Permission::SendInThreads]);
        assert_eq!(lacking(&view(PlaceKind::Forum)), [Permission::SendMessages]);
    }

    #[test]
    fn obstacles_are_told_in_every_language() {
        for language in wording::LANGUAGES {
            let missing = Obstacle::Missing(vec!["Embed Links".to_owned()]);
            assert!(obstacle_text(&missing, language).contains("Embed Links"));
            for obstacle in [Obstacle::Gone, Obstacle::Archived, Obstacle::Zone, Obstacle::Missing(Vec::new())] {
                assert!(!obstacle_text(&obstacle, language).contains('{'));
            }
        }
    }
}
