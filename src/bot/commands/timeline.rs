//! `/timeline [lab] [year or month]`: what happened, in order of time, on as many pages as it takes.

use crate::bot::action::Recall;
use crate::bot::manners::MAX_NAME;
use crate::bot::response::{Choice, MOST_CHOICES, Reply};
use crate::bot::wording::FixedText;
use crate::engine::{Chronicle, Names, period_text};
use crate::text::date::find_dates;
use crate::text::edtf::Edtf;
use crate::text::fold::fold;

use super::{Call, Command, CommandOption, OptionKind, Run, Typing, names};

const LAB: FixedText = FixedText { en: "lab", zh_hans: "实验室", zh_hant: "實驗室", es: "laboratorio" };

const PERIOD: FixedText = FixedText { en: "period", zh_hans: "时间", zh_hant: "時間", es: "periodo" };

const NO_PERIOD: FixedText = FixedText {
    en: "I can't read that as a year or a month. Try 2025 or 2025-01.",
    zh_hans: "我无法识别这个年份或月份。请试试 2025 或 2025-01。",
    zh_hant: "我無法辨識這個年份或月份。請試試 2025 或 2025-01。",
    es: "No lo entiendo como año ni como mes. Prueba 2025 o 2025-01.",
};

/// `{count}` is filled in.
const EVENTS: FixedText =
    FixedText {
        en: "{count} events", zh_hans: "{count} 个事件", zh_hant: "{count} 個事件", es: "{count} hechos"
    };

/// The command.
pub const COMMAND: Command = Command {
    path: "timeline",
    name: FixedText { en: "timeline", zh_hans: "时间线", zh_hant: "時間線", es: "cronología" },
    description: FixedText {
        en: "What happened, in order of time: of one lab or of all, in a year or a month",
        zh_hans: "按时间顺序列出事件：某个或所有实验室，某年或某月",
        zh_hant: "按時間順序列出事件：某個或所有實驗室，某年或某月",
        es: "Qué ocurrió, en orden: de un laboratorio o de todos, en un año o un mes",
    },
    options: &[
        names::option(
            LAB,
            FixedText {
                en: "A lab or a company; without it, all of them",
                zh_hans: "实验室或公司；不填则为全部",
                zh_hant: "實驗室或公司；不填則為全部",
                es: "Un laboratorio o una empresa; si falta, todos",
            },
            false,
            complete_lab,
        ),
        CommandOption {
            name: PERIOD,
            description: FixedText {
                en: "A year or a month, as 2025 or 2025-01",
                zh_hans: "年份或月份，例如 2025 或 2025-01",
                zh_hant: "年份或月份，例如 2025 或 2025-01",
                es: "Un año o un mes, como 2025 o 2025-01",
            },
            kind: OptionKind::Text { max_length: MAX_NAME },
            required: false,
            complete: Some(complete_period),
        },
    ],
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

fn respond(call: &Call<'_>) -> Reply {
    let (lab, period) = (call.text(&LAB), call.text(&PERIOD));
    let about = match lab {
        "" => None,
        name => match call.engine.entity_named(Names::Labs, name, call.language) {
            Some(entity) => Some(entity),
            None => return names::unknown(call, Names::Labs, name),
        },
    };
    let within = match period {
        "" => None,
        text => match read_period(text) {
            Some(period) => Some(period),
            None => return Reply::error(NO_PERIOD.in_language(call.language).to_owned(), call.language),
        },
    };
    let shown = about.as_deref().and_then(|id| call.engine.name_of(id)).map(ToOwned::to_owned);
    let title: Vec<String> = shown.into_iter().chain(within.map(|period| period_text(period, call.language))).collect();
    let recall = Recall::Chronicle(Chronicle { about, period: within, releases: false, page: 0 });
    let title = (!title.is_empty()).then(|| title.join(" · "));
    Reply { title, ..call.answer(&recall, None, false) }
}

/// A year, a month or a day as people write them.
fn read_period(text: &str) -> Option<Edtf> {
    text.parse().ok().or_else(|| find_dates(&fold(text)).first()?.edtf())
}

fn complete_lab(typing: &Typing<'_>) -> Vec<Choice> {
    names::complete(typing, Names::Labs)
}

fn complete_period(typing: &Typing<'_>) -> Vec<Choice> {
    let typed = fold(typing.typed);
    let wanted = read_period(typing.typed);
    typing
        .engine
        .periods()
        .into_iter()
        .filter_map(|(period, count)| {
            let value = period.to_string();
            let shown = period_text(period, typing.language);
            let fits = value.starts_with(&typed)
                || fold(&shown).contains(&typed)
                || wanted.is_some_and(|wanted| wanted.covers(period));
            let events = EVENTS.in_language(typing.language).replace("{count}", &count.to_string());
            fits.then(|| Choice { shown: format!("{shown} · {events}"), value })
        })
        .take(MOST_CHOICES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2025", "2025"),
            ("2025-01", "2025-01"),
            ("January 2025", "2025-01"),
            ("enero de 2025", "2025-01"),
            ("2025年1月", "2025-01"),
        ] {
            assert_eq!(read_period(text).map(|period| period.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(read_period("soon"), None);
    }
}
