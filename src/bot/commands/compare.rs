//! `/compare a b [c]`: two or three labs, models or people side by side.

use crate::bot::action::Recall;
use crate::bot::response::{Choice, Reply};
use crate::bot::wording::FixedText;
use crate::engine::Names;

use super::{Call, Command, Run, Typing, names};

const FIRST: FixedText = FixedText { en: "a", zh_hans: "甲", zh_hant: "甲", es: "a" };
const SECOND: FixedText = FixedText { en: "b", zh_hans: "乙", zh_hant: "乙", es: "b" };
const THIRD: FixedText = FixedText { en: "c", zh_hans: "丙", zh_hant: "丙", es: "c" };

const WHAT: FixedText = FixedText {
    en: "A lab, a model or a person",
    zh_hans: "实验室、模型或人物",
    zh_hant: "實驗室、模型或人物",
    es: "Un laboratorio, un modelo o una persona",
};

const SAME: FixedText = FixedText {
    en: "Both names mean the same. Name two different things to compare.",
    zh_hans: "这几个名称指的是同一个。请给出两个不同的对象。",
    zh_hant: "這幾個名稱指的是同一個。請給出兩個不同的對象。",
    es: "Esos nombres significan lo mismo. Di dos cosas distintas para comparar.",
};

/// The command.
pub const COMMAND: Command = Command {
    path: "compare",
    name: FixedText { en: "compare", zh_hans: "比较", zh_hant: "比較", es: "comparar" },
    description: FixedText {
        en: "Two or three labs, models or people side by side",
        zh_hans: "并列比较两到三个实验室、模型或人物",
        zh_hant: "並列比較兩到三個實驗室、模型或人物",
        es: "Dos o tres laboratorios, modelos o personas, lado a lado",
    },
    options: &[
        names::option(FIRST, WHAT, true, complete),
        names::option(SECOND, WHAT, true, complete),
        names::option(THIRD, WHAT, false, complete),
    ],
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

fn respond(call: &Call<'_>) -> Reply {
    let mut entities: Vec<String> = Vec::new();
    for name in [FIRST, SECOND, THIRD].map(|option| call.text(&option)) {
        if name.is_empty() {
            continue;
        }
        match call.engine.entity_named(Names::Comparable, name, call.language) {
            Some(entity) if !entities.contains(&entity) => entities.push(entity),
            Some(_) => {}
            None => return names::unknown(call, Names::Comparable, name),
        }
    }
    if entities.len() < 2 {
        return Reply::error(SAME.in_language(call.language).to_owned(), call.language);
    }
    let shown: Vec<&str> = entities.iter().filter_map(|id| call.engine.name_of(id)).collect();
    let title = shown.join(" · ");
    Reply { title: Some(title), ..call.answer(&Recall::Compare(entities), None, false) }
}

fn complete(typing: &Typing<'_>) -> Vec<Choice> {
    names::complete(typing, Names::Comparable)
}
