//! What buttons, menus and forms do. Whoever presses is checked anew: a button outlives the permission of whoever it was
//! made for, and anybody sees it.

use crate::store::{FeedbackKind, MistakeReport, NewFeedback, Scope};
use crate::text::language::Language;

use super::action::{Action, Origin, Recall};
use super::controls::{self, with_controls};
use super::request::{Caller, Place, Request, Shown};
use super::response::{Form, FormField, Reply, Response, Tone};
use super::wording::{self, FixedText};
use super::{Acknowledgement, Bot, recall};

/// Longest text in a field of the form for mistakes, in characters.
const LONGEST_FIELD: u16 = 1_000;

const OUTDATED: FixedText = FixedText {
    en: "This belongs to another version of me and does nothing any more. Please ask again.",
    zh_hans: "这属于我的另一个版本，已经不起作用了。请重新提问。",
    zh_hant: "這屬於我的另一個版本，已經不起作用了。請重新提問。",
    es: "Esto es de otra versión mía y ya no hace nada. Pregunta de nuevo, por favor.",
};

const GONE: FixedText = FixedText {
    en: "What this shows is no longer in my data. Please ask again.",
    zh_hans: "这里显示的内容已不在我的数据中。请重新提问。",
    zh_hant: "這裡顯示的內容已不在我的資料中。請重新提問。",
    es: "Lo que esto muestra ya no está en mis datos. Pregunta de nuevo, por favor.",
};

const CHANGED: FixedText = FixedText {
    en: "My data has changed since this answer was given; this is how it stands now.",
    zh_hans: "给出此回答之后，我的数据有过更新；以下是现在的情况。",
    zh_hant: "給出此回答之後，我的資料有過更新；以下是現在的情況。",
    es: "Mis datos han cambiado desde esta respuesta; así están ahora.",
};

const NOT_YOURS: FixedText = FixedText {
    en: "Only the member who asked can delete this answer.",
    zh_hans: "只有提问的成员可以删除此回答。",
    zh_hant: "只有提問的成員可以刪除此回答。",
    es: "Solo quien preguntó puede borrar esta respuesta.",
};

const NOT_YOUR_PAGES: FixedText = FixedText {
    en: "Only the member who asked turns these pages. Ask the same, and you have your own.",
    zh_hans: "只有提问的成员可以翻页。您提出同样的问题，即可自己翻阅。",
    zh_hant: "只有提問的成員可以翻頁。您提出同樣的問題，即可自己翻閱。",
    es: "Solo quien preguntó pasa estas páginas. Pregunta lo mismo y tendrás las tuyas.",
};

const THANKS: FixedText = FixedText {
    en: "Thank you! That helps the moderators to see what is useful.",
    zh_hans: "谢谢！这有助于管理员了解哪些内容有用。",
    zh_hant: "謝謝！這有助於管理員了解哪些內容有用。",
    es: "¡Gracias! Ayuda a los moderadores a ver qué es útil.",
};

const REPORTED: FixedText = FixedText {
    en: "Thank you. The moderators will look at it. `/privacy` shows what is stored and deletes it.",
    zh_hans: "谢谢。管理员会查看。使用 /隐私 可以查看并删除所存储的内容。",
    zh_hant: "謝謝。管理員會查看。使用 /隱私 可以查看並刪除所儲存的內容。",
    es: "Gracias. Los moderadores lo mirarán. /privacidad muestra lo que se guarda y lo borra.",
};

const WHAT_IS_WRONG: FixedText =
    FixedText { en: "What is wrong?", zh_hans: "哪里不对？", zh_hant: "哪裡不對？", es: "¿Qué está mal?" };

const WHAT_IS_RIGHT: FixedText = FixedText {
    en: "What is right?",
    zh_hans: "正确的是什么？",
    zh_hant: "正確的是什麼？",
    es: "¿Qué es lo correcto?",
};

const WHERE_IT_SAYS_SO: FixedText =
    FixedText {
        en: "Where does it say so?", zh_hans: "依据在哪里？", zh_hant: "依據在哪裡？", es: "¿Dónde lo dice?"
    };

const EXAMPLE_WRONG: FixedText = FixedText {
    en: "The year of the founding",
    zh_hans: "成立年份",
    zh_hant: "成立年份",
    es: "El año de la fundación",
};

const EXAMPLE_RIGHT: FixedText = FixedText { en: "2019", zh_hans: "2019 年", zh_hant: "2019 年", es: "2019" };

const EXAMPLE_WHERE: FixedText = FixedText {
    en: "A document and section, or an address",
    zh_hans: "文档及章节，或网址",
    zh_hant: "文件及章節，或網址",
    es: "Un documento y sección, o una dirección",
};

const QUOTES: FixedText = FixedText {
    en: "The sentences of the documents that the answer rests on:",
    zh_hans: "回答所依据的文档原句：",
    zh_hant: "回答所依據的文件原句：",
    es: "Las frases de los documentos en que se apoya la respuesta:",
};

const NO_QUOTES: FixedText = FixedText {
    en: "This answer rests on no sentence of a document.",
    zh_hans: "此回答没有引用文档中的句子。",
    zh_hant: "此回答沒有引用文件中的句子。",
    es: "Esta respuesta no se apoya en ninguna frase de un documento.",
};

/// How a press is acknowledged, should its response take a while.
pub(super) fn acknowledgement(id: &str, shown: &Shown, caller: &Caller) -> Acknowledgement {
    let action = Action::from_id(id);
    let public = match &action {
        Some(Action::Share(_)) => true,
        Some(Action::Ask(_) | Action::Choose(_)) => !shown.private,
        _ => false,
    };
    Acknowledgement {
        slow: matches!(action, Some(Action::Helpful(_) | Action::Forget | Action::Reset(_))),
        private: !public,
        replaces: matches!(action, Some(Action::Page(_, asker)) if asker == caller.member),
        at_once: matches!(action, Some(Action::Report(_) | Action::Delete(_)) | None),
    }
}

/// What a press or a choice does.
pub(super) async fn respond(bot: &Bot, request: &Request, id: &str, values: &[String], shown: &Shown) -> Response {
    let caller = &request.caller;
    let settings = bot.settings.at(caller.guild, caller.channel);
    let language = bot.language_of(caller, "");
    let Some(action) = Action::from_id(id) else { return refuse(OUTDATED, language) };
    if let Err(refusal) = permitted(&action, caller) {
        return refuse(refusal, language);
    }
    if is_answer(&action) {
        if !settings.answers && caller.guild.is_some() {
            return refuse(wording::NOT_IN_THIS_CHANNEL, language);
        }
        if let Err(wait) = bot.take_turn(request, shown.private) {
            return Response::Reply(Reply::error(wording::wait(wait.seconds, language), language));
        }
    }
    match action {
        Action::Sources(origin) => again(bot, request, &origin, shown, sources),
        Action::Trace(origin) => again(bot, request, &origin, shown, |reply| {
            let (question, language) = (shown.question.as_deref(), Some(origin.language));
            trace(recall::trace(&bot.engine(), &origin.recall, question, shown.day, language), reply.language)
        }),
        Action::Share(origin) => again(bot, request, &origin, shown, |reply| Reply { private: false, ..reply }),
        Action::Show(origin) => again(bot, request, &origin, shown, Reply::privately),
        Action::Page(origin, _) => {
            match again(bot, request, &origin, shown, |reply| Reply { private: shown.private, ..reply }) {
                Response::Reply(reply) if reply.tone != Tone::Error => Response::Edit(reply),
                other => other,
            }
        }
        Action::Choose(origin) => match values.first() {
            Some(entity) => {
                let recall = match origin.recall {
                    Recall::Question(topic) | Recall::Listed(_, topic) | Recall::Meant(_, topic) => {
                        Recall::Meant(entity.clone(), topic)
                    }
                    _ => Recall::Card(entity.clone()),
                };
                let private = shown.private;
                again(bot, request, &Origin { recall, ..origin }, shown, |reply| Reply { private, ..reply })
            }
            None => refuse(OUTDATED, language),
        },
        Action::Ask(question) => {
            let reply = bot.ask(request, &question, &crate::question::Topic::default());
            Response::Reply(Reply { private: shown.private || settings.private, ..reply })
        }
        Action::Helpful(topic) => {
            let kind = FeedbackKind::ThumbsUp;
            Response::Reply(feedback(bot, request, shown, &topic, kind, THANKS, language).await)
        }
        Action::Report(_) => Response::Form(form(id, language)),
        Action::Delete(_) => Response::Delete,
        Action::Forget => Response::Reply(super::commands::privacy::forget(bot, caller.member, language).await),
        Action::Reset(channel) => {
            let guild = caller.guild.unwrap_or_default();
            let scope = channel.map_or(Scope::Guild(guild), |channel| Scope::Channel { guild, channel });
            Response::Reply(super::commands::settings::reset(bot, scope, language).await)
        }
    }
}

/// What a sent form does.
pub(super) async fn submitted(
    bot: &Bot,
    request: &Request,
    id: &str,
    fields: &[(String, String)],
    shown: &Shown,
) -> Response {
    let language = bot.language_of(&request.caller, "");
    let Some(Action::Report(topic)) = Action::from_id(id) else { return refuse(OUTDATED, language) };
    let field = |name: &str| {
        let written = fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text);
        let text = super::manners::cleaned(written);
        text.chars().take(usize::from(LONGEST_FIELD)).collect::<String>()
    };
    let report = MistakeReport { wrong: field("wrong"), correct: field("correct"), evidence: field("evidence") };
    if report.wrong.is_empty() {
        return refuse(WHAT_IS_WRONG, language);
    }
    let kind = FeedbackKind::Mistake(report);
    Response::Reply(feedback(bot, request, shown, &topic, kind, REPORTED, language).await)
}

/// Whether an action tells what documents say: then it is bound to places and to the pace of questions.
fn is_answer(action: &Action) -> bool {
    match action {
        Action::Sources(_)
        | Action::Trace(_)
        | Action::Share(_)
        | Action::Show(_)
        | Action::Page(..)
        | Action::Choose(_)
        | Action::Ask(_) => true,
        Action::Helpful(_) | Action::Report(_) | Action::Delete(_) | Action::Forget | Action::Reset(_) => false,
    }
}

/// Who may press. What is shown to the one who presses alone, asks for them, or is said by them, is everybody's:
/// sources, trace, more on a lab, suggestions, choices, feedback. Pages turn for the member who asked, for all others
/// look at the same message; that member and moderators delete; what is set is reset by those who manage the server. Who
/// sees a private answer at all is Discord's to keep.
fn permitted(action: &Action, caller: &Caller) -> Result<(), FixedText> {
    match action {
        Action::Delete(asker) if *asker != caller.member && !caller.may_moderate => Err(NOT_YOURS),
        Action::Page(_, asker) if *asker != caller.member => Err(NOT_YOUR_PAGES),
        Action::Reset(_) if caller.place != Place::Guild => Err(wording::NOT_HERE),
        Action::Reset(_) if !caller.may_manage => Err(wording::NOT_ALLOWED),
        _ => Ok(()),
    }
}

fn refuse(why: FixedText, language: Language) -> Response {
    Response::Reply(Reply::error(why.in_language(language).to_owned(), language))
}

/// Makes the answer again, changes it, and says so if the data has changed in between.
fn again(
    bot: &Bot,
    request: &Request,
    origin: &Origin,
    shown: &Shown,
    change: impl FnOnce(Reply) -> Reply,
) -> Response {
    let engine = bot.engine();
    let made = recall::answer(&engine, &origin.recall, shown.question.as_deref(), shown.day, Some(origin.language));
    let Some(reply) = made else {
        let why = if shown.question.is_none() { OUTDATED } else { GONE };
        return refuse(why, origin.language);
    };
    let mut reply = change(reply);
    if origin.edition != engine.edition() {
        let note = CHANGED.in_language(origin.language);
        reply.body = format!("{note}\n\n{}", reply.body);
    }
    Response::Reply(with_controls(reply, engine.edition(), &request.caller))
}

fn sources(answer: Reply) -> Reply {
    let language = answer.language;
    let text = if answer.citations.is_empty() { NO_QUOTES } else { QUOTES };
    let body = text.in_language(language).to_owned();
    let title = Some(controls::SOURCES.in_language(language).to_owned());
    Reply { citations: answer.citations, ..Reply::info(title, body, language).privately() }
}

fn trace(lines: Vec<String>, language: Language) -> Reply {
    let body = lines.into_iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n");
    Reply::info(Some(controls::TRACE.in_language(language).to_owned()), body, language).privately()
}

fn form(id: &str, language: Language) -> Form {
    let field = |name, label: FixedText, example: FixedText, required| FormField {
        name,
        label: label.in_language(language).to_owned(),
        example: example.in_language(language).to_owned(),
        required,
        max_length: LONGEST_FIELD,
    };
    Form {
        id: id.to_owned(),
        title: controls::REPORT.in_language(language).to_owned(),
        fields: vec![
            field("wrong", WHAT_IS_WRONG, EXAMPLE_WRONG, true),
            field("correct", WHAT_IS_RIGHT, EXAMPLE_RIGHT, false),
            field("evidence", WHERE_IT_SAYS_SO, EXAMPLE_WHERE, false),
        ],
    }
}

async fn feedback(
    bot: &Bot,
    request: &Request,
    shown: &Shown,
    topic: &crate::question::Topic,
    kind: FeedbackKind,
    thanks: FixedText,
    language: Language,
) -> Reply {
    let Some(store) = &bot.store else {
        return Reply::error(wording::NO_STORE.in_language(language).to_owned(), language);
    };
    let caller = &request.caller;
    let topic = format!("{} {}", topic.properties.join(","), topic.subjects.join(",")).trim().to_owned();
    let new = NewFeedback {
        given_at: request.now,
        guild: caller.guild,
        channel: caller.channel,
        member: caller.member,
        message: shown.message,
        topic,
        question: shown.question.clone().filter(|_| bot.operator.keeps_questions()),
        kind,
    };
    match store.add_feedback(&new).await {
        Ok(_) => Reply::info(None, thanks.in_language(language).to_owned(), language).privately(),
        Err(error) => super::store_failed(&error, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Topic;

    #[test]
    fn who_may_press_is_checked_row_by_row() {
        let caller = |member, place, may_manage, may_moderate| Caller {
            member,
            place,
            may_manage,
            may_moderate,
            guild: (place == Place::Guild).then_some(1),
            ..Caller::at_terminal(None)
        };
        let origin = || Origin { edition: 1, language: Language::En, recall: Recall::Card("minimax".to_owned()) };
        for (action, member, place, manage, moderate, expected) in [
            (Action::Sources(origin()), 8, Place::Guild, false, false, Ok(())),
            (Action::Trace(origin()), 8, Place::Guild, false, false, Ok(())),
            (Action::Share(origin()), 8, Place::Guild, false, false, Ok(())),
            (Action::Show(origin()), 8, Place::Guild, false, false, Ok(())),
            (Action::Choose(origin()), 8, Place::Guild, false, false, Ok(())),
            (Action::Ask("who?".to_owned()), 8, Place::Guild, false, false, Ok(())),
            (Action::Report(Topic::default()), 8, Place::Guild, false, false, Ok(())),
            (Action::Page(origin(), 7), 7, Place::Guild, false, false, Ok(())),
            (Action::Page(origin(), 7), 7, Place::Direct, false, false, Ok(())),
            (Action::Page(origin(), 7), 8, Place::Guild, false, false, Err(NOT_YOUR_PAGES)),
            (Action::Page(origin(), 7), 8, Place::Guild, true, true, Err(NOT_YOUR_PAGES)),
            (Action::Page(origin(), 7), 8, Place::Direct, false, false, Err(NOT_YOUR_PAGES)),
            (Action::Delete(7), 7, Place::Guild, false, false, Ok(())),
            (Action::Delete(7), 8, Place::Guild, false, false, Err(NOT_YOURS)),
            (Action::Delete(7), 8, Place::Guild, true, false, Err(NOT_YOURS)),
            (Action::Delete(7), 8, Place::Guild, false, true, Ok(())),
            (Action::Delete(7), 7, Place::Direct, false, false, Ok(())),
            (Action::Reset(None), 7, Place::Guild, true, false, Ok(())),
            (Action::Delete(7), 8, Place::Direct, false, false, Err(NOT_YOURS)),
            (Action::Reset(None), 7, Place::Guild, false, true, Err(wording::NOT_ALLOWED)),
            (Action::Reset(None), 7, Place::Guild, false, false, Err(wording::NOT_ALLOWED)),
            (Action::Reset(None), 7, Place::Direct, true, true, Err(wording::NOT_HERE)),
            (Action::Forget, 8, Place::Direct, false, false, Ok(())),
            (Action::Helpful(Topic::default()), 8, Place::Guild, false, false, Ok(())),
        ] {
            assert_eq!(permitted(&action, &caller(member, place, manage, moderate)), expected, "{action:?} {member}");
        }
    }
}
