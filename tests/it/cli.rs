//! The binary as its users run it: what is typed, what comes out on which stream, with which exit status.
//!
//! Proven here: the forms of the contract (text, JSON, batches, chat, check, export …); odd questions get one clear line
//! and never a panic; wrong settings, files and data are named, each with its status; an earlier generation stands in
//! for data that has become wrong.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A folder with settings of its own, over this project's data or over a small data folder.
struct Place {
    folder: tempfile::TempDir,
    data: PathBuf,
    index: PathBuf,
}

/// What a run of the binary left.
#[derive(Debug)]
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Place {
    /// Over this project's data. The index is shared by all tests and runs: whoever comes first builds it.
    fn of_project() -> Self {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let index = Path::new(env!("CARGO_TARGET_TMPDIR")).join("index");
        let folder = tempfile::tempdir().unwrap();
        Self { folder, data, index }
    }

    /// Over one document and one record, with the project's lexicon.
    fn small() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, index) = (folder.path().join("data"), folder.path().join("index"));
        let place = Self { folder, data, index };
        place.write("data/documents/notes.md", "# Notes\n\n## Labs\n\nAcme Lab was founded in 2019 by Ada Long.\n");
        place.write(
            "data/records/acme.toml",
            "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n[[acme.founded]]\nvalue = \"2019\"\nfrom = [\"notes: Labs\"]\n",
        );
        for file in ["properties.toml", "words.toml"] {
            let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicon");
            place.write(&format!("data/lexicon/{file}"), &fs::read_to_string(lexicon.join(file)).unwrap());
        }
        place
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn break_record(&self) {
        self.write(
            "data/records/acme.toml",
            "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n[[acme.founded]]\nvalue = \"2020\"\nfrom = [\"notes: Labs\"]\n",
        );
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lablore"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("LABLORE_CORPUS__DATA", &self.data)
            .env("LABLORE_CORPUS__INDEX", &self.index)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments), "")
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        ran(self.command(arguments), input)
    }
}

fn ran(mut command: Command, input: &str) -> Ran {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // Who does not read its input ends before it is written.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Refused: nothing on standard output, one line on standard error that says what.
    #[track_caller]
    fn is_refused(&self, status: i32, expected: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "{self:?}");
        assert!(self.err.contains(expected), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
    }

    #[track_caller]
    fn is_quiet_success(&self) {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{self:?}");
    }
}

#[test]
fn a_question_is_answered_with_its_proofs() {
    let ran = Place::of_project().run(&["ask", "who founded MiniMax?"]);
    ran.is_quiet_success();
    let (answer, proofs) = ran.out.split_once("\n\n[1] ").unwrap();
    assert!(answer.contains("Yan Junjie [1]"), "{}", ran.out);
    assert!(proofs.contains('“') && !ran.out.contains('\u{1b}'), "{}", ran.out);
}

#[test]
fn json_is_as_the_contract_writes_it() {
    let place = Place::of_project();
    let answer = || place.run(&["ask", "--json", "who founded MiniMax?"]);
    let first = answer();
    first.is_quiet_success();
    let object = first.json();
    let mut keys: Vec<&String> = object.as_object().unwrap().keys().collect();
    keys.sort();
    let expected = ["answered", "citations", "elapsed_us", "id", "kind", "question", "suggestions", "text"];
    assert_eq!(keys, expected);
    assert_eq!(object["id"], Value::Null);
    assert_eq!(object["question"], "who founded MiniMax?");
    assert_eq!(object["answered"], true);
    assert_eq!(object["kind"], "records");
    assert!(object["elapsed_us"].is_u64());
    let text = object["text"].as_str().unwrap();
    for (number, citation) in (1..).zip(object["citations"].as_array().unwrap()) {
        assert_eq!(citation["n"], number);
        assert!(text.contains(&format!("[{number}]")), "{text}");
        let document = place.run(&["document", citation["source"].as_str().unwrap()]);
        assert!(document.out.contains(citation["quote"].as_str().unwrap()), "{citation}");
    }
    let without_time = |ran: &Ran| -> Vec<String> {
        let lines = ran.out.lines().filter(|line| !line.contains("elapsed_us"));
        lines.map(ToOwned::to_owned).collect()
    };
    assert_eq!(without_time(&first), without_time(&answer()));
}

#[test]
fn a_batch_is_answered_in_order_and_bad_lines_keep_their_place() {
    let input = [
        r#"{"id": "a", "question": "who founded MiniMax?", "lang": "en"}"#,
        r#"{"id": "b", "query": "who?"}"#,
        "",
        "not JSON",
        r#"{"id": 7, "question": "and when?", "history": ["who founded MiniMax?"]}"#,
    ]
    .join("\n");
    let place = Place::of_project();
    let file = place.write("batch.jsonl", &input);
    let from_file = place.run(&["ask", "--batch", file.to_str().unwrap()]);
    let from_input = place.run_with_input(&["ask", "--batch", "-"], &input);
    for ran in [from_file, from_input] {
        assert_eq!((ran.status, ran.err.as_str()), (2, ""));
        let lines = ran.lines();
        let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
        assert_eq!(ids, [&Value::from("a"), &"b".into(), &Value::Null, &7.into()]);
        assert!(lines[0]["text"].as_str().unwrap().contains("Yan Junjie"));
        assert!(lines[1]["error"].as_str().unwrap().contains("question"));
        assert!(lines[2]["error"].is_string());
        assert!(lines[3]["text"].as_str().unwrap().contains("2021"), "{}", lines[3]);
    }
}

#[test]
fn odd_questions_get_one_clear_line() {
    let place = Place::small();
    let long = "why ".repeat(1_500);
    let odd = [
        "",
        "   ",
        "?!",
        "text:foo^2 AND (\"bar\"~3 OR -baz) [a TO *]",
        "+++ --- && || ! ( ) { } [ ] ^ \" ~ * ? : \\ /",
        "a\u{1}b\u{7f}\u{202e}c\u{1b}[31m",
        "-acme +lab",
        &long,
        "\u{1f9d1}\u{200d}\u{1f680}",
    ];
    let mut batch = String::new();
    for question in odd {
        let ran = place.run(&["ask", question]);
        ran.is_quiet_success();
        let text = ran.out.split("\n\n").next().unwrap();
        assert_eq!(text.trim().lines().count(), 1, "{question:?}: {text}");
        assert!(text.chars().count() <= 1_200, "{question:?}: {text}");
        assert!(!ran.out.contains('\u{1b}'), "{question:?}");
        batch.push_str(&serde_json::json!({ "question": question }).to_string());
        batch.push('\n');
    }
    let ran = place.run_with_input(&["ask", "--batch", "-"], &batch);
    ran.is_quiet_success();
    let answers = ran.lines();
    assert_eq!(answers.len(), odd.len());
    for (answer, question) in answers.iter().zip(odd) {
        assert_eq!(answer["question"], question);
        assert_eq!(answer["answered"], answer["kind"] != "none", "{answer}");
    }
    assert!(answers[7]["text"].as_str().unwrap().contains("5999"), "{}", answers[7]);
}

#[test]
fn control_characters_reach_a_batch() {
    let place = Place::of_project();
    let ran = place.run_with_input(
        &["ask", "--batch", "-"],
        "{\"id\": 1, \"question\": \"who\\u0000 founded\\r\\nMiniMax\\u0007?\"}\n",
    );
    ran.is_quiet_success();
    assert!(ran.lines()[0]["text"].as_str().unwrap().contains("Yan Junjie"));
}

#[test]
fn a_piped_chat_replies_and_echoes_nothing() {
    let place = Place::of_project();
    let input = "who founded Moonshot AI?\n\nand when?\n/lab zhipu\n/lba zhipu\n/help\n/quit\nwho founded Baichuan?\n";
    let ran = place.run_with_input(&["chat"], input);
    ran.is_quiet_success();
    for expected in ["Yang Zhilin", "March 2023", "Tang Jie", "Did you mean /lab?", "/sources", "/quit or the end"] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
    assert!(ran.out.starts_with("Moonshot AI"), "{}", ran.out);
    for unexpected in ["who founded", "\n› ", "\u{1b}", "Wang Xiaochuan"] {
        assert!(!ran.out.contains(unexpected), "{unexpected}: {}", ran.out);
    }
    let without_command = place.run_with_input(&[], input);
    assert_eq!(without_command.out, ran.out);
}

#[test]
fn discord_without_a_token_is_one_line() {
    let place = Place::small();
    place.run(&["run"]).is_refused(2, "DISCORD_TOKEN");
    assert!(!place.index.exists(), "nothing is built for nothing");
    let mut command = place.command(&["run"]);
    command.env("DISCORD_TOKEN", "");
    ran(command, "").is_refused(2, "DISCORD_TOKEN");
}

#[test]
fn wrong_settings_are_named() {
    let place = Place::small();
    place.write("wrong.toml", "[corpus]\ndta = \"x\"\n");
    place.run(&["--config", "wrong.toml", "check"]).is_refused(2, "wrong.toml: unknown key `corpus.dta`");
    place.run(&["check", "--config", "none.toml"]).is_refused(2, "none.toml: there is no such settings file");
    let mut command = place.command(&["ask", "who?"]);
    command.env("LABLORE_CORPUS__DTA", "x");
    ran(command, "").is_refused(2, "LABLORE_CORPUS__DTA");
}

#[test]
fn missing_files_and_folders_are_named() {
    let place = Place::small();
    for command in ["check", "index", "export"] {
        let mut command = place.command(&[command]);
        command.env("LABLORE_CORPUS__DATA", "no/such/folder");
        ran(command, "").is_refused(2, "no/such/folder");
        let mut command = place.command(&["index"]);
        command.env("LABLORE_CORPUS__ORIGINALS", "no/originals");
        ran(command, "").is_refused(2, "no/originals");
    }
    for arguments in [&["ask", "--batch", "none.jsonl"][..], &["eval", "none.jsonl"], &["eval-retrieval", "none.jsonl"]]
    {
        place.run(arguments).is_refused(2, "none.jsonl");
    }
    place.run(&["document", "nope"]).is_refused(2, "there are: notes");
}

#[test]
fn wrong_use_is_status_2() {
    let place = Place::small();
    for arguments in [
        &["nonsense"][..],
        &["ask"],
        &["ask", "--jsn", "who?"],
        &["ask", "--today", "20260101", "who?"],
        &["on-this-day", "02-30"],
        &["eval", "--min", "95", "x.jsonl"],
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn documents_alone_are_a_data_folder() {
    let place = Place::small();
    fs::remove_dir_all(place.data.join("records")).unwrap();
    fs::remove_dir_all(place.data.join("lexicon")).unwrap();
    place.run(&["check"]).is_quiet_success();
    let ran = place.run(&["ask", "--json", "who founded Acme Lab in 2019?"]);
    ran.is_quiet_success();
    let answer = ran.json();
    assert_eq!(answer["kind"], "passages", "{answer}");
    assert_eq!(answer["citations"][0]["source"], "notes");
}

#[test]
fn data_that_became_wrong_leaves_the_earlier_answers() {
    let place = Place::small();
    let before = place.run(&["ask", "when was Acme Lab founded?"]);
    before.is_quiet_success();
    assert!(before.out.contains("2019"), "{}", before.out);
    place.break_record();
    for arguments in
        [&["ask", "when was Acme Lab founded?"][..], &["export"], &["document", "notes"], &["on-this-day", "01-20"]]
    {
        let ran = place.run(arguments);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert!(ran.err.starts_with("warning: the data has 1 problem"), "{ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    }
    let after = place.run(&["ask", "when was Acme Lab founded?"]);
    assert_eq!(after.out, before.out);
    place.run(&["index"]).is_refused(1, "`lablore check` lists");
    let check = place.run(&["check"]);
    assert_eq!((check.status, check.err.as_str()), (1, ""));
    let at = place.data.join("records/acme.toml");
    assert!(check.out.starts_with(&format!("{}:7:9: ", at.display())), "{}", check.out);
    assert!(check.out.ends_with("1 problem in 1 file\n"), "{}", check.out);
}

#[test]
fn a_wrong_word_list_is_a_problem_like_any_other() {
    let place = Place::small();
    place.run(&["index"]).is_quiet_success();
    for (words, at, expected) in [
        ("[operator.lst]\nen = [\"list\"]\n", "1:11", "unknown variant `lst`"),
        ("[implied.fonded]\nen = [\"older\"]\n", "1:10", "did you mean `founded`?"),
        ("[stop]\nen = \"a\"\n", "2:1", "must be a list"),
    ] {
        place.write("data/lexicon/words.toml", words);
        let check = place.run(&["check"]);
        assert_eq!(check.status, 1, "{check:?}");
        let at = format!("{}:{at}: ", place.data.join("lexicon/words.toml").display());
        assert!(check.out.starts_with(&at) && check.out.contains(expected), "{}", check.out);
        let ask = place.run(&["ask", "when was Acme Lab founded?"]);
        assert!(ask.status == 0 && ask.out.contains("2019"), "{ask:?}");
    }
}

#[test]
fn wrong_data_and_nothing_earlier_is_status_1() {
    let place = Place::small();
    place.break_record();
    place.run(&["ask", "who?"]).is_refused(1, "the data has 1 problem");
    place.write("data/records/acme.toml", "[acme\n");
    place.run(&["ask", "who?"]).is_refused(1, "the data has 1 problem");
    assert!(place.run(&["check"]).out.contains("records/acme.toml:1:"));
}

#[test]
fn an_index_is_built_once() {
    let place = Place::small();
    let first = place.run(&["index"]);
    first.is_quiet_success();
    assert!(first.out.contains(" built: 1 document, "), "{}", first.out);
    assert!(first.out.trim_end().ends_with(" s"), "{}", first.out);
    assert!(place.run(&["index"]).out.contains(" is up to date: "));
    assert!(place.run(&["index", "--force"]).out.contains(" built: "));
}

#[test]
fn a_change_is_planned_stopped_forced_and_taken_back() {
    let place = Place::small();
    place.run(&["index"]).is_quiet_success();
    place.write(
        "data/questions/pinned.jsonl",
        "{\"question\": \"when was Acme Lab founded?\", \"statements\": [\"acme.founded: 2019\"], \"by\": \"7\", \"on\": \"2026-11-28\"}\n",
    );
    let fine = place.run(&["index", "--plan"]);
    assert!(fine.status == 0 && fine.out.contains("Nothing would change"), "{fine:?}");
    place.write("data/documents/notes.md", "# Notes\n\n## Labs\n\nAcme Lab was founded in 2020 by Ada Long.\n");
    place.break_record();
    let plan = place.run(&["index", "--plan"]);
    assert_eq!((plan.status, plan.err.as_str()), (1, ""));
    assert!(plan.out.contains("~ acme.founded: 2019 → 2020") && plan.out.contains("does not rest on"), "{}", plan.out);
    // Unasked it passes the same gate, and what was refused is not tried again.
    for expected in ["not so that it is put to use unasked", "refused or undone"] {
        let ask = place.run(&["ask", "when was Acme Lab founded?"]);
        assert!(ask.status == 0 && ask.out.contains("2019") && ask.err.contains(expected), "{ask:?}");
    }
    let stopped = place.run(&["index"]);
    assert!(stopped.status == 1 && stopped.out.is_empty() && stopped.err.contains("`--force` builds"), "{stopped:?}");
    assert!(place.run(&["index", "--force"]).out.contains(" built: "));
    assert!(place.run(&["ask", "when was Acme Lab founded?"]).out.contains("2020"));
    assert!(place.run(&["index", "--undo"]).out.contains(" is in use again: "));
    assert!(place.run(&["ask", "when was Acme Lab founded?"]).out.contains("2019"));
    place.run(&["index", "--undo"]).is_refused(1, "no earlier generation");
    // A pinned question that is none is told as any mistake in the data is.
    place.write("data/questions/pinned.jsonl", "{\"question\": \"x\"}\n");
    assert!(place.run(&["check"]).out.contains("questions/pinned.jsonl:1:"));
}

#[test]
fn those_who_keep_the_knowledge_are_at_home_in_the_chat() {
    let place = Place::small();
    place.run(&["index"]).is_quiet_success();
    place.write("data/documents/notes.md", "# Notes\n\n## Labs\n\nAcme Lab was founded in 2020 by Ada Long.\n");
    place.break_record();
    place.run(&["index"]).is_quiet_success();
    let chat = place.run_with_input(&["chat"], "/reindex plan\n/reindex undo\nwhen was Acme Lab founded?\n/audit\n");
    for expected in ["Nothing would change", "Undone: ", "2019", "operator or program · reindex undo"] {
        assert!(chat.out.contains(expected), "{expected} in {}", chat.out);
    }
    assert!(place.folder.path().join("state/lablore.db").exists());
}

#[test]
fn a_set_is_graded() {
    let place = Place::small();
    let line = |id: &str, value: &str| {
        format!(
            r#"{{"id": "{id}", "question": "when was Acme Lab founded?", "lang": "en", "category": "founded",
            "answerable": true, "all": [["(?<!\\d){value}(?!\\d)"]], "none": [], "sources": ["notes"],
            "all_sources": [], "support": "{value}"}}"#
        )
        .replace('\n', " ")
    };
    let set = format!("{}\n{}\n", line("good", "2019"), line("bad", "1999"));
    place.write("set.jsonl", &set);
    let report = place.run(&["eval", "--json", "set.jsonl"]);
    report.is_quiet_success();
    let report = report.json();
    assert_eq!(report["overall"]["right"], 1);
    assert_eq!(report["failures"][0]["id"], "bad");
    let missed = place.run(&["eval", "--min", "0.6", "set.jsonl"]);
    assert_eq!(missed.status, 1);
    assert!(missed.out.contains("bad (founded): when was Acme Lab founded?"), "{}", missed.out);
    assert_eq!(place.run(&["eval", "--min", "0.5", "set.jsonl"]).status, 0);
    place.write("wrong.jsonl", &format!("{}\n{{\n", line("good", "2019")));
    place.run(&["eval", "wrong.jsonl"]).is_refused(2, "wrong.jsonl:2: ");
}

#[test]
fn passages_of_a_foreign_set_are_ranked() {
    let place = Place::small();
    let set = r#"{"data": [{"paragraphs": [
        {"context": "The river Arno flows through Florence.", "qas": [{"question": "Which river flows through Florence?", "answers": [{"text": "Arno"}]}]},
        {"context": "The river Tiber flows through Rome.", "qas": [{"question": "Which river flows through Rome?", "answers": [{"text": "Tiber"}]}]}]}]}"#;
    place.write("squad.json", set);
    let ran = place.run(&["eval-retrieval", "--json", "squad.json"]);
    ran.is_quiet_success();
    assert_eq!(ran.json()["hit@1"], 1.0, "{}", ran.out);
    place.write("other.json", "[]");
    place.run(&["eval-retrieval", "other.json"]).is_refused(2, "other.json");
}

#[test]
fn statements_are_exported_with_their_proofs() {
    let ran = Place::small().run(&["export"]);
    ran.is_quiet_success();
    let expected: Value = serde_json::from_str(
        r#"{"subject": "acme", "names": ["Acme Lab"], "property": "founded", "value": "2019", "normalised": "2019",
            "qualifiers": {}, "rank": "normal", "references": [{"source": "notes", "section": "Labs",
            "quote": "Acme Lab was founded in 2019 by Ada Long."}]}"#,
    )
    .unwrap();
    assert_eq!(ran.lines(), [expected]);
}

#[test]
fn days_tell_what_happened() {
    let place = Place::of_project();
    let on = |day: &str| {
        let ran = place.run(&["on-this-day", day]);
        ran.is_quiet_success();
        ran.out
    };
    let day = on("2026-01-20");
    assert!(day.contains("20 January 2025 (1 year ago): DeepSeek"), "{day}");
    assert!(on("01-20").contains("20 January 2025: DeepSeek"));
    assert!(on("2024-01-20").contains("nothing that happened on 20 January 2024"));
    let first = on("2026-07-01");
    assert!(first.contains("July 2023 (3 years ago)") && !first.contains("1 July 2023"), "{first}");
    assert!(!on("2026-07-02").contains("- July"));
}

#[test]
fn each_day_says_which_document_has_it_where_they_disagree() {
    let place = place_of_two_documents();
    for (file, title, day) in [("notes", "Notes", "20 January 2019"), ("other", "Other", "22 January 2019")] {
        let text = format!("# {title}\n\nAcme Lab was founded on {day} by Ada Long.\n");
        place.write(&format!("data/documents/{file}.md"), &text);
    }
    place.write(
        "data/records/acme.toml",
        "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n\
        [[acme.founded]]\nvalue = \"2019-01-20\"\nfrom = [\"notes\"]\n\n\
        [[acme.founded]]\nvalue = \"2019-01-22\"\nfrom = [\"other\"]\n",
    );
    place.run(&["check"]).is_quiet_success();
    let titles = place.run(&["document", "notes"]);
    titles.is_quiet_success();
    for (day, own, others) in [
        ("2026-01-20", "20 January 2019 (7 years ago): Acme Lab founded", "22 January 2019 according to"),
        ("2026-01-22", "22 January 2019 (7 years ago): Acme Lab founded", "20 January 2019 according to"),
    ] {
        let ran = place.run(&["on-this-day", day]);
        ran.is_quiet_success();
        let shown = ran.out.replace('\n', " ");
        assert!(shown.contains(own) && shown.contains("so dated by"), "{day}: {shown}");
        assert!(shown.contains("the documents disagree") && shown.contains(others), "{day}: {shown}");
        assert!(shown.contains("[1]") && shown.contains("[2]"), "each day has its own proof: {shown}");
    }
    assert!(!place.run(&["on-this-day", "01-21"]).out.contains("Acme"));
}

#[test]
fn a_sentence_that_gives_two_days_tells_of_two_events_and_of_no_disagreement() {
    let place = Place::small();
    place.write(
        "data/documents/notes.md",
        "# Notes\n\nAcme Lab released Acme Reader on 20 January 2019 and again on 22 January 2019.\n",
    );
    let released = |day: &str| format!("\n[[acme-reader.released]]\nvalue = \"2019-01-{day}\"\nfrom = [\"notes\"]\n");
    let record =
        format!("[acme-reader]\nkind = \"model\"\nname = \"Acme Reader\"\n{}{}", released("20"), released("22"));
    place.write("data/records/acme.toml", &record);
    for day in ["2026-01-20", "2026-01-22"] {
        let ran = place.run(&["on-this-day", day]);
        ran.is_quiet_success();
        assert!(ran.out.contains("Acme Reader released") && !ran.out.contains("disagree"), "{day}: {}", ran.out);
    }
}

#[test]
fn settings_are_shown_without_secrets() {
    let place = Place::small();
    let mut command = place.command(&["config"]);
    command.env("DISCORD_TOKEN", "very.secret.token").env("LABLORE_STORE__URL", "postgres://me:hunter2@db/x");
    let ran = ran(command, "");
    ran.is_quiet_success();
    assert!(ran.out.contains("environment variable LABLORE_CORPUS__DATA"), "{}", ran.out);
    assert!(!ran.out.contains("secret") && !ran.out.contains("hunter2"), "{}", ran.out);
}

/// Two documents that give Acme's founding in two ways, with sentences and a row that no statement cites.
fn place_of_two_documents() -> Place {
    let place = Place::small();
    place.write(
        "data/documents/notes.md",
        "# Notes\n\n## Labs\n\n**Where and when**\n\nAcme Lab was founded in 2019 by Ada Long. It employs 40 people.\n",
    );
    place.write(
        "data/documents/other.md",
        "# Other\n\nAcme Lab dates from 2018.\n\n| Model | Size |\n| --- | --- |\n| Foo-1 | 70B |\n| Foo-2 | 90B |\n",
    );
    place.write(
        "data/records/acme.toml",
        "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n\
        [[acme.founded]]\nvalue = \"2019\"\nfrom = [\"notes: Labs\"]\n\n\
        [[acme.founded]]\nvalue = \"2018\"\nfrom = [\"other\"]\n\n\
        [[acme.description]]\nvalue = \"an old lab\"\nfrom = [\"notes: Labs\", \"other\"]\nevidence = [\"Acme Lab\"]\n\n\
        [foo-1]\nkind = \"model\"\nname = \"Foo-1\"\n\n\
        [[foo-1.parameters]]\nvalue = \"70B\"\nfrom = [\"other\"]\n\n\
        [foo-2]\nkind = \"model\"\nname = \"Foo-2\"\n",
    );
    place
}

#[test]
fn numbers_are_counted() {
    let place = place_of_two_documents();
    let ran = place.run(&["stats", "--json"]);
    ran.is_quiet_success();
    let stats = ran.json();
    let number = |path: &str| stats.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path}: {stats}"));
    let numbers = [
        "/entities",
        "/entities_by_kind/model",
        "/entities_without_statements",
        "/statements",
        "/statements_in_one_document",
        "/statements_in_several_documents",
        "/statements_by_property/founded",
        "/documents/0/statements",
        "/documents/1/statements",
        "/disagreements",
    ];
    assert_eq!(numbers.map(number), [3, 2, 1, 4, 3, 1, 2, 2, 3, 1]);
    let coverage = |path: &str| (number(&format!("{path}/cited")), number(&format!("{path}/units")));
    let covered = ["/documents/0/coverage", "/documents/1/coverage", "/coverage"].map(coverage);
    assert_eq!(covered, [(1, 2), (2, 3), (3, 5)]);
    assert_eq!(stats["coverage"]["share"], 0.6);
    assert!(stats.get("uncovered").is_none() && stats.get("disagreeing").is_none(), "only where asked for");
    let text = place.run(&["stats"]).out;
    for line in
        ["  notes      50.0%      1 of     2", "4 statements: 3 in one document, 1 in more than one", "1 disagreement"]
    {
        assert!(text.lines().any(|found| found.starts_with(line)), "{line}: {text}");
    }
}

#[test]
fn what_no_statement_cites_is_listed_below_its_section() {
    let place = place_of_two_documents();
    let all = place.run(&["stats", "--uncovered"]);
    all.is_quiet_success();
    assert_eq!(all.out, "notes: Labs\n  It employs 40 people.\nother\n  Foo-2 | 90B\n");
    assert_eq!(place.run(&["stats", "--uncovered", "other"]).out, "other\n  Foo-2 | 90B\n");
    let json = place.run(&["stats", "--json", "--uncovered", "notes"]).json();
    let wanted = serde_json::json!([
        { "source": "notes", "section": "Labs", "kind": "sentence", "text": "It employs 40 people." }
    ]);
    assert_eq!(json["uncovered"], wanted);
    place
        .run(&["stats", "--uncovered", "nothing"])
        .is_refused(2, "there is no source `nothing`; there are: notes, other");
}

#[test]
fn disagreements_are_listed_with_who_says_what() {
    let place = place_of_two_documents();
    assert_eq!(place.run(&["stats", "--disagreements"]).out, "acme.founded\n  2019: notes\n  2018: other\n");
    let json = place.run(&["stats", "--json", "--disagreements"]).json();
    let wanted = serde_json::json!([{
        "subject": "acme",
        "property": "founded",
        "values": [{ "value": "2019", "sources": ["notes"] }, { "value": "2018", "sources": ["other"] }]
    }]);
    assert_eq!(json["disagreeing"], wanted);
}

#[test]
fn question_sets_are_checked_too() {
    let place = Place::small();
    let good =
        r#"{"id": "a-1", "question": "Who founded Acme?", "lang": "en", "category": "founder", "answerable": true}"#;
    let pattern = good.replace("a-1", "a-2").replace("true}", r#"true, "all": [["Ada (Long"]]}"#);
    place.write("data/questions/own.jsonl", &format!("{good}\n\n{{\"id\":\n{good}\n{pattern}\n"));
    let ran = place.run(&["check"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("questions/own.jsonl:3:1: EOF while parsing"), "{}", ran.out);
    assert!(ran.out.contains("questions/own.jsonl:4:1: the id `a-1` is already taken in line 1"), "{}", ran.out);
    let no_pattern = "questions/own.jsonl:5:1: `all`: `Ada (Long` is no regular expression";
    assert!(ran.out.contains(no_pattern), "{}", ran.out);
    assert!(ran.out.ends_with("3 problems in 1 file\n"), "{}", ran.out);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Place::of_project().command(&["export"]).spawn().unwrap();
    // One line is read, then nobody listens any more; the export is far longer than a pipe holds.
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn help_and_version_are_at_hand() {
    let place = Place::small();
    let version = place.run(&["--version"]);
    assert_eq!(version.out, format!("lablore {}\n", env!("CARGO_PKG_VERSION")));
    let help = place.run(&["--help"]).out;
    for command in [
        "run",
        "chat",
        "ask",
        "check",
        "index",
        "eval",
        "eval-retrieval",
        "on-this-day",
        "document",
        "config",
        "export",
        "stats",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}: {help}");
        let own = place.run(&[command, "--help"]);
        own.is_quiet_success();
    }
}
