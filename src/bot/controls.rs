//! The buttons and the menu under a reply. What they do is in their ids ([`super::action`]) and done in
//! [`super::press`].

use crate::engine::Engine;
use crate::text::language::Language;

use super::action::{Action, Origin, Recall};
use super::request::{Caller, Place};
use super::response::{Button, Choice, MOST_CHOICES, Menu, Reply, Tone};
use super::wording::FixedText;

/// Suggestions that stand as buttons; longer ones stay in the text.
const MOST_SUGGESTIONS: usize = 3;

/// Longest suggestion that fits on a button, in characters (Discord's limit for a label).
const LONGEST_LABEL: usize = 80;

/// The button with the quoted sentences.
pub const SOURCES: FixedText = FixedText { en: "Sources", zh_hans: "出处", zh_hant: "出處", es: "Fuentes" };

/// The button with the trace.
pub const TRACE: FixedText = FixedText {
    en: "How was this answered",
    zh_hans: "这是怎样得出的",
    zh_hant: "這是怎樣得出的",
    es: "Cómo se respondió",
};

const HELPFUL: FixedText =
    FixedText { en: "👍 Helpful", zh_hans: "👍 有用", zh_hant: "👍 有用", es: "👍 Útil" };

/// The button and the form for mistakes.
pub const REPORT: FixedText =
    FixedText { en: "Report a mistake", zh_hans: "报告错误", zh_hant: "回報錯誤", es: "Informar de un error" };

const SHARE: FixedText = FixedText { en: "Share", zh_hans: "分享", zh_hant: "分享", es: "Compartir" };

const DELETE: FixedText = FixedText { en: "Delete", zh_hans: "删除", zh_hant: "刪除", es: "Borrar" };

const PREVIOUS: FixedText =
    FixedText { en: "◀ Previous", zh_hans: "◀ 上一页", zh_hant: "◀ 上一頁", es: "◀ Anterior" };

const NEXT: FixedText =
    FixedText { en: "Next ▶", zh_hans: "下一页 ▶", zh_hant: "下一頁 ▶", es: "Siguiente ▶" };

const DID_YOU_MEAN: FixedText = FixedText {
    en: "Did you mean something else?",
    zh_hans: "您指的是别的吗？",
    zh_hant: "您指的是別的嗎？",
    es: "¿Querías decir otra cosa?",
};

/// `{page}` and `{pages}` are filled in.
const PAGE: FixedText = FixedText {
    en: "Page {page} of {pages}",
    zh_hans: "第 {page} 页，共 {pages} 页",
    zh_hant: "第 {page} 頁，共 {pages} 頁",
    es: "Página {page} de {pages}",
};

/// A reply with its buttons and its menu, as far as the place has any.
#[must_use]
pub fn with_controls(mut reply: Reply, edition: u32, caller: &Caller) -> Reply {
    if caller.place == Place::Terminal {
        return reply;
    }
    let language = reply.language;
    let button = |text: FixedText, action: Action| {
        action.id().map(|id| Button { label: text.in_language(language).to_owned(), id, destructive: false })
    };
    if let Some(recall) = reply.recall.clone() {
        let origin = Origin { edition, language, recall };
        if let Some(page) = reply.page {
            let turn = |text: FixedText, page: usize| {
                let recall = origin.recall.at_page(page)?;
                button(text, Action::Page(Origin { recall, ..origin.clone() }, caller.member))
            };
            let back = page.number.checked_sub(1).and_then(|page| turn(PREVIOUS, page));
            let on = Some(page.number + 1).filter(|next| *next < page.count).and_then(|page| turn(NEXT, page));
            add_row(&mut reply, [back, on]);
            reply.body = format!("{}\n\n{}", reply.body, page_line(page.number, page.count, language));
        }
        if !reply.meanings.is_empty() {
            let choices = reply.meanings.iter().take(MOST_CHOICES);
            reply.menu = Action::Choose(origin.clone()).id().map(|id| Menu {
                prompt: DID_YOU_MEAN.in_language(language).to_owned(),
                id,
                choices: choices
                    .map(|choice| Choice { shown: choice.name.clone(), value: choice.id.clone() })
                    .collect(),
            });
        }
        if origin.recall != Recall::Card(String::new()) {
            let sources = (!reply.citations.is_empty()).then(|| Action::Sources(origin.clone()));
            let last = if reply.private {
                button(SHARE, Action::Share(origin.clone()))
            } else {
                delete_button(language, caller)
            };
            let row = [
                sources.and_then(|action| button(SOURCES, action)),
                button(TRACE, Action::Trace(origin)),
                button(HELPFUL, Action::Helpful(reply.topic.clone())),
                button(REPORT, Action::Report(reply.topic.clone())),
                last,
            ];
            add_row(&mut reply, row);
        }
    }
    if reply.tone != Tone::Error {
        suggestions(&mut reply);
    }
    reply
}

/// Labs that a daily post has buttons for.
const MOST_LABS: usize = 3;

/// `{name}` is filled in.
const MORE_ON: FixedText =
    FixedText {
        en: "More on {name}", zh_hans: "更多关于 {name}", zh_hant: "更多關於 {name}", es: "Más sobre {name}"
    };

/// A daily post with its buttons: the quoted sentences, the form for mistakes, and the cards of the labs in it.
#[must_use]
pub fn with_post_controls(mut reply: Reply, engine: &Engine) -> Reply {
    let language = reply.language;
    let Some(recall) = reply.recall.clone() else { return reply };
    let origin = Origin { edition: engine.edition(), language, recall };
    let button = |label: String, action: Action| {
        action.id().filter(|_| label.chars().count() <= LONGEST_LABEL).map(|id| Button {
            label,
            id,
            destructive: false,
        })
    };
    let mut row = vec![
        button(SOURCES.in_language(language).to_owned(), Action::Sources(origin.clone())),
        button(REPORT.in_language(language).to_owned(), Action::Report(reply.topic.clone())),
    ];
    row.extend(reply.topic.subjects.iter().take(MOST_LABS).map(|lab| {
        let label = MORE_ON.in_language(language).replace("{name}", engine.name_of(lab)?);
        button(label, Action::Show(Origin { recall: Recall::Card(lab.clone()), ..origin.clone() }))
    }));
    add_row(&mut reply, row);
    reply
}

fn page_line(number: usize, count: usize, language: Language) -> String {
    PAGE.in_language(language).replace("{page}", &(number + 1).to_string()).replace("{pages}", &count.to_string())
}

fn delete_button(language: Language, caller: &Caller) -> Option<Button> {
    let id = Action::Delete(caller.member).id()?;
    Some(Button { label: DELETE.in_language(language).to_owned(), id, destructive: true })
}

/// Moves the suggestions that fit onto buttons.
fn suggestions(reply: &mut Reply) {
    let mut row = Vec::new();
    let mut left = Vec::new();
    for question in std::mem::take(&mut reply.suggestions) {
        let fits = question.chars().count() <= LONGEST_LABEL && row.len() < MOST_SUGGESTIONS;
        match Action::Ask(question.clone()).id().filter(|_| fits) {
            Some(id) if !row.iter().flatten().any(|button: &Button| button.id == id) => {
                row.push(Some(Button { label: question, id, destructive: false }));
            }
            Some(_) => {}
            None => left.push(question),
        }
    }
    reply.suggestions = left;
    add_row(reply, row);
}

fn add_row(reply: &mut Reply, buttons: impl IntoIterator<Item = Option<Button>>) {
    let row: Vec<Button> = buttons.into_iter().flatten().collect();
    if !row.is_empty() {
        reply.buttons.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::response::PageOf;
    use crate::engine::Chronicle;
    use crate::question::Topic;

    fn caller(place: Place) -> Caller {
        Caller { place, member: 7, may_manage: false, may_moderate: false, ..Caller::at_terminal(None) }
    }

    fn answer() -> Reply {
        Reply {
            recall: Some(Recall::Question(Topic::default())),
            tone: Tone::Found,
            suggestions: vec!["And when?".to_owned(), "And when?".to_owned(), "x".repeat(90)],
            ..Reply::info(None, "Text.".to_owned(), Language::En)
        }
    }

    fn labels(reply: &Reply) -> Vec<Vec<&str>> {
        reply.buttons.iter().map(|row| row.iter().map(|button| button.label.as_str()).collect()).collect()
    }

    #[test]
    fn an_answer_has_its_buttons_and_a_terminal_has_none() {
        let public = with_controls(answer(), 1, &caller(Place::Guild));
        assert_eq!(
            labels(&public),
            [vec!["How was this answered", "👍 Helpful", "Report a mistake", "Delete"], vec!["And when?"]]
        );
        assert_eq!(public.suggestions, ["x".repeat(90)]);
        let private = with_controls(answer().privately(), 1, &caller(Place::Direct));
        assert_eq!(labels(&private)[0].last(), Some(&"Share"));
        assert_eq!(with_controls(answer(), 1, &caller(Place::Terminal)), answer());
    }

    #[test]
    fn pages_turn_both_ways_and_say_where_they_are() {
        for (number, expected) in [(0, vec!["Next ▶"]), (1, vec!["◀ Previous", "Next ▶"]), (2, vec!["◀ Previous"])]
        {
            let reply = Reply {
                recall: Some(Recall::Chronicle(Chronicle { page: number, ..Chronicle::default() })),
                page: Some(PageOf { number, count: 3 }),
                ..answer()
            };
            let reply = with_controls(reply, 1, &caller(Place::Guild));
            assert_eq!(labels(&reply)[0], expected);
            assert!(reply.body.ends_with(&format!("Page {} of 3", number + 1)), "{}", reply.body);
        }
    }

    #[test]
    fn meanings_are_a_menu() {
        let meanings = vec![crate::engine::Choice { id: "kimi".to_owned(), name: "Kimi".to_owned() }];
        let reply = with_controls(Reply { meanings, ..answer() }, 1, &caller(Place::Guild));
        let menu = reply.menu.unwrap();
        assert_eq!(menu.choices[0].value, "kimi");
        assert!(matches!(Action::from_id(&menu.id), Some(Action::Choose(_))));
    }
}
