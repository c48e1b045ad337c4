//! The bot's own words in every language that it speaks, and which of them a caller gets. The words of answers are not
//! here: they belong to the engine.

use crate::text::language::Language;

use super::request::Caller;

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

/// The language to speak to a caller: of the locale if it is known, else that of what was typed, else English.
#[must_use]
pub fn language_of(caller: &Caller, typed: &str) -> Language {
    caller.locale.as_deref().map(language_of_locale).or_else(|| crate::text::language::guess(typed)).unwrap_or_default()
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

/// For a command that the caller may not use.
pub const NOT_ALLOWED: FixedText = FixedText {
    en: "This command is for members who may manage the server.",
    zh_hans: "此命令仅供有“管理服务器”权限的成员使用。",
    zh_hant: "此指令僅供有「管理伺服器」權限的成員使用。",
    es: "Este comando es para quienes pueden gestionar el servidor.",
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
