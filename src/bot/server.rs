//! What the bot may do in a server, channel by channel, in terms that no platform owns. Looked up by whoever knows the
//! platform; judged by `/doctor`, and by whatever wants to post somewhere.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::wording::FixedText;

/// A server as the bot stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerView {
    /// Its text channels, in the order of the server.
    pub channels: Vec<ChannelView>,
    /// Its threads that are not archived, as far as the bot sees them.
    pub threads: Vec<ChannelView>,
    /// Its roles that anybody may mention.
    pub mentionable_roles: Vec<u64>,
}

impl ServerView {
    /// A channel or thread by its id.
    #[must_use]
    pub fn place(&self, id: u64) -> Option<&ChannelView> {
        self.channels.iter().chain(&self.threads).find(|place| place.id == id)
    }
}

/// What sort of place a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A text channel.
    Text,
    /// A channel whose posts other servers can follow.
    Announcement,
    /// A thread.
    Thread,
    /// A forum, where each post is a thread.
    Forum,
}

/// A channel as the bot stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What sort of place it is.
    pub kind: PlaceKind,
    /// Whether the bot may mention roles there that not anybody may mention.
    pub may_mention_all: bool,
    /// Whether it is a forum that demands a tag for each post.
    pub needs_tag: bool,
    /// The tags of a forum that the bot may give to a post.
    pub tags: Vec<Tag>,
    /// What the bot needs there and may not do.
    pub missing: Vec<Missing>,
}

impl ChannelView {
    /// Whether a post with this tag, or with none, gets by.
    #[must_use]
    pub fn takes_tag(&self, tag: Option<u64>) -> bool {
        !self.needs_tag || self.tags.iter().any(|known| Some(known.id) == tag)
    }
}

/// A tag of a forum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
}

/// The tags of forums as the platform tells of them by itself: for what is offered while somebody types, which has to
/// come from memory. What is decided is decided by a [`ServerView`].
#[derive(Debug, Default)]
pub struct Forums(Mutex<HashMap<u64, (u64, Vec<Tag>)>>);

impl Forums {
    /// Notes the tags of a forum of a server.
    pub fn note(&self, guild: u64, forum: u64, tags: Vec<Tag>) {
        self.lock().insert(forum, (guild, tags));
    }

    /// Forgets a forum.
    pub fn forget(&self, forum: u64) {
        self.lock().remove(&forum);
    }

    /// Forgets the forums of a server.
    pub fn forget_guild(&self, guild: u64) {
        self.lock().retain(|_, (owner, _)| *owner != guild);
    }

    /// The tags of a forum, if it is one of that server.
    #[must_use]
    pub fn tags(&self, guild: u64, forum: u64) -> Vec<Tag> {
        let known = self.lock();
        known.get(&forum).filter(|(owner, _)| *owner == guild).map(|(_, tags)| tags.clone()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, (u64, Vec<Tag>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A permission that is missing in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which one.
    pub permission: Permission,
    /// Why it is missing.
    pub denied: Denied,
}

/// What the bot needs in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// To be there at all.
    ViewChannel,
    /// To answer.
    SendMessages,
    /// To answer in threads.
    SendInThreads,
    /// For answers are embeds.
    EmbedLinks,
    /// To find its answer when a question is edited or deleted.
    ReadHistory,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::ViewChannel, Self::SendMessages, Self::SendInThreads, Self::EmbedLinks, Self::ReadHistory];

    /// What Discord calls it.
    #[must_use]
    pub fn name(self) -> FixedText {
        match self {
            Self::ViewChannel => {
                FixedText { en: "View Channel", zh_hans: "查看频道", zh_hant: "檢視頻道", es: "Ver canal" }
            }
            Self::SendMessages => {
                FixedText {
                    en: "Send Messages", zh_hans: "发送消息", zh_hant: "發送訊息", es: "Enviar mensajes"
                }
            }
            Self::SendInThreads => FixedText {
                en: "Send Messages in Threads",
                zh_hans: "在子区内发送消息",
                zh_hant: "在討論串中傳送訊息",
                es: "Enviar mensajes en hilos",
            },
            Self::EmbedLinks => {
                FixedText {
                    en: "Embed Links", zh_hans: "嵌入链接", zh_hant: "嵌入連結", es: "Insertar enlaces"
                }
            }
            Self::ReadHistory => FixedText {
                en: "Read Message History",
                zh_hans: "读取消息历史记录",
                zh_hant: "讀取訊息歷史",
                es: "Leer el historial de mensajes",
            },
        }
    }
}

/// Where a permission is denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No role of the bot's grants it in the server.
    NotGranted,
    /// The channel denies it to everyone.
    ToEveryone,
    /// The channel denies it to a role of the bot's.
    ToRole(String),
    /// The channel denies it to the bot itself.
    ToBot,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_in_their_own_server_alone() {
        let forums = Forums::default();
        let tag = |id, name: &str| Tag { id, name: name.to_owned() };
        forums.note(1, 10, vec![tag(5, "News")]);
        forums.note(1, 10, vec![tag(6, "Releases")]);
        forums.note(2, 20, vec![tag(7, "Talk")]);
        assert_eq!(forums.tags(1, 10), [tag(6, "Releases")], "as told last");
        assert_eq!(forums.tags(2, 10), []);
        forums.forget(10);
        assert_eq!(forums.tags(1, 10), []);
        forums.forget_guild(2);
        assert_eq!(forums.tags(2, 20), []);
    }
}
