//! `/daily preview`: what the post of a day says.

use crate::bot::manners::MAX_NAME;
use crate::bot::response::Reply;
use crate::bot::wording::FixedText;

use super::GROUP;
use crate::bot::commands::on_this_day::{NO_DATE, complete_day, read_day};
use crate::bot::commands::{Call, Command, CommandOption, OptionKind, Run};

const DATE: FixedText = FixedText { en: "date", zh_hans: "日期", zh_hant: "日期", es: "fecha" };

/// `/daily preview`.
pub const COMMAND: Command = Command {
    path: "daily preview",
    group: Some(&GROUP),
    name: FixedText { en: "preview", zh_hans: "预览", zh_hant: "預覽", es: "muestra" },
    description: FixedText {
        en: "Shows you what the post of a day says",
        zh_hans: "预览某一天的推送内容",
        zh_hant: "預覽某一天的推送內容",
        es: "Te enseña qué dice la publicación de un día",
    },
    options: &[CommandOption {
        name: DATE,
        description: FixedText {
            en: "A day, as 01-20; without it, today",
            zh_hans: "某一天，例如 01-20；不填则为今天",
            zh_hant: "某一天，例如 01-20；不填則為今天",
            es: "Un día, como 01-20; si falta, hoy",
        },
        kind: OptionKind::Text { max_length: MAX_NAME },
        required: false,
        complete: Some(complete_day),
    }],
    run: Run::Memory(preview),
    ..Command::FOR_MANAGERS
};

fn preview(call: &Call<'_>) -> Reply {
    let language = call.language;
    let day = match call.text(&DATE) {
        "" => Some(call.request.today.to_string()),
        text => read_day(text),
    };
    let Some(day) = day.as_deref().and_then(crate::bot::recall::day_of) else {
        return Reply::error(NO_DATE.in_language(language).to_owned(), language);
    };
    let day = day.with_leap_day(call.bot.operator.leap_day);
    Reply::from_answer(call.engine.on_this_day(day, language)).privately()
}
