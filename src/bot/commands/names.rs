//! What commands that take a name have in common: the option, what it offers while it is typed, and what is said to a
//! name that nobody bears.

use crate::bot::action::Recall;
use crate::bot::manners::MAX_NAME;
use crate::bot::response::{Choice, MOST_CHOICES, Reply};
use crate::bot::wording::FixedText;
use crate::engine::Names;

use super::{Call, CommandOption, OptionKind, Typing};

/// The option's name.
pub const NAME: FixedText = FixedText { en: "name", zh_hans: "名称", zh_hant: "名稱", es: "nombre" };

/// How many near names are offered for one that nobody bears.
const NEAR: usize = 5;

/// A required name.
#[must_use]
pub const fn option(
    name: FixedText,
    description: FixedText,
    required: bool,
    complete: fn(&Typing<'_>) -> Vec<Choice>,
) -> CommandOption {
    CommandOption {
        name,
        description,
        kind: OptionKind::Text { max_length: MAX_NAME },
        required,
        complete: Some(complete),
    }
}

/// Names that fit what has been typed so far.
#[must_use]
pub fn complete(typing: &Typing<'_>, among: Names) -> Vec<Choice> {
    typing
        .engine
        .suggest(among, typing.typed, MOST_CHOICES)
        .into_iter()
        .map(|suggestion| Choice { shown: suggestion.shown, value: suggestion.name })
        .collect()
}

/// The card of what a name means, or what it might have meant.
#[must_use]
pub fn card(call: &Call<'_>, among: Names) -> Reply {
    let name = call.text(&NAME);
    match call.engine.entity_named(among, name, call.language) {
        Some(entity) => call.answer(&Recall::Card(entity), None, false),
        None => unknown(call, among, name),
    }
}

/// That nobody bears a name, with the nearest ones to choose from.
#[must_use]
pub fn unknown(call: &Call<'_>, among: Names, name: &str) -> Reply {
    let mut reply = Reply::from_answer(call.engine.unknown_name(among, name, call.language));
    // The menu offers the same, as cards.
    reply.suggestions.clear();
    reply.meanings = call.engine.nearest(among, name, NEAR);
    reply.recall = Some(Recall::Card(String::new()));
    reply
}
