//! Where posts go that come by themselves: what a command that sets them up asks of a channel, and what keeps them back.

use jiff::Timestamp;

use crate::bot::response::{Choice, Reply};
use crate::bot::server::{ChannelView, Permission, PlaceKind};
use crate::bot::wording::{FixedText, locale_of};
use crate::daily::Obstacle;
use crate::store::{ChannelKind, Destination};
use crate::text::fold::fold;
use crate::text::language::Language;

use super::{Call, CommandOption, OptionKind, Typing};

/// The option for the channel.
pub const CHANNEL: FixedText = FixedText { en: "channel", zh_hans: "频道", zh_hant: "頻道", es: "canal" };

const TAG: FixedText = FixedText { en: "tag", zh_hans: "标签", zh_hant: "標籤", es: "etiqueta" };

/// Longest tag that is read: the longest name that Discord takes, and the longest id.
const LONGEST_TAG: u16 = 20;

/// The option for the tag that posts to a forum get.
pub const TAG_OPTION: CommandOption = CommandOption {
    name: TAG,
    description: FixedText {
        en: "In a forum: the tag that each post gets",
        zh_hans: "论坛：每个帖子使用的标签",
        zh_hant: "論壇：每篇貼文使用的標籤",
        es: "En un foro: la etiqueta de cada publicación",
    },
    kind: OptionKind::Text { max_length: LONGEST_TAG },
    required: false,
    complete: Some(complete_tag),
};

/// The tags of the forum that was chosen that fit what has been typed so far.
fn complete_tag(typing: &Typing<'_>) -> Vec<Choice> {
    let typed = fold(typing.typed);
    let fitting = typing.tags.iter().filter(|tag| fold(&tag.name).contains(&typed));
    fitting.map(|tag| Choice { shown: tag.name.clone(), value: tag.id.to_string() }).collect()
}

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

/// `{channel}` and `{reason}` are filled in.
const NOT_IN_FORUM: FixedText = FixedText {
    en: "Not set up in {channel}: {reason}.",
    zh_hans: "未在 {channel} 开启：{reason}。",
    zh_hant: "未在 {channel} 開啟：{reason}。",
    es: "No activado en {channel}: {reason}.",
};

/// `{channel}` and `{tag}` are filled in.
const NO_TAG: FixedText = FixedText {
    en: "Not set up: {channel} has no tag “{tag}” that I may use.",
    zh_hans: "未开启：{channel} 没有我可以使用的标签“{tag}”。",
    zh_hant: "未開啟：{channel} 沒有我可以使用的標籤「{tag}」。",
    es: "No activado: {channel} no tiene una etiqueta «{tag}» que yo pueda usar.",
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

const NEEDS_TAG: FixedText = FixedText {
    en: "the forum demands a tag for each post; set it up with one of its tags (the option `tag`), or turn that off in its settings (Require people to select tags)",
    zh_hans: "该论坛要求每个帖子选择标签；请在开启时选择一个标签（选项“标签”），或在论坛设置中关闭该要求",
    zh_hant: "該論壇要求每篇貼文選擇標籤；請在開啟時選擇一個標籤（選項「標籤」），或在論壇設定中關閉該要求",
    es: "el foro exige una etiqueta por publicación; actívalo con una de las suyas (la opción `etiqueta`) o desactiva esa exigencia en sus ajustes",
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
        Obstacle::Tag => NEEDS_TAG.in_language(language).to_owned(),
        Obstacle::Zone => UNKNOWN_ZONE.in_language(language).to_owned(),
        Obstacle::Missing(names) if names.is_empty() => REFUSED.in_language(language).to_owned(),
        Obstacle::Missing(names) => MISSING.in_language(language).replace("{names}", &names.join(", ")),
    }
}

/// A channel that can be posted to.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The channel as the bot stands in it.
    pub view: &'a ChannelView,
    guild: u64,
    tag: Option<u64>,
}

impl Checked<'_> {
    /// Where posts go from now on, as the caller wants it; the first is due then.
    pub(super) fn destination(&self, call: &Call<'_>, next_at: Timestamp) -> Destination {
        Destination {
            channel: self.view.id,
            guild: self.guild,
            kind: match self.view.kind {
                PlaceKind::Text => ChannelKind::Text,
                PlaceKind::Announcement => ChannelKind::Announcement,
                PlaceKind::Thread => ChannelKind::Thread,
                PlaceKind::Forum => ChannelKind::Forum,
            },
            tag: self.tag,
            language: locale_of(call.language).to_owned(),
            set_by: Some(call.request.caller.member),
            set_at: call.request.now,
            next_at,
        }
    }

    /// The channel as a message names it.
    #[must_use]
    pub fn mention(&self) -> String {
        format!("<#{}>", self.view.id)
    }
}

/// What is said where Discord does not tell how the bot stands in a channel.
pub(super) fn no_view(language: Language) -> Reply {
    Reply::error(NO_VIEW.in_language(language).to_owned(), language)
}

/// The channel of a call, with its tag, if it can be posted to; else what the caller reads.
pub(super) fn checked<'a>(call: &'a Call<'_>) -> Result<Checked<'a>, Box<Reply>> {
    let language = call.language;
    let found = call.request.caller.guild.zip(call.channel(&CHANNEL)).and_then(|(guild, channel)| {
        let view = call.request.server.as_ref()?.place(channel)?;
        Some(Checked { view, guild, tag: None })
    });
    let Some(to) = found else { return Err(Box::new(no_view(language))) };
    let refused = |text: FixedText, name: &str, value: &str| {
        let text = text.in_language(language).replace("{channel}", &to.mention()).replace(name, value);
        Err(Box::new(Reply::error(text, language)))
    };
    let lacking = lacking(to.view);
    if !lacking.is_empty() {
        let names: Vec<&str> = lacking.iter().map(|permission| permission.name().in_language(language)).collect();
        return refused(LACKING, "{names}", &names.join(", "));
    }
    let typed = call.text(&TAG);
    let named = || to.view.tags.iter().find(|tag| tag.id.to_string() == typed || fold(&tag.name) == fold(typed));
    let tag = match (typed.is_empty(), named()) {
        (true, _) => None,
        (false, Some(tag)) => Some(tag.id),
        (false, None) => return refused(NO_TAG, "{tag}", typed),
    };
    if !to.view.takes_tag(tag) {
        return refused(NOT_IN_FORUM, "{reason}", &obstacle_text(&Obstacle::Tag, language));
    }
    Ok(Checked { tag, ..to })
}

/// What a post needs in a place and the bot may not do. Reading the history is needed for one thing only, and not here.
fn lacking(view: &ChannelView) -> Vec<Permission> {
    let sending = if view.kind == PlaceKind::Thread { Permission::SendInThreads } else { Permission::SendMessages };
    let needed = [Permission::ViewChannel, sending, Permission::EmbedLinks];
    view.missing.iter().map(|missing| missing.permission).filter(|permission| needed.contains(permission)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::server::{Denied, Missing};
    use crate::bot::wording;

    #[test]
    fn obstacles_are_told_in_every_language() {
        for language in wording::LANGUAGES {
            let missing = Obstacle::Missing(vec!["Embed Links".to_owned()]);
            assert!(obstacle_text(&missing, language).contains("Embed Links"));
            for obstacle in
                [Obstacle::Gone, Obstacle::Archived, Obstacle::Tag, Obstacle::Zone, Obstacle::Missing(Vec::new())]
            {
                assert!(!obstacle_text(&obstacle, language).contains('{'));
            }
        }
    }

    #[test]
    fn what_is_lacking_depends_on_the_place() {
        let missing = |permission| Missing { permission, denied: Denied::ToBot };
        let view = |kind| ChannelView {
            id: 1,
            name: "x".to_owned(),
            kind,
            may_mention_all: false,
            needs_tag: false,
            tags: Vec::new(),
            missing: [Permission::SendMessages, Permission::SendInThreads, Permission::ReadHistory].map(missing).into(),
        };
        assert_eq!(lacking(&view(PlaceKind::Thread)), [Permission::SendInThreads]);
        assert_eq!(lacking(&view(PlaceKind::Forum)), [Permission::SendMessages]);
    }
}
