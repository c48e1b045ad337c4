//! `/help`: what the bot does and how to ask it, made from the table of commands. Also the way a command is used, for
//! whoever left something out.

use std::fmt::Write as _;

use crate::bot::request::{Caller, Place};
use crate::bot::response::Reply;
use crate::bot::wording::{self, FixedText};
use crate::text::language::Language;

use super::{Call, Command, Run, usable};

/// The command.
pub const COMMAND: Command = Command {
    path: "help",
    name: FixedText { en: "help", zh_hans: "帮助", zh_hant: "說明", es: "ayuda" },
    description: FixedText {
        en: "What I can do and how to ask me",
        zh_hans: "我能做什么，以及怎样提问",
        zh_hant: "我能做什麼，以及怎樣提問",
        es: "Qué puedo hacer y cómo preguntarme",
    },
    run: Run::Memory(respond),
    ..Command::BASE
};

const TITLE: FixedText =
    FixedText { en: "How to ask me", zh_hans: "怎样提问", zh_hant: "怎樣提問", es: "Cómo preguntarme" };

const INTRODUCTION: FixedText = FixedText {
    en: "I answer questions about the Chinese AI labs from documents alone, and cite them: every [n] stands for a sentence of a document. What no document says, I don't know, and say so.",
    zh_hans: "我只依据文档回答有关中国 AI 实验室的问题并注明出处：每个 [n] 对应文档中的一句话。文档里没有的，我不知道，也会直说。",
    zh_hant: "我只依據文件回答有關中國 AI 實驗室的問題並註明出處：每個 [n] 對應文件中的一句話。文件裡沒有的，我不知道，也會直說。",
    es: "Respondo preguntas sobre los laboratorios chinos de IA solo a partir de documentos y los cito: cada [n] es una frase de un documento. Lo que ningún documento dice, no lo sé, y lo digo.",
};

const IN_GUILD: FixedText = FixedText {
    en: "You can also mention me with a question, or reply to one of my answers.",
    zh_hans: "也可以提及我并附上问题，或者回复我的回答。",
    zh_hant: "也可以提及我並附上問題，或者回覆我的回答。",
    es: "También puedes mencionarme con una pregunta o responder a una de mis respuestas.",
};

const IN_DIRECT: FixedText = FixedText {
    en: "Here you can also just write your question.",
    zh_hans: "在这里也可以直接写下问题。",
    zh_hant: "在這裡也可以直接寫下問題。",
    es: "Aquí también puedes escribir tu pregunta sin más.",
};

const HOW_TO_USE: FixedText =
    FixedText { en: "Use it like this:", zh_hans: "用法：", zh_hant: "用法：", es: "Se usa así:" };

const EXAMPLES: [FixedText; 3] = [
    FixedText {
        en: "Who founded MiniMax?",
        zh_hans: "MiniMax 是谁创立的？",
        zh_hant: "MiniMax 是誰創立的？",
        es: "¿Quién fundó MiniMax?",
    },
    FixedText {
        en: "When was Zhipu AI founded?",
        zh_hans: "智谱是什么时候成立的？",
        zh_hant: "智譜是什麼時候成立的？",
        es: "¿Cuándo se fundó Zhipu AI?",
    },
    FixedText {
        en: "Which models has Moonshot AI released?",
        zh_hans: "月之暗面发布过哪些模型？",
        zh_hant: "月之暗面發布過哪些模型？",
        es: "¿Qué modelos ha publicado Moonshot AI?",
    },
];

pub(super) fn respond(call: &Call<'_>) -> Reply {
    overview(&call.request.caller, call.bot.operator.is_home(&call.request.caller), call.language).privately()
}

/// What the bot does and how this caller can ask it; `at_home` in the home server or a terminal.
#[must_use]
pub fn overview(caller: &Caller, at_home: bool, language: Language) -> Reply {
    let place = caller.place;
    let mut body = INTRODUCTION.in_language(language).to_owned();
    body.push('\n');
    for command in usable(caller, at_home) {
        let description = command.description.in_language(language);
        // Writing to a string can't fail.
        let _ = write!(body, "\n- {} — {description}", synopsis(command, language));
    }
    let other_ways = match place {
        Place::Guild => IN_GUILD,
        Place::Direct | Place::Terminal => IN_DIRECT,
    };
    let _ = write!(body, "\n\n{}", other_ways.in_language(language));
    Reply {
        suggestions: EXAMPLES.iter().map(|example| example.in_language(language).to_owned()).collect(),
        ..Reply::info(Some(TITLE.in_language(language).to_owned()), body, language)
    }
}

/// How to use a command that something was left out of.
#[must_use]
pub fn usage(command: &Command, language: Language) -> Reply {
    // For a question the example says more than the form.
    let line = if command.path == super::ask::COMMAND.path {
        wording::EMPTY_QUESTION.in_language(language).to_owned()
    } else {
        let description = command.description.in_language(language);
        let how = HOW_TO_USE.in_language(language);
        format!("{how} {} — {description}", synopsis(command, language))
    };
    Reply::error(line, language)
}

/// `/ask question [private]`.
fn synopsis(command: &Command, language: Language) -> String {
    let mut synopsis = format!("/{}", command.shown_name(language));
    for option in command.options {
        let name = option.name.in_language(language);
        let _ = if option.required { write!(synopsis, " {name}") } else { write!(synopsis, " [{name}]") };
    }
    synopsis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::commands::{Form, Who, all};
    use crate::bot::wording::LANGUAGES;

    #[test]
    fn every_command_is_in_the_help_of_those_who_may_use_it() {
        for language in LANGUAGES {
            for place in [Place::Guild, Place::Direct, Place::Terminal] {
                for (may_manage, at_home) in [(true, true), (true, false), (false, true), (false, false)] {
                    let help = overview(&Caller { place, may_manage, ..Caller::at_terminal(None) }, at_home, language);
                    for command in all().iter().filter(|command| command.form == Form::Slash) {
                        let name = format!("/{}", command.shown_name(language));
                        let is_shown = help.body.lines().any(|line| line.strip_prefix(&format!("- {name} ")).is_some());
                        let is_theirs = match command.who {
                            Who::Everyone => true,
                            Who::ServerManagers => may_manage,
                            Who::HomeManagers => may_manage && at_home,
                        };
                        assert_eq!(is_shown, is_theirs && command.places.has(place), "{name} in {}", help.body);
                    }
                    assert_eq!(help.language, language);
                    assert_eq!(help.suggestions.len(), EXAMPLES.len());
                }
            }
        }
    }

    #[test]
    fn usage_is_one_line() {
        for command in all() {
            for language in LANGUAGES {
                assert!(!usage(command, language).body.contains('\n'));
            }
        }
        assert_eq!(
            usage(&super::super::lab::COMMAND, Language::En).body,
            "Use it like this: /lab name — The card of a lab: founders, founding, place, models, funding"
        );
    }
}
