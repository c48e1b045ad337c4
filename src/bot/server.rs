//! What the bot may do in a server, channel by channel, in terms that no platform owns. Looked up by whoever knows the
//! platform; judged by `/doctor`, and by whatever wants to post somewhere.

use super::wording::FixedText;

/// A server as the bot stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerView {
    /// Its text channels, in the order of the server.
    pub channels: Vec<ChannelView>,
}

/// A channel as the bot stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelView {
    /// Its id.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// What the bot needs there and may not do.
    pub missing: Vec<Missing>,
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
