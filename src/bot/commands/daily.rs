//! The words about daily posts that more than one place needs.

use crate::bot::wording::FixedText;
use crate::daily::Obstacle;
use crate::text::language::Language;

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

const ZONE: FixedText = FixedText {
    en: "its time zone is not known here",
    zh_hans: "无法识别所设时区",
    zh_hant: "無法識別所設時區",
    es: "no se conoce su zona horaria",
};

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
        Obstacle::Zone => ZONE.in_language(language).to_owned(),
        Obstacle::Missing(names) if names.is_empty() => REFUSED.in_language(language).to_owned(),
        Obstacle::Missing(names) => MISSING.in_language(language).replace("{names}", &names.join(", ")),
    }
}
