//! The bot's own words in every language that it speaks, and which of them a caller gets. The words of answers are not
//! here: they belong to the engine.

use crate::text::language::Language;

/// The languages that the bot speaks.
pub const LANGUAGES: [Language; 4] = [Language::En, Language::ZhHans, Language::ZhHant, Language::Es];

/// Text in every language that the bot speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedText {
    /// English.
    pub en: &'static str,
    /// Chinese, simplified.
    pub zh_hans: &'static str,
    /// Chinese, traditional.
    pub zh_hant: &'static str,
    /// Spanish.
    pub es: &'static str,
}

impl FixedText {
    /// The same in every language: names, signs.
    #[must_use]
    pub const fn same(text: &'static str) -> Self {
        Self { en: text, zh_hans: text, zh_hant: text, es: text }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::ZhHans => self.zh_hans,
            Language::ZhHant => self.zh_hant,
            Language::Es => self.es,
        }
    }

    /// The text with the locale that Discord knows each language by.
    #[must_use]
    pub fn by_locale(&self) -> [(&'static str, &'static str); 4] {
        LANGUAGES.map(|language| (locale_of(language), self.in_language(language)))
    }
}

/// The locale that Discord knows a language by.
#[must_use]
pub fn locale_of(language: Language) -> &'static str {
    match language {
        Language::En => "en-US",
        Language::ZhHans => "zh-CN",
        Language::ZhHant => "zh-TW",
        Language::Es => "es-ES",
    }
}

/// The language for a locale, as Discord (`zh-CN`) or a terminal (`zh_CN.UTF-8`) writes it; English for those that the
/// bot does not speak.
#[must_use]
pub fn language_of_locale(locale: &str) -> Language {
    let locale = locale.to_lowercase().replace('_', "-");
    match locale.split('-').next().unwrap_or_default() {
        "es" => Language::Es,
        "zh" if ["hant", "tw", "hk", "mo"].iter().any(|region| locale.contains(region)) => Language::ZhHant,
        "zh" => Language::ZhHans,
        _ => Language::En,
    }
}

/// For a question without words.
pub const EMPTY_QUESTION: FixedText = FixedText {
    en: "Ask me something, for example: who founded MiniMax?",
    zh_hans: "请提一个问题，例如：MiniMax 是谁创立的？",
    zh_hant: "請提一個問題，例如：MiniMax 是誰創立的？",
    es: "Pregúntame algo, por ejemplo: ¿quién fundó MiniMax?",
};

/// For a question with too many words; `{length}` and `{limit}` are filled in.
pub const TOO_LONG: FixedText = FixedText {
    en: "That is {length} characters; I read up to {limit}. Please ask a shorter question.",
    zh_hans: "您输入了 {length} 个字符，我最多读 {limit} 个。请把问题缩短一些。",
    zh_hant: "您輸入了 {length} 個字元，我最多讀 {limit} 個。請把問題縮短一些。",
    es: "Son {length} caracteres; leo hasta {limit}. Haz una pregunta más corta, por favor.",
};

/// For a command that is not offered where it was called.
pub const NOT_HERE: FixedText = FixedText {
    en: "This command can't be used here.",
    zh_hans: "此命令不能在这里使用。",
    zh_hant: "此指令不能在這裡使用。",
    es: "Este comando no se puede usar aquí.",
};

/// For a command of servers that is typed in a terminal. `{command}` is filled in.
pub const OF_SERVERS: FixedText = FixedText {
    en: "/{command} belongs to a server: use it there, on Discord.",
    zh_hans: "/{command} 属于服务器：请在 Discord 的服务器中使用。",
    zh_hant: "/{command} 屬於伺服器：請在 Discord 的伺服器中使用。",
    es: "/{command} es de un servidor: úsalo allí, en Discord.",
};

/// For a command that the caller may not use.
pub const NOT_ALLOWED: FixedText = FixedText {
    en: "This command is for members who may manage the server.",
    zh_hans: "此命令仅供有“管理服务器”权限的成员使用。",
    zh_hant: "此指令僅供有「管理伺服器」權限的成員使用。",
    es: "Este comando es para quienes pueden gestionar el servidor.",
};

/// For a question in a channel where none is answered.
pub const NOT_IN_THIS_CHANNEL: FixedText = FixedText {
    en: "I don't answer questions in this channel: its moderators have turned that off. You can ask me in a direct message.",
    zh_hans: "我不在此频道回答问题：管理员已将其关闭。您可以私信我。",
    zh_hant: "我不在此頻道回答問題：管理員已將其關閉。您可以私訊我。",
    es: "En este canal no respondo preguntas: sus moderadores lo han desactivado. Puedes preguntarme por mensaje directo.",
};

/// For a question that comes too soon; `{seconds}` is filled in.
const TOO_SOON: FixedText = FixedText {
    en: "One moment, please: that was a lot at once. I take your next question in {seconds} s.",
    zh_hans: "请稍等：一下子问得有点多。{seconds} 秒后我会回答您的下一个问题。",
    zh_hant: "請稍等：一下子問得有點多。{seconds} 秒後我會回答您的下一個問題。",
    es: "Un momento, por favor: han sido muchas de golpe. Atenderé tu próxima pregunta en {seconds} s.",
};

/// For a question that comes too soon.
#[must_use]
pub fn wait(seconds: u64, language: Language) -> String {
    TOO_SOON.in_language(language).replace("{seconds}", &seconds.to_string())
}

/// For what needs the store where there is none.
pub const NO_STORE: FixedText = FixedText {
    en: "Nothing can be stored here.",
    zh_hans: "这里无法存储任何内容。",
    zh_hant: "這裡無法儲存任何內容。",
    es: "Aquí no se puede guardar nada.",
};

/// For what the store could not do.
pub const STORE_FAILED: FixedText = FixedText {
    en: "Sorry, my storage did not work. Please try again later; the operator can see what happened.",
    zh_hans: "抱歉，我的存储出了问题。请稍后再试；运营者可以看到发生了什么。",
    zh_hant: "抱歉，我的儲存出了問題。請稍後再試；營運者可以看到發生了什麼。",
    es: "Lo siento, mi almacenamiento ha fallado. Inténtalo más tarde; quien me opera puede ver qué ha pasado.",
};

/// For things that have nothing in common to compare.
pub const NOTHING_SHARED: FixedText = FixedText {
    en: "The documents hold nothing by which these can be compared.",
    zh_hans: "文档中没有可用于比较的共同信息。",
    zh_hant: "文件中沒有可用於比較的共同資訊。",
    es: "Los documentos no tienen nada con que comparar esto.",
};

/// For a command that does not exist; `{command}` is filled in.
pub const NO_SUCH_COMMAND: FixedText = FixedText {
    en: "There is no command /{command}.",
    zh_hans: "没有 /{command} 这个命令。",
    zh_hant: "沒有 /{command} 這個指令。",
    es: "No existe el comando /{command}.",
};

/// Before a command that was perhaps meant; `{command}` is filled in.
pub const DID_YOU_MEAN: FixedText = FixedText {
    en: "Did you mean /{command}?",
    zh_hans: "您是不是想用 /{command}？",
    zh_hant: "您是不是想用 /{command}？",
    es: "¿Querías decir /{command}?",
};

/// Before the list of all commands.
pub const COMMANDS_ARE: FixedText =
    FixedText { en: "Commands:", zh_hans: "可用命令：", zh_hant: "可用指令：", es: "Comandos:" };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_and_languages() {
        for (locale, language) in [
            ("en-US", Language::En),
            ("en-GB", Language::En),
            ("zh-CN", Language::ZhHans),
            ("zh-TW", Language::ZhHant),
            ("zh_HK.UTF-8", Language::ZhHant),
            ("es-ES", Language::Es),
            ("es-419", Language::Es),
            ("de", Language::En),
            ("C", Language::En),
        ] {
            assert_eq!(language_of_locale(locale), language, "{locale}");
        }
        for language in LANGUAGES {
            assert_eq!(language_of_locale(locale_of(language)), language);
        }
    }
}
