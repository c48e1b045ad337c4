//! The daily post on Discord: sent, looked for, published; what stands in the way; and telling the admin.
//!
//! What the bot may do in a channel is worked out from the server's own lists, which Discord shows it whatever its
//! permissions: looking at a channel that is closed to it costs no 403.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::json;
use serenity::http::{Http, HttpError, MessagePagination};
use serenity::model::Permissions;
use serenity::model::channel::{Channel, ChannelFlags, GuildChannel, Message};
use serenity::model::id::{ChannelId, GuildId, MessageId, UserId};
use tokio::sync::OnceCell;

use crate::bot::commands::posting::obstacle_text;
use crate::bot::wording::{FixedText, language_of_locale};
use crate::daily::{Failure, Found, Notice, Obstacle, Outlet, Post, Trouble};
use crate::store::{ChannelKind, Destination};

use super::errors::for_operator;
use super::http::{Patience, retry};
use super::{render, server};

/// For calls that look and change nothing.
const LOOKING: Patience =
    Patience { attempts: 3, first_wait: Duration::from_millis(250), attempt_limit: Duration::from_secs(8) };

/// How long one attempt to send may take.
const SEND_LIMIT: Duration = Duration::from_secs(10);

/// How often to send the same post in a row; Discord drops what has the same nonce.
const SEND_ATTEMPTS: u32 = 4;

/// Messages on a page of a channel's history, and how many pages are read when a post is looked for.
const PAGE: u8 = 100;
const PAGES: u32 = 20;

/// Archived threads of a forum that are looked through.
const ARCHIVED: u64 = 100;

/// When Discord began to count: the first second of 2015, in milliseconds.
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// Discord's codes.
mod code {
    pub const UNKNOWN_CHANNEL: isize = 10_003;
    pub const ALREADY_PUBLISHED: isize = 40_033;
    pub const TAG_REQUIRED: isize = 40_067;
    pub const THREAD_ARCHIVED: isize = 50_083;
    pub const THREAD_LOCKED: isize = 160_005;
}

/// The names under which Discord shows permissions to those who set them.
const PERMISSION_NAMES: [(Permissions, &str); 5] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
];

/// Discord as a place to post to.
#[derive(Debug)]
pub struct DiscordOutlet {
    http: Http,
    me: OnceCell<UserId>,
}

/// A channel as the bot stands in it.
struct Standing {
    granted: Permissions,
    is_archived: bool,
    /// Whether it is a forum that has the tag which posts are to get.
    has_tag: bool,
    /// Whether it is a forum that demands a tag, and there is none to give.
    lacks_tag: bool,
}

impl DiscordOutlet {
    /// Posts with this client.
    #[must_use]
    pub fn new(http: Http) -> Self {
        Self { http, me: OnceCell::new() }
    }

    /// Whether the bot is in a server, by asking Discord.
    ///
    /// # Errors
    /// When Discord can't be asked.
    pub async fn is_in(&self, guild: u64) -> Result<bool, Failure> {
        match retry(LOOKING, || self.http.get_guild(GuildId::new(guild))).await {
            Ok(_) => Ok(true),
            Err(error) => match failure(&error) {
                Failure::Obstacle(_) => Ok(false),
                other => Err(other),
            },
        }
    }

    async fn me(&self) -> Result<UserId, Failure> {
        let ask = || async { retry(LOOKING, || self.http.get_current_user()).await.map(|user| user.id) };
        self.me.get_or_try_init(ask).await.copied().map_err(|error| failure(&error))
    }

    /// How the bot stands in a channel.
    async fn standing(&self, to: &Destination) -> Result<Standing, Failure> {
        let guild_id = GuildId::new(to.guild);
        let me = self.me().await?;
        let guild = retry(LOOKING, || self.http.get_guild(guild_id)).await.map_err(|error| failure(&error))?;
        let member = retry(LOOKING, || self.http.get_member(guild_id, me)).await.map_err(|error| failure(&error))?;
        let channels = retry(LOOKING, || self.http.get_channels(guild_id)).await.map_err(|error| failure(&error))?;
        let find = |id: ChannelId| channels.iter().find(|channel| channel.id == id);
        let id = ChannelId::new(to.channel);
        if let Some(channel) = find(id) {
            let needs_tag = to.kind == ChannelKind::Forum && channel.flags.contains(ChannelFlags::REQUIRE_TAG);
            let has_tag = server::tags(channel).iter().any(|tag| Some(tag.id) == to.tag);
            let granted = guild.user_permissions_in(channel, &member);
            return Ok(Standing { granted, is_archived: false, has_tag, lacks_tag: needs_tag && !has_tag });
        }
        if to.kind != ChannelKind::Thread {
            return Err(Failure::Obstacle(Obstacle::Gone));
        }
        // Threads are not among them.
        let found = retry(LOOKING, || self.http.get_channel(id)).await.map_err(|error| failure(&error))?;
        let Channel::Guild(thread) = found else { return Err(Failure::Obstacle(Obstacle::Gone)) };
        let parent: &GuildChannel = thread.parent_id.and_then(find).ok_or(Failure::Obstacle(Obstacle::Gone))?;
        let is_archived = thread.thread_metadata.is_some_and(|state| state.archived || state.locked);
        let granted = guild.user_permissions_in(parent, &member);
        Ok(Standing { granted, is_archived, has_tag: false, lacks_tag: false })
    }

    /// Sends a body until Discord has it, for as long as the claim allows. Only what has a nonce may be sent again when
    /// it is not clear whether it is there.
    async fn send_body<T, F: Future<Output = serenity::Result<T>>>(
        &self,
        post: &Post,
        has_nonce: bool,
        call: impl Fn() -> F,
    ) -> Result<T, Failure> {
        let mut attempts = 0;
        let mut unclear = None;
        if Instant::now() + SEND_LIMIT >= post.send_before {
            return Err(Failure::Unsent("the time to send it ran out".to_owned()));
        }
        loop {
            let failed = match tokio::time::timeout(SEND_LIMIT, call()).await {
                Ok(Ok(sent)) => return Ok(sent),
                Ok(Err(error)) => failure(&error),
                Err(_) => Failure::Unclear("no answer within the time limit".to_owned()),
            };
            attempts += 1;
            let again = match &failed {
                Failure::Unsent(_) => true,
                Failure::Unclear(_) => has_nonce,
                Failure::Obstacle(_) | Failure::Rejected(_) => false,
            };
            if let Failure::Unclear(_) = failed {
                unclear = Some(failed.clone());
            }
            if !again || attempts >= SEND_ATTEMPTS || Instant::now() + SEND_LIMIT >= post.send_before {
                // An earlier attempt may have got through, whatever the last one said.
                return Err(unclear.unwrap_or(failed));
            }
            tokio::time::sleep(Patience::MESSAGE.wait(attempts, super::http::jitter())).await;
        }
    }

    /// A post of a forum is a thread. Its tag may be gone from the forum: where none is demanded, it does without.
    async fn send_to_forum(&self, to: &Destination, post: &Post) -> Result<u64, Failure> {
        match self.send_thread(to, post, to.tag).await {
            Err(Failure::Rejected(reason)) if to.tag.is_some() => match self.standing(to).await {
                Ok(Standing { lacks_tag: true, .. }) => Err(Failure::Obstacle(Obstacle::Tag)),
                Ok(Standing { has_tag: false, .. }) => self.send_thread(to, post, None).await,
                _ => Err(Failure::Rejected(reason)),
            },
            sent => sent,
        }
    }

    async fn send_thread(&self, to: &Destination, post: &Post, tag: Option<u64>) -> Result<u64, Failure> {
        let (forum, body) = (ChannelId::new(to.channel), render::forum_body(post, tag));
        let thread = self.send_body(post, false, || self.http.create_forum_post(forum, &body, None)).await?;
        Ok(thread.id.get())
    }

    /// A refusal with the permissions that explain it, if they can be found out.
    async fn explained(&self, to: &Destination, refused: Failure) -> Failure {
        match refused {
            Failure::Obstacle(Obstacle::Missing(_)) => match self.obstacle(to).await {
                Ok(Some(obstacle)) | Err(Failure::Obstacle(obstacle)) => Failure::Obstacle(obstacle),
                _ => refused,
            },
            other => other,
        }
    }

    async fn find_message(&self, channel: ChannelId, post: &Post, since: Timestamp) -> Result<Found, Failure> {
        let me = self.me().await?;
        let mut after = snowflake(since);
        for _ in 0..PAGES {
            let page = Some(MessagePagination::After(after));
            let messages = retry(LOOKING, || self.http.get_messages(channel, page, Some(PAGE)))
                .await
                .map_err(|error| failure(&error))?;
            if let Some(message) = messages.iter().find(|message| is_post(message, me, post)) {
                return Ok(Found::Message(message.id.get()));
            }
            match messages.iter().map(|message| message.id).max() {
                Some(last) if messages.len() >= usize::from(PAGE) => after = last,
                _ => return Ok(Found::Absent),
            }
        }
        Ok(Found::CantTell("too much was written since".to_owned()))
    }

    /// A post in a forum is a thread whose first message has the thread's id.
    async fn find_thread(&self, to: &Destination, post: &Post, since: Timestamp) -> Result<Found, Failure> {
        let me = self.me().await?;
        let (guild, forum) = (GuildId::new(to.guild), ChannelId::new(to.channel));
        let active =
            retry(LOOKING, || self.http.get_guild_active_threads(guild)).await.map_err(|error| failure(&error))?;
        let archived = retry(LOOKING, || self.http.get_channel_archived_public_threads(forum, None, Some(ARCHIVED)))
            .await
            .map_err(|error| failure(&error))?;
        let oldest = snowflake(since).get();
        let own = active.threads.iter().chain(&archived.threads).filter(|thread| {
            thread.parent_id == Some(forum) && thread.owner_id == Some(me) && thread.id.get() >= oldest
        });
        for thread in own {
            let first = MessageId::new(thread.id.get());
            match retry(LOOKING, || self.http.get_message(thread.id, first)).await {
                Ok(message) if is_post(&message, me, post) => return Ok(Found::Message(message.id.get())),
                Ok(_) => {}
                Err(error) => return Ok(Found::CantTell(for_operator(&error))),
            }
        }
        Ok(Found::Absent)
    }
}

/// Sends a direct message of our own words.
///
/// # Errors
/// When Discord does not deliver it.
pub(super) async fn say_to(http: &Http, member: u64, text: &str) -> serenity::Result<()> {
    let recipient = json!({ "recipient_id": member.to_string() });
    let channel = retry(LOOKING, || http.create_private_channel(&recipient)).await?;
    let body = render::notice_body(text);
    retry(Patience::MESSAGE, || http.send_message(channel.id, Vec::new(), &body)).await.map(drop)
}

impl Outlet for DiscordOutlet {
    async fn send(&self, to: &Destination, post: &Post) -> Result<u64, Failure> {
        let sent = if to.kind == ChannelKind::Forum {
            self.send_to_forum(to, post).await
        } else {
            let (channel, body) = (ChannelId::new(to.channel), render::post_body(post));
            let message = self.send_body(post, true, || self.http.send_message(channel, Vec::new(), &body)).await;
            message.map(|message| message.id.get())
        };
        match sent {
            Ok(message) => Ok(message),
            Err(refused) => Err(self.explained(to, refused).await),
        }
    }

    async fn find(&self, to: &Destination, post: &Post, since: Timestamp) -> Result<Found, Failure> {
        let standing = self.standing(to).await?;
        // Without it Discord shows an empty history, or none: no proof of anything.
        let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
        if !standing.granted.contains(needed) {
            let missing = names(needed - standing.granted).join(", ");
            return Ok(Found::CantTell(format!("missing permissions: {missing}")));
        }
        if to.kind == ChannelKind::Forum {
            self.find_thread(to, post, since).await
        } else {
            self.find_message(ChannelId::new(to.channel), post, since).await
        }
    }

    async fn publish(&self, to: &Destination, message: u64) -> Result<(), Failure> {
        let (channel, message) = (ChannelId::new(to.channel), MessageId::new(message));
        match retry(LOOKING, || self.http.crosspost_message(channel, message)).await {
            Ok(_) => Ok(()),
            Err(error) if discord_code(&error) == Some(code::ALREADY_PUBLISHED) => Ok(()),
            Err(error) => Err(failure(&error)),
        }
    }

    async fn obstacle(&self, to: &Destination) -> Result<Option<Obstacle>, Failure> {
        let standing = match self.standing(to).await {
            Ok(standing) => standing,
            Err(Failure::Obstacle(obstacle)) => return Ok(Some(obstacle)),
            Err(other) => return Err(other),
        };
        let missing = needed(to.kind) - standing.granted;
        Ok(if !missing.is_empty() {
            Some(Obstacle::Missing(names(missing)))
        } else if standing.is_archived {
            Some(Obstacle::Archived)
        } else if standing.lacks_tag {
            Some(Obstacle::Tag)
        } else {
            None
        })
    }

    async fn tell(&self, to: &Destination, notice: &Notice) -> Result<(), Failure> {
        let text = notice_text(to, notice);
        let Some(member) = to.set_by else {
            return Err(Failure::Rejected("nobody is known who set it up".to_owned()));
        };
        say_to(&self.http, member, &text).await.map_err(|error| failure(&error))
    }
}

/// What the bot needs to post. Reading the history is needed only to find out what became of a post.
fn needed(kind: ChannelKind) -> Permissions {
    let sending = match kind {
        ChannelKind::Text | ChannelKind::Announcement | ChannelKind::Forum => Permissions::SEND_MESSAGES,
        ChannelKind::Thread => Permissions::SEND_MESSAGES_IN_THREADS,
    };
    Permissions::VIEW_CHANNEL | Permissions::EMBED_LINKS | sending
}

fn names(permissions: Permissions) -> Vec<String> {
    PERMISSION_NAMES
        .iter()
        .filter(|(permission, _)| permissions.contains(*permission))
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

/// The smallest id that a message of that time can have.
fn snowflake(at: Timestamp) -> MessageId {
    let since = u64::try_from(at.as_millisecond() - DISCORD_EPOCH_MS).unwrap_or(0);
    MessageId::new((since << 22).max(1))
}

/// By the mark that stands in it: the nonce Discord keeps for a short time only.
fn is_post(message: &Message, me: UserId, post: &Post) -> bool {
    let mark = post.mark();
    message.author.id == me
        && message
            .embeds
            .iter()
            .filter_map(|embed| embed.footer.as_ref())
            .any(|footer| footer.text.strip_prefix(&mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

fn discord_code(error: &serenity::Error) -> Option<isize> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => Some(response.error.code),
        _ => None,
    }
}

/// What an error means for the post.
fn failure(error: &serenity::Error) -> Failure {
    let reason = for_operator(error);
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            match (response.status_code.as_u16(), response.error.code) {
                (_, code::THREAD_ARCHIVED | code::THREAD_LOCKED) => Failure::Obstacle(Obstacle::Archived),
                (_, code::TAG_REQUIRED) => Failure::Obstacle(Obstacle::Tag),
                (404, _) | (_, code::UNKNOWN_CHANNEL) => Failure::Obstacle(Obstacle::Gone),
                (403, _) => Failure::Obstacle(Obstacle::Missing(Vec::new())),
                // A token that is refused is somebody else's to tell.
                (401 | 429, _) => Failure::Unsent(reason),
                (500.., _) => Failure::Unclear(reason),
                _ => Failure::Rejected(reason),
            }
        }
        serenity::Error::Http(HttpError::Request(request)) if request.is_connect() => Failure::Unsent(reason),
        serenity::Error::Http(HttpError::Request(request)) if request.is_builder() => Failure::Rejected(reason),
        // Broken off, timed out, or an answer that can't be read.
        _ => Failure::Unclear(reason),
    }
}

const PARKED: FixedText = FixedText {
    en: "I can't send the daily post to {channel}: {reason}. It goes on by itself once that is mended; `/daily off` ends it.",
    zh_hans: "我无法向 {channel} 发送每日推送：{reason}。解决后会自动恢复；用 `/daily off` 可停用。",
    zh_hant: "我無法向 {channel} 傳送每日推送：{reason}。解決後會自動恢復；用 `/daily off` 可停用。",
    es: "No puedo enviar la publicación diaria a {channel}: {reason}. Seguirá por sí sola cuando se arregle; `/daily off` la termina.",
};

const NO_BOARD: FixedText = FixedText {
    en: "I can't post this week's gap board to {channel}: {reason}. I try again next week; `/gaps off` ends it.",
    zh_hans: "我无法向 {channel} 发送本周的缺口榜：{reason}。下周会再试；用 `/gaps off` 可停用。",
    zh_hant: "我無法向 {channel} 傳送本週的缺口榜：{reason}。下週會再試；用 `/gaps off` 可停用。",
    es: "No puedo publicar la tabla de lagunas de esta semana en {channel}: {reason}. Lo intento la semana próxima; `/gaps off` la termina.",
};

const UNKNOWN: FixedText = FixedText {
    en: "I can't tell whether the daily post of {day} reached {channel}, so I don't send it again. With the permission Read Message History I could look.",
    zh_hans: "我无法确认 {day} 的每日推送是否已送达 {channel}，因此不会重发。有“读取消息历史记录”权限我就能查看。",
    zh_hant: "我無法確認 {day} 的每日推送是否已送達 {channel}，因此不會重發。有「讀取訊息歷史」權限我就能查看。",
    es: "No sé si la publicación diaria del {day} llegó a {channel}, así que no la envío otra vez. Con el permiso Leer el historial de mensajes podría mirarlo.",
};

fn notice_text(to: &Destination, notice: &Notice) -> String {
    let language = language_of_locale(&to.language);
    let channel = format!("<#{}>", to.channel);
    match &notice.trouble {
        Trouble::Parked(obstacle) => PARKED
            .in_language(language)
            .replace("{channel}", &channel)
            .replace("{reason}", &obstacle_text(obstacle, language)),
        Trouble::NoBoard(obstacle) => NO_BOARD
            .in_language(language)
            .replace("{channel}", &channel)
            .replace("{reason}", &obstacle_text(obstacle, language)),
        Trouble::Unknown(day) => {
            UNKNOWN.in_language(language).replace("{channel}", &channel).replace("{day}", &day.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snowflakes_are_of_their_time() {
        let at: Timestamp = "2026-07-18T12:00:00Z".parse().unwrap();
        let id = snowflake(at);
        assert_eq!(id.created_at().unix_timestamp(), at.as_second());
        assert_eq!(snowflake(Timestamp::UNIX_EPOCH).get(), 1);
    }

    #[test]
    fn what_is_missing_is_named() {
        let granted = Permissions::VIEW_CHANNEL;
        assert_eq!(names(needed(ChannelKind::Text) - granted), ["Send Messages", "Embed Links"]);
        assert_eq!(names(needed(ChannelKind::Thread) - granted), ["Send Messages in Threads", "Embed Links"]);
    }

    #[test]
    fn timeouts_leave_it_unclear() {
        let error: serenity::Error = std::io::Error::new(std::io::ErrorKind::TimedOut, "x").into();
        assert!(matches!(failure(&error), Failure::Unclear(_)));
    }
}
