//! How the bot stands in a server, asked of Discord: channel by channel what it needs and may not do, and where that is
//! denied. Discord's own order: what roles grant, then the channel's rules for everyone, for roles, for the member.

use serenity::http::Http;
use serenity::model::Permissions;
use serenity::model::channel::{ChannelFlags, ChannelType, GuildChannel, PermissionOverwriteType};
use serenity::model::guild::Role;
use serenity::model::id::{GuildId, RoleId, UserId};

use crate::bot::server::{ChannelView, Denied, Missing, Permission, PlaceKind, ServerView, Tag};

use super::errors::for_operator;
use super::http::{Patience, retry};

/// How the bot stands in a server; `None` where Discord does not tell: the bot is no member there.
pub async fn view(http: &Http, guild: u64) -> Option<ServerView> {
    let guild = GuildId::new(guild);
    let ask = async {
        let me = retry(Patience::MESSAGE, || http.get_current_user()).await?.id;
        let member = retry(Patience::MESSAGE, || http.get_member(guild, me)).await?;
        let roles = retry(Patience::MESSAGE, || http.get_guild_roles(guild)).await?;
        let channels = retry(Patience::MESSAGE, || http.get_channels(guild)).await?;
        let threads = retry(Patience::MESSAGE, || http.get_guild_active_threads(guild)).await?.threads;
        Ok::<_, serenity::Error>((me, member, roles, channels, threads))
    };
    match ask.await {
        Ok((me, member, roles, channels, threads)) => {
            let standing = Standing { guild, me, roles: &roles, own: &member.roles };
            Some(standing.view(channels, &threads))
        }
        Err(error) => {
            tracing::warn!(error = for_operator(&error), "Discord does not tell how the bot stands in a server");
            None
        }
    }
}

struct Standing<'a> {
    guild: GuildId,
    me: UserId,
    roles: &'a [Role],
    own: &'a [RoleId],
}

impl Standing<'_> {
    fn view(&self, mut channels: Vec<GuildChannel>, threads: &[GuildChannel]) -> ServerView {
        channels.retain(|channel| is_written_in(channel.kind));
        channels.sort_by_key(|channel| (channel.position, channel.id));
        // A thread has the rules of its channel.
        let view = |channel: &GuildChannel, rules: &GuildChannel| ChannelView {
            id: channel.id.get(),
            name: channel.name.clone(),
            kind: place_kind(channel.kind),
            may_mention_all: self.denied(rules, Permissions::MENTION_EVERYONE).is_none(),
            needs_tag: channel.kind == ChannelType::Forum && channel.flags.contains(ChannelFlags::REQUIRE_TAG),
            tags: tags(channel),
            missing: self.missing(rules),
        };
        let parent = |thread: &GuildChannel| channels.iter().find(|channel| Some(channel.id) == thread.parent_id);
        ServerView {
            threads: threads.iter().filter_map(|thread| Some(view(thread, parent(thread)?))).collect(),
            mentionable_roles: self.roles.iter().filter(|role| role.mentionable).map(|role| role.id.get()).collect(),
            channels: channels.iter().map(|channel| view(channel, channel)).collect(),
        }
    }

    fn missing(&self, channel: &GuildChannel) -> Vec<Missing> {
        let missing = |permission| {
            let denied = self.denied(channel, bit(permission))?;
            Some(Missing { permission, denied })
        };
        // Who does not see a channel can do nothing there: that one thing is to be mended first.
        match missing(Permission::ViewChannel) {
            Some(unseen) => vec![unseen],
            None => Permission::ALL.into_iter().filter_map(missing).collect(),
        }
    }

    /// Where a permission is denied; `None` where it is there.
    fn denied(&self, channel: &GuildChannel, needed: Permissions) -> Option<Denied> {
        let everyone = RoleId::new(self.guild.get());
        let is_own = |role: &RoleId| *role == everyone || self.own.contains(role);
        let granted = self
            .roles
            .iter()
            .filter(|role| is_own(&role.id))
            .fold(Permissions::empty(), |sum, role| sum | role.permissions);
        if granted.contains(Permissions::ADMINISTRATOR) {
            return None;
        }
        let mut denied = (!granted.contains(needed)).then_some(Denied::NotGranted);
        let rules = &channel.permission_overwrites;
        for rule in rules.iter().filter(|rule| rule.kind == PermissionOverwriteType::Role(everyone)) {
            if rule.deny.contains(needed) {
                denied = Some(Denied::ToEveryone);
            }
            if rule.allow.contains(needed) {
                denied = None;
            }
        }
        // Of several roles, one that allows wins over all that deny.
        let of_roles = rules.iter().filter_map(|rule| match rule.kind {
            PermissionOverwriteType::Role(role) if role != everyone && self.own.contains(&role) => Some((role, rule)),
            _ => None,
        });
        let (mut allowed, mut by_role) = (false, None);
        for (role, rule) in of_roles {
            allowed |= rule.allow.contains(needed);
            if rule.deny.contains(needed) {
                let name = self.roles.iter().find(|known| known.id == role).map(|known| known.name.clone());
                by_role = by_role.or(Some(Denied::ToRole(name.unwrap_or_default())));
            }
        }
        denied = if allowed { None } else { by_role.or(denied) };
        for rule in rules.iter().filter(|rule| rule.kind == PermissionOverwriteType::Member(self.me)) {
            if rule.deny.contains(needed) {
                denied = Some(Denied::ToBot);
            }
            if rule.allow.contains(needed) {
                denied = None;
            }
        }
        denied
    }
}

/// The tags that the bot may give to posts of a forum. Those for moderators need a permission that it has no other use
/// for.
pub(super) fn tags(channel: &GuildChannel) -> Vec<Tag> {
    let free = channel.available_tags.iter().filter(|tag| !tag.moderated);
    free.map(|tag| Tag { id: tag.id.get(), name: tag.name.clone() }).collect()
}

fn is_written_in(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::Text | ChannelType::News | ChannelType::Forum)
}

fn place_kind(kind: ChannelType) -> PlaceKind {
    match kind {
        ChannelType::News => PlaceKind::Announcement,
        ChannelType::Forum => PlaceKind::Forum,
        ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread => PlaceKind::Thread,
        _ => PlaceKind::Text,
    }
}

fn bit(permission: Permission) -> Permissions {
    match permission {
        Permission::ViewChannel => Permissions::VIEW_CHANNEL,
        Permission::SendMessages => Permissions::SEND_MESSAGES,
        Permission::SendInThreads => Permissions::SEND_MESSAGES_IN_THREADS,
        Permission::EmbedLinks => Permissions::EMBED_LINKS,
        Permission::ReadHistory => Permissions::READ_MESSAGE_HISTORY,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const GUILD: u64 = 1;
    const ME: u64 = 9;

    fn role(id: u64, name: &str, permissions: Permissions) -> Role {
        serde_json::from_value(json!({
            "id": id.to_string(), "guild_id": GUILD.to_string(), "name": name,
            "permissions": permissions.bits().to_string(), "position": 0, "color": 0, "hoist": false,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "managed": false, "mentionable": false, "flags": 0,
        }))
        .unwrap()
    }

    fn channel(rules: &Value) -> GuildChannel {
        serde_json::from_value(json!({
            "id": "5", "type": 0, "guild_id": GUILD.to_string(), "name": "general", "position": 0, "nsfw": false,
            "permission_overwrites": rules, "flags": 0,
        }))
        .unwrap()
    }

    #[test]
    fn where_a_permission_is_denied() {
        let needed = Permissions::EMBED_LINKS;
        let bits = needed.bits().to_string();
        let rule = |id: u64, kind: u8, allow: bool| {
            let (allow, deny) = if allow { (bits.as_str(), "0") } else { ("0", bits.as_str()) };
            json!({ "id": id.to_string(), "type": kind, "allow": allow, "deny": deny })
        };
        let has = |granted: bool| {
            let everyone = if granted { needed } else { Permissions::empty() };
            vec![
                role(GUILD, "@everyone", everyone),
                role(3, "Bots", Permissions::empty()),
                role(4, "More", Permissions::empty()),
            ]
        };
        let own = [RoleId::new(3), RoleId::new(4)];
        let by_role = Denied::ToRole("Bots".to_owned());
        for (granted, rules, expected) in [
            (true, json!([]), None),
            (false, json!([]), Some(Denied::NotGranted)),
            (true, json!([rule(GUILD, 0, false)]), Some(Denied::ToEveryone)),
            (false, json!([rule(GUILD, 0, true)]), None),
            (true, json!([rule(3, 0, false)]), Some(by_role.clone())),
            (true, json!([rule(3, 0, false), rule(4, 0, true)]), None),
            (true, json!([rule(GUILD, 0, false), rule(3, 0, true)]), None),
            (true, json!([rule(ME, 1, false)]), Some(Denied::ToBot)),
            (false, json!([rule(3, 0, false), rule(ME, 1, true)]), None),
            (true, json!([rule(77, 0, false), rule(78, 1, false)]), None),
        ] {
            let roles = has(granted);
            let standing = Standing { guild: GuildId::new(GUILD), me: UserId::new(ME), roles: &roles, own: &own };
            assert_eq!(standing.denied(&channel(&rules), needed), expected, "{granted} {rules}");
        }
        let roles = vec![role(GUILD, "@everyone", Permissions::empty()), role(3, "Bots", Permissions::ADMINISTRATOR)];
        let standing = Standing { guild: GuildId::new(GUILD), me: UserId::new(ME), roles: &roles, own: &own };
        assert_eq!(standing.denied(&channel(&json!([rule(GUILD, 0, false)])), needed), None);
    }
}
