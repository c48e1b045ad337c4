//! `/audit`: who changed what the bot knows, and what is set for servers, newest first, in pages.

use jiff::tz::TimeZone;

use crate::bot::action::Action;
use crate::bot::controls::{NEXT, PREVIOUS, page_line};
use crate::bot::response::{Button, Reply};
use crate::bot::wording::{self, FixedText};
use crate::bot::{Bot, store_failed};
use crate::store::AuditEntry;
use crate::text::language::Language;

use super::{Call, Command, CommandOption, OptionKind, Pending, Run};

const PAGE: FixedText = FixedText { en: "page", zh_hans: "页", zh_hant: "頁", es: "página" };

/// The command.
pub const COMMAND: Command = Command {
    path: "audit",
    name: FixedText { en: "audit", zh_hans: "审计", zh_hant: "稽核", es: "auditoría" },
    description: FixedText {
        en: "Who changed what I know, and when",
        zh_hans: "谁在何时更改了我的知识",
        zh_hant: "誰在何時更改了我的知識",
        es: "Quién cambió lo que sé, y cuándo",
    },
    options: &[CommandOption {
        name: PAGE,
        description: FixedText {
            en: "Which page, the newest entries on the first",
            zh_hans: "第几页，第一页为最新记录",
            zh_hant: "第幾頁，第一頁為最新紀錄",
            es: "Qué página; lo más reciente, en la primera",
        },
        kind: OptionKind::Number { least: 1, most: MOST_PAGES as i64 },
        required: false,
        complete: None,
    }],
    run: Run::Stored(run),
    ..Command::AT_HOME
};

/// Entries on a page.
const ON_A_PAGE: u32 = 10;

/// Pages that can be asked for.
const MOST_PAGES: u32 = 100_000;

/// Longest detail of an entry that is shown whole, in characters.
const LONGEST_DETAIL: usize = 160;

const NOTHING: FixedText = FixedText {
    en: "Nothing was noted yet.",
    zh_hans: "还没有任何记录。",
    zh_hant: "還沒有任何紀錄。",
    es: "Aún no hay nada anotado.",
};

/// For what nobody on Discord did.
const OPERATOR: FixedText = FixedText {
    en: "operator or program",
    zh_hans: "运营者或程序",
    zh_hant: "營運者或程式",
    es: "operador o programa",
};

fn run<'a>(call: &'a Call<'a>) -> Pending<'a> {
    let wanted = call.number(&PAGE).and_then(|page| u32::try_from(page - 1).ok()).unwrap_or(0);
    Box::pin(page(call.bot, wanted, call.language))
}

/// A page of the log, counted from 0; the last one where there are fewer.
pub(in crate::bot) async fn page(bot: &Bot, wanted: u32, language: Language) -> Reply {
    let Some(store) = &bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    let shown = async {
        let pages = u32::try_from(store.audit_count().await?).unwrap_or(u32::MAX).div_ceil(ON_A_PAGE);
        let number = wanted.min(pages.saturating_sub(1));
        Ok((pages, number, store.audit_page(number * ON_A_PAGE, ON_A_PAGE).await?))
    };
    let (pages, number, entries) = match shown.await {
        Ok(shown) => shown,
        Err(error) => return store_failed(&error, language),
    };
    let title = Some(COMMAND.name.in_language(language).to_owned());
    if entries.is_empty() {
        return Reply::info(title, NOTHING.in_language(language).to_owned(), language).privately();
    }
    let mut body = entries.iter().map(|entry| line(entry, language)).collect::<Vec<_>>().join("\n");
    let button = |label: FixedText, page: Option<u32>| {
        let id = Action::Audit(page.filter(|page| *page < pages)?).id()?;
        Some(Button { label: label.in_language(language).to_owned(), id, destructive: false })
    };
    let row: Vec<Button> =
        [button(PREVIOUS, number.checked_sub(1)), button(NEXT, number.checked_add(1))].into_iter().flatten().collect();
    if pages > 1 {
        body = format!("{body}\n\n{}", page_line(number as usize, pages as usize, language));
    }
    let buttons = if row.is_empty() { Vec::new() } else { vec![row] };
    Reply { buttons, ..Reply::info(title, body, language) }.privately()
}

/// `- 2026-11-28 16:49 UTC · 1528008439496704000 · reindex apply · …`.
fn line(entry: &AuditEntry, language: Language) -> String {
    let noted = &entry.entry;
    let who = match noted.member {
        0 => OPERATOR.in_language(language).to_owned(),
        member => member.to_string(),
    };
    let at = noted.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string();
    let mut parts = vec![at, who, noted.action.clone()];
    if !noted.detail.is_empty() {
        let mut detail: String = noted.detail.chars().take(LONGEST_DETAIL).collect();
        if detail.len() < noted.detail.len() {
            detail.push('…');
        }
        parts.push(detail);
    }
    match (&noted.generation_before, &noted.generation_after) {
        (Some(before), Some(after)) if before != after => parts.push(format!("{before} → {after}")),
        (_, Some(after)) => parts.push(after.clone()),
        (Some(before), None) => parts.push(before.clone()),
        (None, None) => {}
    }
    format!("- {}", parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::store::NewAuditEntry;

    #[test]
    fn a_line_says_who_did_what_when_and_what_it_changed() {
        let noted = NewAuditEntry {
            at: "2026-11-28T16:49:42Z".parse::<Timestamp>().unwrap(),
            member: 7,
            action: "reindex apply".to_owned(),
            detail: "x".repeat(200),
            generation_before: Some("a".to_owned()),
            generation_after: Some("b".to_owned()),
        };
        let shown = |entry: NewAuditEntry| line(&AuditEntry { id: 1, entry }, Language::En);
        let detail = "x".repeat(LONGEST_DETAIL);
        assert_eq!(shown(noted.clone()), format!("- 2026-11-28 16:49 UTC · 7 · reindex apply · {detail}… · a → b"));
        let same = NewAuditEntry { member: 0, detail: String::new(), generation_before: Some("b".to_owned()), ..noted };
        assert_eq!(shown(same), "- 2026-11-28 16:49 UTC · operator or program · reindex apply · b");
    }
}
