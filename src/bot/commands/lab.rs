//! `/lab name`: the card of a lab.

use crate::bot::response::Choice;
use crate::bot::wording::FixedText;
use crate::engine::Names;

use super::{Command, Run, Typing, names};

/// The command.
pub const COMMAND: Command = Command {
    path: "lab",
    name: FixedText { en: "lab", zh_hans: "实验室", zh_hant: "實驗室", es: "laboratorio" },
    description: FixedText {
        en: "The card of a lab: founders, founding, place, models, funding",
        zh_hans: "实验室名片：创始人、成立时间、所在地、模型、融资",
        zh_hant: "實驗室名片：創辦人、成立時間、所在地、模型、融資",
        es: "La ficha de un laboratorio: fundadores, fundación, lugar, modelos, financiación",
    },
    options: &[names::option(
        names::NAME,
        FixedText {
            en: "A lab's name, in English or Chinese",
            zh_hans: "实验室名称，中英文均可",
            zh_hant: "實驗室名稱，中英文皆可",
            es: "El nombre de un laboratorio, en inglés o en chino",
        },
        true,
        complete,
    )],
    answers: true,
    run: Run::Memory(|call| names::card(call, Names::Labs)),
    ..Command::BASE
};

fn complete(typing: &Typing<'_>) -> Vec<Choice> {
    names::complete(typing, Names::Labs)
}
