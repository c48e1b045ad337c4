//! `/doctor`: what keeps the bot from working well in a server: permissions that are missing, and where they are denied;
//! the daily posts; how old the index is; what is stored.

use jiff::{SpanRound, Unit};

use crate::bot::response::{Reply, Tone};
use crate::bot::server::{ChannelView, Denied};
use crate::bot::wording::FixedText;
use crate::text::language::Language;

use super::daily::standing::{Ahead, lines};
use super::{Call, Command, Pending, Run, privacy};

/// The command.
pub const COMMAND: Command = Command {
    path: "doctor",
    name: FixedText { en: "doctor", zh_hans: "诊断", zh_hant: "診斷", es: "diagnóstico" },
    description: FixedText {
        en: "What keeps me from working well here: permissions, index, storage",
        zh_hans: "检查我在此能否正常工作：权限、索引、存储",
        zh_hant: "檢查我在此能否正常運作：權限、索引、儲存",
        es: "Qué me impide funcionar bien aquí: permisos, índice, almacenamiento",
    },
    needs_server: true,
    run: Run::Stored(run),
    ..Command::FOR_MANAGERS
};

/// Channels that are told one by one at most.
const MOST_CHANNELS: usize = 20;

const NO_VIEW: FixedText = FixedText {
    en: "Permissions: Discord did not tell me how I stand in this server. Was I added as a bot, or only as an app of yours?",
    zh_hans: "权限：Discord 没有告诉我在此服务器中的状态。我是作为机器人加入的，还是只作为您的应用？",
    zh_hant: "權限：Discord 沒有告訴我在此伺服器中的狀態。我是作為機器人加入的，還是只作為您的應用程式？",
    es: "Permisos: Discord no me dijo cómo estoy en este servidor. ¿Se me añadió como bot, o solo como app tuya?",
};

/// `{count}` is filled in.
const ALL_WELL: FixedText = FixedText {
    en: "Permissions: all that I need, in all {count} channels.",
    zh_hans: "权限：全部 {count} 个频道中所需权限齐全。",
    zh_hant: "權限：全部 {count} 個頻道中所需權限齊全。",
    es: "Permisos: todo lo necesario, en los {count} canales.",
};

const MISSING: FixedText = FixedText {
    en: "Permissions that are missing:",
    zh_hans: "缺少的权限：",
    zh_hant: "缺少的權限：",
    es: "Permisos que faltan:",
};

/// `{count}` is filled in.
const MORE: FixedText = FixedText {
    en: "… and {count} more channels",
    zh_hans: "……另有 {count} 个频道",
    zh_hant: "……另有 {count} 個頻道",
    es: "… y {count} canales más",
};

const NOT_GRANTED: FixedText = FixedText {
    en: "no role of mine grants it",
    zh_hans: "我的身份组均未授予",
    zh_hant: "我的身分組均未授予",
    es: "ningún rol mío lo concede",
};

const TO_EVERYONE: FixedText = FixedText {
    en: "denied in the channel to everyone",
    zh_hans: "频道中对所有人禁止",
    zh_hant: "頻道中對所有人禁止",
    es: "denegado en el canal a todos",
};

/// `{role}` is filled in.
const TO_ROLE: FixedText = FixedText {
    en: "denied in the channel to the role {role}",
    zh_hans: "频道中对身份组 {role} 禁止",
    zh_hant: "頻道中對身分組 {role} 禁止",
    es: "denegado en el canal al rol {role}",
};

const TO_BOT: FixedText = FixedText {
    en: "denied in the channel to me",
    zh_hans: "频道中对我禁止",
    zh_hant: "頻道中對我禁止",
    es: "denegado en el canal a mí",
};

/// `{edition}` and `{age}` are filled in.
const INDEX: FixedText = FixedText {
    en: "Index: edition {edition}, built {age} ago.",
    zh_hans: "索引：版次 {edition}，{age} 前构建。",
    zh_hant: "索引：版次 {edition}，{age} 前建立。",
    es: "Índice: edición {edition}, construido hace {age}.",
};

/// `{edition}` is filled in.
const INDEX_WITHOUT_AGE: FixedText = FixedText {
    en: "Index: edition {edition}.",
    zh_hans: "索引：版次 {edition}。",
    zh_hant: "索引：版次 {edition}。",
    es: "Índice: edición {edition}.",
};

const STORE_WELL: FixedText = FixedText {
    en: "Storage: answers.",
    zh_hans: "存储：正常。",
    zh_hant: "儲存：正常。",
    es: "Almacenamiento: responde.",
};

const STORE_ILL: FixedText = FixedText {
    en: "Storage: does not answer; settings and feedback can't be stored. The operator's log says why.",
    zh_hans: "存储：无响应；无法保存设置和反馈。原因见运营者的日志。",
    zh_hant: "儲存：無回應；無法儲存設定和意見。原因見營運者的日誌。",
    es: "Almacenamiento: no responde; no se guardan ajustes ni opiniones. El registro de quien opera dice por qué.",
};

const DAILY: FixedText =
    FixedText { en: "Daily post:", zh_hans: "每日推送：", zh_hant: "每日推送：", es: "Publicación diaria:" };

const NO_DAILY: FixedText = FixedText {
    en: "Daily post: in no channel. `/daily set` sets one up.",
    zh_hans: "每日推送：没有频道开启。用 `/daily set` 开启。",
    zh_hant: "每日推送：沒有頻道開啟。用 `/daily set` 開啟。",
    es: "Publicación diaria: en ningún canal. `/daily set` la activa.",
};

const PRIVACY: FixedText = FixedText { en: "Privacy:", zh_hans: "隐私：", zh_hant: "隱私：", es: "Privacidad:" };

fn run<'a>(call: &'a Call<'a>) -> Pending<'a> {
    Box::pin(respond(call))
}

async fn respond(call: &Call<'_>) -> Reply {
    let language = call.language;
    let (mut told, well) = permissions(call);
    told.extend(daily_posts(call).await);
    told.push(index(call));
    let stored = match &call.bot.store {
        Some(store) => match store.ping().await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the store does not answer");
                false
            }
        },
        None => false,
    };
    told.push(if stored { STORE_WELL } else { STORE_ILL }.in_language(language).to_owned());
    told.push(format!("{} {}", PRIVACY.in_language(language), privacy::questions(call.bot, language)));
    let title = COMMAND.name.in_language(language).to_owned();
    let tone = if well && stored { Tone::Info } else { Tone::Error };
    Reply { tone, ..Reply::info(Some(title), told.join("\n"), language) }.privately()
}

/// The next daily post of each channel, and what became of the last.
async fn daily_posts(call: &Call<'_>) -> Vec<String> {
    let (Some(store), Some(guild)) = (&call.bot.store, call.request.caller.guild) else { return Vec::new() };
    match lines(call, store, guild, Ahead::Next).await {
        Ok(posts) if posts.is_empty() => vec![NO_DAILY.in_language(call.language).to_owned()],
        Ok(posts) => std::iter::once(DAILY.in_language(call.language).to_owned()).chain(posts).collect(),
        Err(error) => {
            // That the store does not answer stands further down.
            tracing::error!(%error, "the daily posts of a server can't be read");
            Vec::new()
        }
    }
}

/// What is missing, channel by channel, and whether that is nothing.
fn permissions(call: &Call<'_>) -> (Vec<String>, bool) {
    let language = call.language;
    let Some(server) = &call.request.server else {
        return (vec![NO_VIEW.in_language(language).to_owned()], false);
    };
    let ill: Vec<&ChannelView> = server.channels.iter().filter(|channel| !channel.missing.is_empty()).collect();
    if ill.is_empty() {
        let count = server.channels.len().to_string();
        return (vec![ALL_WELL.in_language(language).replace("{count}", &count)], true);
    }
    let mut lines = vec![MISSING.in_language(language).to_owned()];
    lines.extend(ill.iter().take(MOST_CHANNELS).map(|channel| line(channel, language)));
    if let Some(more) = ill.len().checked_sub(MOST_CHANNELS).filter(|more| *more > 0) {
        lines.push(MORE.in_language(language).replace("{count}", &more.to_string()));
    }
    (lines, false)
}

/// `- #general: Embed Links (denied in the channel to everyone); …`.
fn line(channel: &ChannelView, language: Language) -> String {
    let missing: Vec<String> = channel
        .missing
        .iter()
        .map(|missing| {
            let why = match &missing.denied {
                Denied::NotGranted => NOT_GRANTED.in_language(language).to_owned(),
                Denied::ToEveryone => TO_EVERYONE.in_language(language).to_owned(),
                Denied::ToRole(role) => TO_ROLE.in_language(language).replace("{role}", role),
                Denied::ToBot => TO_BOT.in_language(language).to_owned(),
            };
            format!("{} ({why})", missing.permission.name().in_language(language))
        })
        .collect();
    format!("- #{}: {}", channel.name, missing.join("; "))
}

fn index(call: &Call<'_>) -> String {
    let language = call.language;
    let edition = format!("{:08x}", call.engine.edition());
    let age = call.engine.built_at.and_then(|built| {
        let round = SpanRound::new().smallest(Unit::Minute).largest(Unit::Day).days_are_24_hours();
        call.request.now.since(built).ok()?.round(round).ok()
    });
    match age {
        Some(age) => INDEX.in_language(language).replace("{age}", &format!("{age:#}")),
        None => INDEX_WITHOUT_AGE.in_language(language).to_owned(),
    }
    .replace("{edition}", &edition)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::server::{Missing, Permission};

    #[test]
    fn a_line_says_what_is_missing_and_where_it_is_denied() {
        let missing = |permission, denied| Missing { permission, denied };
        let channel = ChannelView {
            id: 1,
            name: "general".to_owned(),
            kind: crate::bot::server::PlaceKind::Text,
            may_mention_all: false,
            needs_tag: false,
            tags: Vec::new(),
            missing: vec![
                missing(Permission::EmbedLinks, Denied::ToRole("Bots".to_owned())),
                missing(Permission::ReadHistory, Denied::NotGranted),
            ],
        };
        assert_eq!(
            line(&channel, Language::En),
            "- #general: Embed Links (denied in the channel to the role Bots); Read Message History (no role of mine grants it)"
        );
    }
}
