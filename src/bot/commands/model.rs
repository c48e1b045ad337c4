//! `/model name`: the card of a model.

use crate::bot::response::Choice;
use crate::bot::wording::FixedText;
use crate::engine::Names;

use super::{Command, Run, Typing, names};

/// The command.
pub const COMMAND: Command = Command {
    path: "model",
    name: FixedText { en: "model", zh_hans: "模型", zh_hant: "模型", es: "modelo" },
    description: FixedText {
        en: "The card of a model: maker, release, size, context, licence",
        zh_hans: "模型名片：开发者、发布时间、参数量、上下文、许可证",
        zh_hant: "模型名片：開發者、發布時間、參數量、上下文、授權條款",
        es: "La ficha de un modelo: creador, lanzamiento, tamaño, contexto, licencia",
    },
    options: &[names::option(
        names::NAME,
        FixedText {
            en: "A model's name, in English or Chinese",
            zh_hans: "模型名称，中英文均可",
            zh_hant: "模型名稱，中英文皆可",
            es: "El nombre de un modelo, en inglés o en chino",
        },
        true,
        complete,
    )],
    answers: true,
    run: Run::Memory(|call| names::card(call, Names::Models)),
    ..Command::BASE
};

fn complete(typing: &Typing<'_>) -> Vec<Choice> {
    names::complete(typing, Names::Models)
}
