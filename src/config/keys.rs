//! The table of keys: what there is to set, and what holds where nothing is set.

/// A key of the settings file. All values are text.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) default: &'static str,
}

const fn key(name: &'static str, default: &'static str) -> Key {
    Key { name, default }
}

/// Every key there is, in the order of the settings file.
pub(super) const KEYS: &[Key] = &[
    key("corpus.data", "data"),
    key("corpus.index", "index"),
    key("corpus.originals", ""),
    key("corpus.moderators_write", "no"),
    key("discord.api_url", ""),
    key("discord.shards", "auto"),
    key("discord.message_content", "no"),
    key("discord.language", ""),
    key("discord.private", "no"),
    key("discord.member_questions_per_minute", "30"),
    key("discord.channel_questions_per_minute", "300"),
    key("discord.home_server", ""),
    key("store.url", "sqlite:state/lablore.db"),
    key("store.keep_questions_days", "0"),
    key("reindex.most_lost_percent", "5"),
    key("reindex.watch", "no"),
    key("reindex.channel", ""),
    key("daily.leap_day", "02-28"),
    key("daily.grace", "3h"),
    key("http.listen", "127.0.0.1:8080"),
    key("http.interactions", ""),
    key("about.terms", ""),
    key("about.privacy", ""),
    key("log.level", "info"),
];
