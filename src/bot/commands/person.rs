//! `/person name`: the card of a person.

use crate::bot::response::Choice;
use crate::bot::wording::FixedText;
use crate::engine::Names;

use super::{Command, Run, Typing, names};

/// The command.
pub const COMMAND: Command = Command {
    path: "person",
    name: FixedText { en: "person", zh_hans: "人物", zh_hant: "人物", es: "persona" },
    description: FixedText {
        en: "The card of a person: positions, what they founded, education, earlier posts",
        zh_hans: "人物名片：职务、创办的公司、教育与工作经历",
        zh_hant: "人物名片：職務、創辦的公司、學歷與經歷",
        es: "La ficha de una persona: cargos, qué fundó, estudios, puestos anteriores",
    },
    options: &[names::option(
        names::NAME,
        FixedText {
            en: "A person's name, in English or Chinese",
            zh_hans: "人名，中英文均可",
            zh_hant: "人名，中英文皆可",
            es: "El nombre de una persona, en inglés o en chino",
        },
        true,
        complete,
    )],
    answers: true,
    run: Run::Memory(|call| names::card(call, Names::People)),
    ..Command::BASE
};

fn complete(typing: &Typing<'_>) -> Vec<Choice> {
    names::complete(typing, Names::People)
}
