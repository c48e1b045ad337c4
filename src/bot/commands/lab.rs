//! `/lab name`: the card of a lab.

use crate::bot::manners::MAX_NAME;
use crate::bot::response::{Choice, MOST_CHOICES, Reply};
use crate::bot::wording::FixedText;
use crate::engine::Engine;

use super::{Call, Command, CommandOption, OptionKind, Places, Who};

const NAME: FixedText = FixedText { en: "name", zh_hans: "名称", zh_hant: "名稱", es: "nombre" };

/// The command.
pub const COMMAND: Command = Command {
    name: FixedText { en: "lab", zh_hans: "实验室", zh_hant: "實驗室", es: "laboratorio" },
    description: FixedText {
        en: "The card of a lab: founders, founding, place, models, funding",
        zh_hans: "实验室名片：创始人、成立时间、所在地、模型、融资",
        zh_hant: "實驗室名片：創辦人、成立時間、所在地、模型、融資",
        es: "La ficha de un laboratorio: fundadores, fundación, lugar, modelos, financiación",
    },
    options: &[CommandOption {
        name: NAME,
        description: FixedText {
            en: "A lab's name, in English or Chinese",
            zh_hans: "实验室名称，中英文均可",
            zh_hant: "實驗室名稱，中英文皆可",
            es: "El nombre de un laboratorio, en inglés o en chino",
        },
        kind: OptionKind::Text { max_length: MAX_NAME },
        required: true,
        complete: Some(complete),
    }],
    who: Who::Everyone,
    places: Places::EVERYWHERE,
    respond,
};

fn respond(call: &Call<'_>) -> Reply {
    Reply::from_answer(call.engine.profile(call.text(&NAME), call.language))
}

fn complete(engine: &Engine, typed: &str) -> Vec<Choice> {
    engine
        .suggest_labs(typed, MOST_CHOICES)
        .into_iter()
        .map(|suggestion| Choice { shown: suggestion.shown, value: suggestion.name })
        .collect()
}
