//! `/onthisday [date]`: what happened on a day of the year, as the daily post says it.

use crate::bot::action::Recall;
use crate::bot::manners::MAX_NAME;
use crate::bot::recall::day_of;
use crate::bot::response::{Choice, MOST_CHOICES, Reply};
use crate::bot::wording::FixedText;
use crate::engine::day_text;
use crate::text::date::find_dates;
use crate::text::fold::fold;

use super::{Call, Command, CommandOption, OptionKind, Run, Typing};

const DATE: FixedText = FixedText { en: "date", zh_hans: "日期", zh_hant: "日期", es: "fecha" };

pub(super) const NO_DATE: FixedText = FixedText {
    en: "I can't read that as a day. Try 01-20 or 2025-01-20.",
    zh_hans: "我无法识别这个日期。请试试 01-20 或 2025-01-20。",
    zh_hant: "我無法辨識這個日期。請試試 01-20 或 2025-01-20。",
    es: "No lo entiendo como día. Prueba 01-20 o 2025-01-20.",
};

/// The command.
pub const COMMAND: Command = Command {
    path: "onthisday",
    name: FixedText { en: "onthisday", zh_hans: "历史今天", zh_hant: "歷史今天", es: "talcomohoy" },
    description: FixedText {
        en: "What happened on a day of the year; without a date, on today's",
        zh_hans: "历史上的某一天发生了什么；不填则为今天",
        zh_hant: "歷史上的某一天發生了什麼；不填則為今天",
        es: "Qué ocurrió en un día del año; sin fecha, en el de hoy",
    },
    options: &[CommandOption {
        name: DATE,
        description: FixedText {
            en: "A day, as 01-20, or with a year, as 2025-01-20",
            zh_hans: "某一天，例如 01-20，或带年份 2025-01-20",
            zh_hant: "某一天，例如 01-20，或帶年份 2025-01-20",
            es: "Un día, como 01-20, o con su año, como 2025-01-20",
        },
        kind: OptionKind::Text { max_length: MAX_NAME },
        required: false,
        complete: Some(complete_day),
    }],
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

fn respond(call: &Call<'_>) -> Reply {
    let day = match call.text(&DATE) {
        "" => call.request.today.to_string(),
        text => match read_day(text) {
            Some(day) => day,
            None => return Reply::error(NO_DATE.in_language(call.language).to_owned(), call.language),
        },
    };
    call.answer(&Recall::Day(day), None, false)
}

/// A day as people write it, in the form of a recall.
pub(super) fn read_day(text: &str) -> Option<String> {
    if day_of(text).is_some() {
        return Some(text.to_owned());
    }
    let found = find_dates(&fold(text)).into_iter().next()?;
    let (month, day) = (found.month?, found.day?);
    let written = match found.year {
        Some(year) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{month:02}-{day:02}"),
    };
    day_of(&written).map(|_| written)
}

/// Days on which something happened, from today on around the year.
pub(super) fn complete_day(typing: &Typing<'_>) -> Vec<Choice> {
    let today = (typing.today.month().unsigned_abs(), typing.today.day().unsigned_abs());
    let mut days = typing.engine.days(typing.language);
    let next = days.iter().position(|(month, day, _)| (*month, *day) >= today).unwrap_or(0);
    days.rotate_left(next);
    let typed = fold(typing.typed);
    let named = read_day(typing.typed);
    days.into_iter()
        .filter_map(|(month, day, what)| {
            let value = format!("{month:02}-{day:02}");
            let shown = format!("{} · {what}", day_text(month, day, typing.language));
            let fits = named.as_ref().map_or_else(|| fold(&shown).contains(&typed), |named| named.ends_with(&value))
                || value.starts_with(&typed);
            fits.then_some(Choice { shown, value })
        })
        .take(MOST_CHOICES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, expected) in [
            ("01-20", "01-20"),
            ("2025-01-20", "2025-01-20"),
            ("January 20", "01-20"),
            ("20 January 2025", "2025-01-20"),
            ("1月20日", "01-20"),
            ("20 de enero", "01-20"),
        ] {
            assert_eq!(read_day(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["02-30", "13-01", "soon", "2025"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
