//! `/daily set`: sets up the daily post of a channel, after a look at what the bot may do there.

use crate::bot::response::Reply;
use crate::bot::server::Permission;
use crate::bot::store_failed;
use crate::bot::wording::{self, FixedText};
use crate::calendar::PostTime;
use crate::store::Subscription;

use super::GROUP;
use super::clock::{LONGEST_TIME, LONGEST_ZONE, complete_zone, minute_of_day, zone};
use super::standing::{Ahead, clock_text, coming};
use crate::bot::commands::posting::{CHANNEL, TAG_OPTION, checked};
use crate::bot::commands::{Call, ChoiceOption, Command, CommandOption, OptionKind, Run};

const TIME: FixedText = FixedText { en: "time", zh_hans: "时间", zh_hant: "時間", es: "hora" };
const ZONE: FixedText = FixedText { en: "timezone", zh_hans: "时区", zh_hant: "時區", es: "zona" };
const DIGEST: FixedText = FixedText { en: "digest", zh_hans: "汇总", zh_hant: "彙整", es: "resumen" };
const ROLE: FixedText = FixedText { en: "role", zh_hans: "身份组", zh_hant: "身分組", es: "rol" };
const PUBLISH: FixedText = FixedText { en: "publish", zh_hans: "发布", zh_hant: "發布", es: "difundir" };

/// `/daily set`.
pub const COMMAND: Command = Command {
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
        TAG_OPTION,
    ],
    needs_server: true,
    run: Run::Stored(|call| Box::pin(set(call))),
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

async fn set(call: &Call<'_>) -> Reply {
    let language = call.language;
    let wrong = |text: FixedText| Reply::error(text.in_language(language).to_owned(), language);
    let Some(store) = &call.bot.store else { return wrong(wording::NO_STORE) };
    let Some(minute) = minute_of_day(call.text(&TIME)) else { return wrong(NO_TIME) };
    let Some((zone_name, zone)) = zone(call.text(&ZONE)) else { return wrong(NO_ZONE) };
    let to = match checked(call) {
        Ok(to) => to,
        Err(reply) => return *reply,
    };
    let role = call.role(&ROLE);
    if let Some(role) = role
        && !to.view.may_mention_all
        && !call.request.server.as_ref().is_some_and(|server| server.mentionable_roles.contains(&role))
    {
        return wrong(UNPINGABLE);
    }
    let time = PostTime::new(minute, zone);
    let Some(first) = time.next(call.request.now) else { return wrong(NO_ZONE) };
    let taste = call.text(&DIGEST).parse().unwrap_or_default();
    let subscription = Subscription {
        to: to.destination(call, first.at),
        minute,
        zone: zone_name.clone(),
        taste,
        role,
        publish: call.flag(&PUBLISH).unwrap_or(false),
        parked: None,
    };
    if let Err(error) = store.subscribe(&subscription).await {
        return store_failed(&error, language);
    }
    call.note("daily set", &format!("{} {minute} {zone_name} {taste}", to.view.id)).await;
    let set = IS_SET
        .in_language(language)
        .replace("{channel}", &to.mention())
        .replace("{time}", &clock_text(minute))
        .replace("{zone}", &zone_name);
    let mut lines = vec![set];
    lines.extend(coming(call, &subscription, Ahead::Fortnight));
    if to.view.missing.iter().any(|missing| missing.permission == Permission::ReadHistory) {
        lines.push(NO_HISTORY.in_language(language).to_owned());
    }
    Reply::info(None, lines.join("\n"), language).privately()
}
