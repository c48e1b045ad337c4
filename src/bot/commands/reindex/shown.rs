//! A plan in words: in short, with what can be done next, and all of it for a file or a terminal.

use crate::bot::action::{Action, Reindexing};
use crate::bot::request::{Place, Request};
use crate::bot::response::{Attachment, Button, Reply, Tone};
use crate::bot::wording::FixedText;
use crate::reindex::Plan;
use crate::reindex::changes::Difference;
use crate::reindex::gates::Objection;
use crate::text::language::Language;

use super::{AGAIN_BUTTON, filled, said, word};

/// Problems that a reply lists; the attached file has all.
const MOST_PROBLEMS: usize = 10;
/// Names of things that a reply lists of each sort.
const MOST_NAMES: usize = 4;
/// Longest line of a reply, in characters.
const LONGEST_LINE: usize = 200;

/// `{plan}`, `{data}` and `{generation}` are filled in.
const HEAD: FixedText = FixedText {
    en: "Plan {plan}: the data as it is now ({data}), against {generation}.",
    zh_hans: "计划 {plan}：当前数据（{data}）与 {generation} 相比。",
    zh_hant: "計畫 {plan}：目前的資料（{data}）與 {generation} 相比。",
    es: "Plan {plan}: los datos tal como están ({data}), frente a {generation}.",
};
const NOTHING_IN_USE: FixedText = FixedText {
    en: "nothing (no generation yet)",
    zh_hans: "空（尚无索引）",
    zh_hant: "空（尚無索引）",
    es: "nada (aún no hay generación)",
};
const UP_TO_DATE: FixedText = FixedText {
    en: "Nothing would change: this state of the data is in use.",
    zh_hans: "没有变化：当前数据已在使用中。",
    zh_hant: "沒有變化：目前的資料已在使用中。",
    es: "Nada cambiaría: este estado de los datos ya está en uso.",
};
/// `{count}` is filled in.
const PROBLEMS: FixedText = FixedText {
    en: "Problems: {count}. They stop the change; what is in use stays.",
    zh_hans: "问题：{count} 个。更改被阻止；使用中的索引不变。",
    zh_hant: "問題：{count} 個。更改被阻止；使用中的索引不變。",
    es: "Problemas: {count}. Detienen el cambio; lo que está en uso se queda.",
};
/// `{count}` is filled in.
const MORE: FixedText = FixedText {
    en: "… and {count} more; all are in the attached file.",
    zh_hans: "……另有 {count} 个；全部见附件。",
    zh_hant: "……另有 {count} 個；全部見附件。",
    es: "… y {count} más; todos están en el archivo adjunto.",
};
const DOCUMENTS: FixedText = FixedText { en: "Documents", zh_hans: "文档", zh_hant: "文件", es: "Documentos" };
const ENTITIES: FixedText = FixedText { en: "Entities", zh_hans: "实体", zh_hant: "實體", es: "Entidades" };
const STATEMENTS: FixedText = FixedText { en: "Statements", zh_hans: "陈述", zh_hant: "陳述", es: "Afirmaciones" };
/// `{added}`, `{changed}` and `{removed}` are filled in.
const COUNTS: FixedText = FixedText {
    en: "{added} added, {changed} changed, {removed} removed",
    zh_hans: "新增 {added}，更改 {changed}，移除 {removed}",
    zh_hant: "新增 {added}，更改 {changed}，移除 {removed}",
    es: "{added} añadidas, {changed} cambiadas, {removed} quitadas",
};
const LEXICON: FixedText = FixedText {
    en: "Words and properties of the lexicon differ.",
    zh_hans: "词表中的词语或属性有变化。",
    zh_hant: "詞表中的詞語或屬性有變化。",
    es: "Cambian palabras o propiedades del léxico.",
};
/// `{asked}`, `{before}` and `{after}` are filled in.
const ANSWERED: FixedText = FixedText {
    en: "Answered, of {asked} questions: {before} → {after}",
    zh_hans: "{asked} 个问题中得到回答的：{before} → {after}",
    zh_hant: "{asked} 個問題中得到回答的：{before} → {after}",
    es: "Respondidas, de {asked} preguntas: {before} → {after}",
};
/// `{count}`, `{differ}` and `{fail}` are filled in.
const PINNED: FixedText = FixedText {
    en: "Pinned questions: {count}, of which {differ} would be answered otherwise and {fail} fail",
    zh_hans: "固定问题：{count} 个，其中 {differ} 个回答会不同，{fail} 个失败",
    zh_hant: "釘選問題：{count} 個，其中 {differ} 個回答會不同，{fail} 個失敗",
    es: "Preguntas fijadas: {count}; {differ} se responderían de otro modo y {fail} fallan",
};
const OBJECTIONS: FixedText = FixedText {
    en: "What stands against it (can be overridden):",
    zh_hans: "反对理由（可以忽略）：",
    zh_hant: "反對理由（可以忽略）：",
    es: "Lo que se opone (se puede pasar por alto):",
};
/// `{before}` and `{after}` are filled in.
const LOST: FixedText = FixedText {
    en: "of {before} answered questions, {after} would be left",
    zh_hans: "原可回答 {before} 个问题，将只剩 {after} 个",
    zh_hant: "原可回答 {before} 個問題，將只剩 {after} 個",
    es: "de {before} preguntas respondidas quedarían {after}",
};
/// `{question}` and `{why}` are filled in.
const FAILS: FixedText = FixedText {
    en: "pinned: “{question}” {why}",
    zh_hans: "固定问题“{question}”：{why}",
    zh_hant: "釘選問題「{question}」：{why}",
    es: "fijada: «{question}» {why}",
};
const WARNINGS: FixedText = FixedText { en: "Odd:", zh_hans: "异常：", zh_hant: "異常：", es: "Extraño:" };
const DIFFERING: FixedText = FixedText {
    en: "Pinned questions that would be answered otherwise:",
    zh_hans: "回答会不同的固定问题：",
    zh_hant: "回答會不同的釘選問題：",
    es: "Preguntas fijadas que se responderían de otro modo:",
};

const APPLY_BUTTON: FixedText = FixedText { en: "Apply", zh_hans: "应用", zh_hant: "套用", es: "Aplicar" };
const DESPITE_BUTTON: FixedText =
    FixedText { en: "Apply all the same", zh_hans: "仍然应用", zh_hant: "仍要套用", es: "Aplicar igualmente" };

pub(super) const CONFIRM: FixedText = FixedText {
    en: "Apply it all the same? Nothing was applied yet.",
    zh_hans: "仍然要应用吗？目前尚未应用。",
    zh_hant: "仍要套用嗎？目前尚未套用。",
    es: "¿Aplicarlo igualmente? Aún no se aplicó nada.",
};
pub(super) const CHANGED: FixedText = FixedText {
    en: "Something has changed since that plan was made, and nothing was applied. This is how it stands now:",
    zh_hans: "制定该计划之后情况有变，未应用任何内容。现在的情况如下：",
    zh_hant: "制定該計畫之後情況有變，未套用任何內容。現在的情況如下：",
    es: "Algo cambió desde que se hizo ese plan, y no se aplicó nada. Así está ahora:",
};
const TOLD: FixedText = FixedText {
    en: "The data folder has changed. Nothing was applied; this is what it would do.",
    zh_hans: "数据文件夹有变化。尚未应用；以下是它会带来的变化。",
    zh_hant: "資料夾有變化。尚未套用；以下是它會帶來的變化。",
    es: "La carpeta de datos ha cambiado. No se aplicó nada; esto es lo que haría.",
};

/// What a change of the data folder is told with, to those who keep the knowledge.
#[must_use]
pub fn told(plan: &Plan, language: Language) -> Reply {
    Reply { private: false, ..shown(plan, Some(TOLD), language) }
}

/// A plan for whoever asks: in a terminal, where no file goes with it, all of it.
pub(super) fn to(request: &Request, plan: &Plan, note: Option<FixedText>, language: Language) -> Reply {
    let reply = shown(plan, note, language);
    if request.caller.place != Place::Terminal {
        return reply;
    }
    let note = note.map(|note| format!("{}\n\n", word(note, language))).unwrap_or_default();
    let body = format!("{note}{}", full_text(plan, language).trim_end());
    Reply { body, attachment: None, buttons: Vec::new(), ..reply }
}

/// A plan in short, with what can be done next; `note` stands before it.
fn shown(plan: &Plan, note: Option<FixedText>, language: Language) -> Reply {
    let mut lines: Vec<String> = note.iter().map(|note| word(*note, language)).collect();
    lines.extend(head(plan, language));
    let mut is_cut = false;
    for problem in plan.problems.iter().take(MOST_PROBLEMS) {
        lines.push(format!("- {}", short(&problem.to_string(), &mut is_cut)));
    }
    if let Some(more) = plan.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        lines.push(filled(MORE, language, &[("count", more)]));
        is_cut = true;
    }
    for (name, difference) in differences(plan) {
        if !difference.is_empty() {
            lines.push(format!("- {}", counts(name, difference, language)));
            let names = difference_lines(difference);
            is_cut |= names.len() > MOST_NAMES;
            lines.extend(names.iter().take(MOST_NAMES).map(|name| format!("  {}", short(name, &mut is_cut))));
        }
    }
    lines.extend(verdict(plan, language).into_iter().map(|line| format!("- {line}")));
    is_cut |= !plan.verdict.outcomes.is_empty();
    if !plan.objections.is_empty() {
        lines.push(word(OBJECTIONS, language));
        for objection in plan.objections.iter().take(MOST_PROBLEMS) {
            lines.push(format!("- {}", short(&objection_line(objection, language), &mut is_cut)));
        }
        is_cut |= plan.objections.len() > MOST_PROBLEMS;
    }
    let attachment = is_cut.then(|| Attachment {
        name: format!("plan-{}.txt", plan.token()),
        content: full_text(plan, language).into_bytes(),
    });
    let is_confirmed = note == Some(CONFIRM);
    let button = |label: FixedText, step: Reindexing, destructive: bool| {
        Action::Reindex(step).id().map(|id| Button { label: word(label, language), id, destructive })
    };
    let apply = |despite| Reindexing::Apply { plan: plan.token(), despite };
    let first = match (plan.is_possible(), is_confirmed) {
        (false, _) => None,
        (true, false) => button(APPLY_BUTTON, apply(false), false),
        (true, true) => button(DESPITE_BUTTON, apply(true), true),
    };
    let row: Vec<Button> = first.into_iter().chain(button(AGAIN_BUTTON, Reindexing::Plan, false)).collect();
    let tone = if plan.problems.is_empty() && plan.objections.is_empty() { Tone::Info } else { Tone::Error };
    Reply { tone, buttons: vec![row], attachment, ..said(lines.join("\n"), language) }
}

/// All of a plan, line by line, for a file or a terminal.
#[must_use]
pub fn full_text(plan: &Plan, language: Language) -> String {
    let mut lines = head(plan, language);
    lines.extend(plan.problems.iter().map(ToString::to_string));
    if !plan.warnings.is_empty() {
        lines.push(word(WARNINGS, language));
        lines.extend(plan.warnings.iter().map(|text| format!("- {text}")));
    }
    for (name, difference) in differences(plan) {
        if !difference.is_empty() {
            lines.push(counts(name, difference, language));
            lines.extend(difference_lines(difference).iter().map(|text| format!("  {text}")));
        }
    }
    lines.extend(verdict(plan, language));
    if !plan.objections.is_empty() {
        lines.push(word(OBJECTIONS, language));
        lines.extend(plan.objections.iter().map(|objection| format!("- {}", objection_line(objection, language))));
    }
    if !plan.verdict.outcomes.is_empty() {
        lines.push(word(DIFFERING, language));
        for outcome in &plan.verdict.outcomes {
            lines.push(format!("? {}", outcome.question));
            lines.extend(outcome.before.iter().map(|text| format!("  - {}", text.replace('\n', "\n    "))));
            lines.push(format!("  + {}", outcome.after.replace('\n', "\n    ")));
            lines.extend(outcome.failure.iter().map(|why| format!("  ! {why}")));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn head(plan: &Plan, language: Language) -> Vec<String> {
    let generation = plan.in_use.clone().unwrap_or_else(|| word(NOTHING_IN_USE, language));
    let head = HEAD.in_language(language).replace("{plan}", &plan.token());
    let mut lines = vec![head.replace("{data}", plan.fingerprint.short()).replace("{generation}", &generation)];
    if !plan.problems.is_empty() {
        lines.push(filled(PROBLEMS, language, &[("count", plan.problems.len())]));
    } else if plan.is_current {
        lines.push(word(UP_TO_DATE, language));
    }
    lines
}

fn differences(plan: &Plan) -> [(FixedText, &Difference); 3] {
    let changes = &plan.changes;
    [(DOCUMENTS, &changes.documents), (ENTITIES, &changes.entities), (STATEMENTS, &changes.statements)]
}

fn counts(name: FixedText, difference: &Difference, language: Language) -> String {
    let numbers = [
        ("added", difference.added.len()),
        ("changed", difference.changed.len()),
        ("removed", difference.removed.len()),
    ];
    format!("{}: {}", name.in_language(language), filled(COUNTS, language, &numbers))
}

fn difference_lines(difference: &Difference) -> Vec<String> {
    let marked =
        |mark: &'static str, names: &[String]| names.iter().map(|name| format!("{mark} {name}")).collect::<Vec<_>>();
    [marked("+", &difference.added), marked("~", &difference.changed), marked("−", &difference.removed)].concat()
}

fn verdict(plan: &Plan, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.changes.lexicon {
        lines.push(word(LEXICON, language));
    }
    let verdict = &plan.verdict;
    if verdict.asked > 0 {
        let before = verdict.answered_before.map_or_else(|| "—".to_owned(), |before| before.to_string());
        let line = filled(ANSWERED, language, &[("asked", verdict.asked), ("after", verdict.answered_after)]);
        lines.push(line.replace("{before}", &before));
    }
    if verdict.pinned > 0 {
        let fail = verdict.outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
        let is_other = |before: &Option<String>, after: &String| before.as_ref().is_some_and(|before| before != after);
        let differ = verdict.outcomes.iter().filter(|outcome| is_other(&outcome.before, &outcome.after)).count();
        lines.push(filled(PINNED, language, &[("count", verdict.pinned), ("differ", differ), ("fail", fail)]));
    }
    lines
}

fn objection_line(objection: &Objection, language: Language) -> String {
    match objection {
        Objection::Lost { before, after } => filled(LOST, language, &[("before", *before), ("after", *after)]),
        Objection::Pinned { question, why } => {
            FAILS.in_language(language).replace("{question}", question).replace("{why}", why)
        }
    }
}

/// A line as far as a reply shows it; `is_cut` where that is not all.
fn short(line: &str, is_cut: &mut bool) -> String {
    if line.chars().count() <= LONGEST_LINE {
        return line.to_owned();
    }
    *is_cut = true;
    line.chars().take(LONGEST_LINE).chain(['…']).collect()
}
