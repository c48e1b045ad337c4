//! Answers that are put together from several records: superlatives, rankings, comparisons, counts, lists and the time
//! between two things, over this project's own data.

use lablore::answer::Answer;
use lablore::engine::Question;
use lablore::question::Topic;

use crate::knowledge::engine;

fn ask(text: &str) -> Answer {
    engine().answer(&Question { text, language: None, today: jiff::civil::date(2026, 11, 21), topic: Topic::default() })
}

fn check(question: &str, holds: &[&str]) {
    let answer = ask(question);
    assert!(answer.answered(), "{question}: {}", answer.text);
    for part in holds {
        assert!(answer.text.contains(part), "{question} should hold {part}: {}", answer.text);
    }
}

fn lacks(question: &str, parts: &[&str]) {
    let answer = ask(question);
    for part in parts {
        assert!(!answer.text.contains(part), "{question} should not hold {part}: {}", answer.text);
    }
}

fn declines(question: &str) {
    let answer = ask(question);
    assert!(!answer.answered(), "{question} should be declined: {}", answer.text);
}

#[test]
fn superlatives_of_a_line_and_of_a_maker() {
    check("smallest qwen2.5", &["0.5B"]);
    check("tiniest model in the ernie 4.5 line", &["0.3B"]);
    check("largest model by the makers of Kimi", &["Kimi K2.5", "1.04T"]);
    check("¿cuál es el modelo más pequeño de SenseTime?", &["SenseChat-Lite", "1.8B"]);
    check("Kimi的公司最大的模型是哪个", &["Kimi K2.5"]);
    check("highest AIME score of a Chinese model", &["96.1%", "edition of 2025"]);
}

#[test]
fn a_superlative_of_values_is_told_by_values() {
    check("the largest qwen model?", &["Qwen3-Max", "1T+"]);
    check("largest variant of ERNIE 4.5", &["424B"]);
    check("the smallest open-weight qwen", &["0.5B"]);
    check("largest closed model from stepfun", &["Step-2"]);
    check("腾讯最小的开源模型", &["Hunyuan-A13B", "80B"]);
    check("which lab has the highest valuation", &["SenseTime"]);
    lacks("which lab has the highest valuation", &["Baichuan"]);
    // What is only expected is not yet the largest.
    lacks("biggest deepseek model", &["V4"]);
    // Of what none has there is no most, and all of it is no answer.
    declines("what's the longest context of any baidu model");
}

#[test]
fn of_what_wins_more_is_asked() {
    check("biggest kimi round and who led it", &["$1.0B", "Alibaba"]);
    check("when was minimax's biggest round", &["$600M", "Mar 2024"]);
    check("how much was the latest moonshot round", &["Series C", "$300M"]);
    check("who founded the oldest of the six tigers", &["Zhipu", "Tang Jie"]);
    check("how many parameters did the first baichuan model have", &["Baichuan-7B", "7B"]);
    check("el último modelo de Moonshot, ¿cuántos parámetros tiene?", &["Kimi K2.5", "1.04T"]);
    check("智谱最新的模型有多大", &["GLM-5", "744B"]);
}

#[test]
fn sizes_are_counted() {
    check("how many dense qwen3 models are there", &["6: ", "0.6B", "32B"]);
    check("how many moe qwen3 models", &["2: ", "235B"]);
    check("in how many sizes did qwen2 ship", &["5: "]);
    check("Qwen2.5 一共有几种参数规模？", &["7 种", "0.5B", "72B"]);
}

#[test]
fn sides_are_compared_by_what_is_told_of_them() {
    check("how far is minimax m2.5 from claude opus 4.5 on swe-bench verified", &["0.7"]);
    check("moonshot and 01.AI: who got to unicorn faster", &["8 months"]);
}

#[test]
fn tigers_are_the_six() {
    check("number of tigers in shanghai", &["2 on record", "MiniMax", "StepFun"]);
    check("which tiger is oldest: Moonshot or MiniMax", &["Earlier: MiniMax"]);
    // A document is no group.
    check("how many times more efficient is deepseek's model, per the dragons post", &["45"]);
}

#[test]
fn a_line_is_asked_for_itself() {
    check("the very first Qwen release was when?", &["April 2023", "August 2023"]);
    lacks("the very first Qwen release was when?", &["ERNIE"]);
    check("largest and smallest size of the Qwen line", &["0.5B", "110B", "72B"]);
    check("biggest size of the Qwen line before Qwen3", &["110B", "72B"]);
    lacks("biggest size of the Qwen line before Qwen3", &["235B", "1T"]);
    check("release day of the omni-modal Qwen3", &["22 September 2025"]);
}

#[test]
fn a_superlative_in_a_documents_own_words() {
    check("first Qwen to hit a trillion parameters", &["Qwen3-Max"]);
    check("biggest one-day market cap loss in US stock history", &["largest"]);
}

#[test]
fn what_is_left_unexplained_is_declined() {
    declines("smallest blue model of Qwen");
    declines("how many purple models does Zhipu have");
}

#[test]
fn comparisons_with_a_verdict() {
    check("was moonshot's series B bigger than its series C", &["$1.0B", "$300M", "Higher: Moonshot AI Series B."]);
    check("who was founded earlier, Zhipu or MiniMax", &["2019", "2021", "Earlier: Zhipu AI."]);
    check("MiniMax和月之暗面，哪家成立得更早？", &["2021", "2023", "更早的是"]);
    check("did m2.5 score higher on BrowseComp or on Multi-SWE-Bench", &["76.3%", "51.3%", "Higher: BrowseComp."]);
    check("first round money: Baichuan vs Moonshot", &["$50M", "$60M"]);
}

#[test]
fn of_each_side_all_is_told_that_is_asked() {
    check("founders and seats of MiniMax and StepFun", &["Yan Junjie", "Shanghai", "Jiang Daxin", "Xuhui"]);
    check("release date and size of GLM-4.5 and Kimi K2", &["July 2025", "355B", "1T"]);
    check("who raised more in its series B, Moonshot or MiniMax", &["$1.0B", "$600M", "Higher: Moonshot"]);
    check("how did moonshot's valuation change between series b and c", &["$2.5B", "$3.3B"]);
    check("月之暗面A轮和B轮分别融了多少", &["$60M", "$1.0B"]);
    check("were StepFun and Baichuan founded in the same month", &["Both: April 2023"]);
    check("¿MiniMax y StepFun están en la misma ciudad?", &["En común: Shanghai"]);
    // Of one side only it is told, and of the other it is said that it is not.
    check("is Hunyuan older than Doubao", &["September 2023", "don't say: release date of Doubao"]);
    lacks("compare deepseek and moonshot", &["venture-backed"]);
}

#[test]
fn yes_or_no_is_asked_of_several() {
    check("does any Tencent model have open weights", &["Yes: Hunyuan-Large"]);
    check("腾讯有开源的模型吗", &["是的", "Hunyuan-Large"]);
    check("¿tiene Tencent algún modelo de pesos abiertos?", &["Sí: Hunyuan-Large"]);
    check("was kimi k2 released in 2024?", &["No: Kimi K2 was released in July 2025"]);
    check("was deepseek r1 released in january 2025?", &["Yes: DeepSeek R1 was released"]);
    check("零一万物是2022年成立的吗？", &["不是", "2023年"]);
    check("is Kimi K2 a Moonshot model?", &["Yes: Kimi K2 was developed by Moonshot AI"]);
    check("is doubao a tencent model", &["No: ", "ByteDance"]);
    check("is Tencent one of the tech giants?", &["Yes: "]);
    check("豆包是腾讯的模型吗？", &["不是", "字节跳动"]);
    lacks("is ERNIE X1 made by Zhipu AI?", &["Yes"]);
    lacks("is Tencent one of the strong challenger tier?", &["Yes"]);
    check("is every stepfun model closed", &["Yes: ", "Step-2"]);
    check("are all six tigers based in Beijing", &["Not all", "Not so: MiniMax", "StepFun"]);
    check("were any of the six tigers founded before 2020", &["Yes: Zhipu"]);
    declines("do any of the big tech labs sit in Shanghai");
    check("which of the six tigers are not in Beijing", &["MiniMax", "StepFun"]);
    lacks("which of the six tigers are not in Beijing", &["Moonshot", "Zhipu"]);
    check("which of the six tigers were not founded in 2023", &["Zhipu", "MiniMax"]);
    check("which of the six tigers did Alibaba not invest in", &["Not told of: StepFun"]);
    check("which models from stepfun aren't closed", &["None on record has open weights"]);
}

#[test]
fn counts_that_a_document_states() {
    check("chinese smartphone users, how many", &["800M+"]);
    check("attention heads in minimax-text-01, how many?", &["64"]);
    check("number of moonshot funding rounds", &["3 on record"]);
}

#[test]
fn lists_by_open_spans_roles_and_sizes() {
    check("which deepseek models predate 2024", &["DeepSeek Coder", "DeepSeek LLM"]);
    lacks("which deepseek models predate 2024", &["DeepSeek V3"]);
    check("labs that already existed before 2020", &["Zhipu AI", "SenseTime"]);
    check("which founders have Tsinghua links?", &["Tang Jie", "Yang Zhilin", "Wang Xiaochuan"]);
    check("ERNIE 4.5 family, all the param counts please", &["0.3B", "424B"]);
    check("minimax series B investors all of them", &["Alibaba", "Hillhouse", "HongShan", "IDG", "Tencent"]);
}

#[test]
fn the_time_between_two_things() {
    check("how long after V3 did R1 come out", &["25 days", "26 December 2024", "20 January 2025"]);
    check("V3和R1发布相隔多久？", &["25天"]);
}

#[test]
fn names_that_lean_on_others_and_people_by_their_role() {
    check("SenseNova V6 Pro or 5.0, sizes?", &["620B", "600B"]);
    check("GLM-4.5 and its Air sibling, active parameters", &["32B", "12B"]);
    check("how many years did StepFun's boss spend at Microsoft?", &["16"]);
    check("which lab did the former Sogou boss start?", &["Baichuan"]);
    // Who has the role is what is asked for here.
    check("who is the founder of Kimi?", &["Yang Zhilin"]);
    declines("Step-3 parameter count");
    declines("when will iFlytek release Spark?");
}

#[test]
fn what_narrows_and_what_is_said_by_the_way() {
    check("which two companies besides Alibaba backed Baichuan's Series B?", &["Tencent", "Xiaomi"]);
    check("models with a trillion parameters or more", &["Step-2", "Kimi K2"]);
    check("biggest DeepSeek model before V3", &["DeepSeek V2", "236B"]);
    check("models out between 20 and 31 January 2025", &["DeepSeek R1", "Qwen2.5-Max"]);
    check("dumb question maybe, but who made Doubao? i would have guessed Tencent", &["ByteDance"]);
    lacks("who made Doubao? i would have guessed Tencent", &["Tencent"]);
}

#[test]
fn what_tells_much_is_held_against_sentences_and_what_tells_little_is_not() {
    check("is it pretraining or the output side that Chinese regulation bites on?", &["outputs"]);
    check("how many AI/ML grads do chinese unis pump out a year", &["50,000"]);
    check("MSRA stands for what?", &["Microsoft Research Asia"]);
    declines("how many layers does Kimi K2.5 have");
    declines("how old is Yang Zhilin?");
}

#[test]
fn descriptions_stand_in_the_place_of_names() {
    check("licence of the model that was trained with zero nvidia hardware", &["GLM-5", "MIT"]);
    check("how many experts are in the MiniMax model with 456B params", &["MiniMax-Text-01", "32"]);
    check("when did the social shopping app whose lab released dots.llm1 start", &["Rednote", "2013"]);
    check("context window of the minimax model with lightning attention", &["MiniMax-Text-01", "4M"]);
    // The thing itself is named, and what several fit is none.
    check("what is the license of the DeepSeek R1 model", &["DeepSeek R1", "MIT"]);
    lacks("who are the two people behind the social shopping app", &["Humane Intelligence Lab"]);
}

#[test]
fn what_happened_in_the_field_and_rounds_side_by_side() {
    check("What happened in June 2025 in Chinese AI?", &["ERNIE", "MiniMax-M1"]);
    check("Series B sizes, Moonshot vs MiniMax", &["$600M", "$1.0B", "Higher: Moonshot AI Series B."]);
    check("startups whose founder used to be at Microsoft?", &["01.AI", "StepFun"]);
    check("how much did zhipu raise in spring 2025", &["$154M"]);
}

#[test]
fn a_former_post_is_none_at_the_body_before_which_it_was() {
    check("where did Kai-Fu Lee work before 01.AI", &["Google China", "Apple"]);
    check("who did Yang Zhilin work for before starting Moonshot", &["Google Brain"]);
    check("xiaohongshu has been around since what year", &["2013"]);
}

#[test]
fn people_ask_in_words_that_no_document_has() {
    // Keywords, in three languages: a national plan, a model that makes sound of text, ways of coping.
    check("2017年国家层面的AI规划叫什么名字？", &["New Generation"]);
    check("¿qué modelo de MiniMax convierte texto a audio?", &["T2A-01-HD"]);
    check("how did Chinese labs cope with the chip bans", &["stockpiles", "Ascend 910B"]);
}

#[test]
fn words_that_cannot_be_asked_of_what_is_named_only_tell() {
    // "Started" asks for a founder, but a price war has none.
    check("who kicked off the API price war", &["DeepSeek", "Alibaba"]);
    lacks("how much did StepFun raise in its series B", &["$1.0B"]);
    check("how much did StepFun raise in its series B", &["several hundred million"]);
}

#[test]
fn a_number_is_not_answered_with_words_that_only_speak_of_it() {
    declines("kimi k2 context window");
    declines("sensetime headcount");
}

#[test]
fn a_number_is_not_answered_with_another_one() {
    declines("how many experts does glm-5 have");
    declines("how big is qwen3-omni, in billions");
    check("¿con cuántos tokens se entrenó GLM-5?", &["28.5T"]);
}

#[test]
fn somebody_is_not_answered_with_what_else_has_to_do_with_whoever_is_named() {
    for question in ["who founded Alibaba", "who leads Doubao?", "who designed the MiniMax logo", "¿Quién fundó Baidu?"]
    {
        declines(question);
    }
    check("who leads the Qwen team?", &["CTO"]);
    check("Talkie 的竞争对手是谁", &["Character.AI"]);
}

#[test]
fn what_is_counted_by_name_and_nobody_tells_is_declined() {
    declines("what is Kimi's market share in China?");
    declines("how much does DeepSeek pay its interns");
    declines("how many students are in the Yao Class?");
    declines("MiniMax的招股价是多少");
    check("who does Baidu lose market share to?", &["Qwen", "DeepSeek"]);
    check("first qwen model with a trillion params", &["Qwen3-Max"]);
}

#[test]
fn reasons_of_several_things_are_told_of_each() {
    check("why are hunyuan and doubao not that well known outside china", &["consumer apps"]);
    check("豆包和混元为什么在海外知名度低？", &["consumer apps"]);
    check("what pushed baidu into open sourcing ernie?", &["compete"]);
}

#[test]
fn a_post_is_not_answered_with_its_holder_elsewhere() {
    check("who is the CTO of Baidu", &["Wang Haifeng"]);
    declines("who is the CTO of Zhipu");
    declines("智谱的CTO是谁");
    declines("who runs Tencent");
    check("who heads StepFun", &["Jiang Daxin"]);
}

#[test]
fn letters_are_spelled_out_as_the_documents_do() {
    check("what does AGI stand for", &["Artificial General Intelligence"]);
    check("MLA stands for?", &["Latent Attention"]);
    check("expand the acronym USTC", &["University of Science and Technology of China"]);
    check("what does GLM stand for", &["General Language Model"]);
    declines("what does NSA stand for");
}

#[test]
fn words_typed_by_their_sound_are_understood() {
    check("deepseak总布在哪里", &["Hangzhou"]);
    check("GLM-130B是那一年发部的", &["2022"]);
}

#[test]
fn words_of_everyday_language_are_no_unknown_names() {
    check("what share of revenue does Baidu plough into research", &["15%"]);
    declines("who made the manus agent");
}

#[test]
fn an_answer_to_a_part_of_the_question_quotes_what_it_rests_on() {
    check("in what year was Zhipu spun out of Tsinghua?", &["Tsinghua", "2019"]);
    lacks("who founded MiniMax?", &["“"]);
}

#[test]
fn what_compares_is_no_part_of_what_each_side_has() {
    check("who's leaner at runtime, m2.5 or glm-5? (active params)", &["10B", "40B"]);
    check("license of deepseek R1 next to license of qwen2.5", &["MIT", "Apache"]);
}

#[test]
fn a_thing_by_two_names_is_asked_when_it_changed_them() {
    check("when did Zhipu turn into Z.ai", &["2025"]);
}

/// The answer to the last of some questions, each asked with the topic of those before.
#[test]
fn things_that_are_joined_are_put_side_by_side() {
    check("headquarters of Moonshot and MiniMax", &["Beijing", "Shanghai"]);
    check("where are MiniMax and Moonshot", &["Shanghai", "Beijing"]);
    check("licences of kimi k2 and glm-5", &["Modified MIT", "MIT License"]);
    check("which investors do Moonshot and MiniMax have in common", &["In common: Alibaba and Tencent"]);
    check("Which of the AI startups have both Alibaba and Tencent as backers?", &["Zhipu", "Moonshot", "Baichuan"]);
    check("minimax video, music and speech models from 2025", &["Hailuo-02", "Music-01", "Speech-02"]);
}

#[test]
fn members_of_a_line_and_of_a_group_are_listed() {
    check("sensenova v6 lineup", &["V6 Pro", "V6 Reasoner", "V6 Video", "V6 Omni"]);
    check("which independent labs are there", &["Zhipu", "MiniMax", "01.AI", "Moonshot", "DeepSeek"]);
    check("which stepfun models are open", &["None on record has open weights", "Step-1"]);
    check("smallest and biggest qwen 2.5", &["0.5B", "72B"]);
}

#[test]
fn the_newest_is_so_by_what_its_date_says_at_least() {
    check("newest alibaba model", &["September 2025"]);
    check("newest DeepSeek", &["V3.2", "December 2025"]);
}

#[test]
fn who_says_something_is_its_author() {
    check("who says DeepSeek really cost 500 million", &["SemiAnalysis"]);
}

#[test]
fn what_is_near_to_what_is_asked_is_no_answer() {
    declines("R2 parameter count");
    declines("when did R2 come out");
    declines("when was alibaba founded");
    declines("how much did tencent invest in moonshot");
    // Who made Llama is told, and that it is not must not be said.
    declines("when was the lab that made Llama founded");
    lacks("when was the lab that made Llama founded", &["maker"]);
    declines("who founded the company that makes the iPhone");
    // What a name begins with is known.
    check("the V6 SenseNova models", &["V6 Pro"]);
    lacks("what exactly was yan junjie's position at sensetime", &["Co-founder"]);
}

#[test]
fn names_are_told_apart_from_dates_and_kinds() {
    check("月之暗面2023年10月做了什么", &["Kimi"]);
    check("name of beijing's 2017 national AI plan", &["New Generation AI Development Plan"]);
    check("is alibaba listed", &["NASDAQ"]);
}

#[test]
fn what_a_question_names_itself_is_no_answer_to_it() {
    check("what is AMiner, the thing Tang Jie built", &["citations"]);
    check("what does prefix-LM mean in GLM", &["bidirectional"]);
    check("how many A100/H800 class cards did High-Flyer have", &["tens of thousands"]);
}

#[test]
fn what_is_known_for_nothing_has_done_something() {
    check("what was the big deal about glm-5", &["chip"]);
    check("is chinese AI run by the state?", &["private"]);
    check("BABA trades where?", &["NASDAQ"]);
    declines("should i buy nvidia stock next week");
    declines("who won the champions league last season");
}

#[test]
fn rules_are_described_by_whose_and_of_when_they_are() {
    for question in
        ["official name of beijings 2023 genai rulebook", "full title of the CAC's instrument on generative ai"]
    {
        check(question, &["Interim Measures for the Management"]);
    }
    check("name of the chinese government's 2017 AI plan", &["New Generation AI Development Plan"]);
    check("what has to happen before a public chatbot goes live in china", &["safety reviews"]);
    check("which nvidia chips did washington ban in october 2022", &["A100", "H100"]);
    // The restrictions that hit Chinese labs are none of China's.
    lacks("what do the restrictions mean for chinese labs", &["Interim Measures", "safety reviews"]);
}

#[test]
fn a_technique_is_explained_where_it_is_at_work() {
    check("how does the prefix-LM trick in GLM work", &["bidirectional", "autoregressive"]);
    check("whats the k2.5 agent swarm thing", &["sub-agents", "parallel"]);
    check("Kimi 的 Agent Swarm 是怎么回事", &["sub-agents"]);
    check("DAMO in DAMO Academy = ?", &["Discovery"]);
    check("whats douboa by bytdance for", &["brand"]);
}

#[test]
fn what_was_once_is_not_told_of_today() {
    check("how many people work at moonshot", &["40"]);
    declines("how many people work at moonshot today");
    declines("百川智能现在有多少员工");
    declines("what's stepfun's chat app called");
}

#[test]
fn reasons_are_told_of_the_time_that_is_asked_of() {
    check("why did baidu switch to open source in 2025", &["because", "2025"]);
    check("why shouldn't a journalist rely on deepseek or qwen", &["ournalis", "censorship"]);
    check("why is deepseek's 5.6 million figure doubted", &["final training run"]);
    lacks("why did moonshot open source its models in 2025", &["partnership"]);
}

#[test]
fn what_is_known_in_part_is_told_where_the_rest_is_declined() {
    declines("how much money has Moonshot raised in total");
    assert!(ask("how much money has Moonshot raised in total").text.contains("$1.0B"));
    assert!(ask("how many employees does Baichuan have now").text.contains("50"));
    check("how much has moonshot raised", &["$60M", "$1.0B", "$300M"]);
    check("total amount zhipu has raised", &["$1.4B+", "558"]);
}

#[test]
fn how_long_something_took_is_told_by_a_span_or_by_dates() {
    check("how long did it take moonshot to become a unicorn", &["8 months"]);
    check("how long did MiniMax need to be worth 2.5 billion", &["2.5 years"]);
    check("how long between V3 and R1", &["25 days"]);
    check("how long did it take deepseek to build v3", &["17 months"]);
}

#[test]
fn a_clause_against_what_is_told_is_what_asks() {
    check("01.AI was founded in march 2023, but when did it actually start operating?", &["June 2023"]);
    check("zhipu was spun out in 2019, but when did it release GLM-130B", &["2022"]);
    check("whose is Doubao, bytedance's or tencent's", &["ByteDance"]);
    declines("when did Moonshot start operating");
}

#[test]
fn another_number_post_or_round_is_no_answer() {
    for question in [
        "what chips did rednote train dots.llm1 on",
        "what did training qwen3 cost alibaba",
        "deepseek api price per million tokens",
        "how many H800s did DeepSeek train V3 on?",
        "how much did moonshot raise in its series D",
        "月之暗面D轮融了多少",
        "who leads MiniMax's legal team?",
        "does GLM-5 support Spanish",
        "what salary does deepseek pay its researchers",
    ] {
        declines(question);
    }
}

fn converse(questions: &[&str]) -> String {
    let mut topic = Topic::default();
    let mut text = String::new();
    for question in questions {
        let today = jiff::civil::date(2026, 11, 21);
        let answer = engine().answer(&Question { text: question, language: None, today, topic });
        (text, topic) = (answer.text, answer.topic);
    }
    text
}

#[test]
fn a_follow_up_may_leave_out_the_beginning_of_a_name() {
    let held = |questions: &[&str], part: &str| {
        let text = converse(questions);
        assert!(text.contains(part), "{questions:?} should hold {part}: {text}");
    };
    held(&["日日新1.0是什么时候发布的？", "那2.0呢"], "2023年7月");
    held(&["how many parameters does GLM-4.5 have?", "and the Air version?"], "106B");
    held(&["baichuan funding", "how much was the series b"], "$691M");
    held(&["baichuan funding", "how much was the series b", "who were the investors in that one"], "Xiaomi");
    held(&["what does baichuan mean?", "founder?"], "Wang Xiaochuan");
    held(&["what is Kimi K2", "who are the founders"], "Yang Zhilin");
}

#[test]
fn rounds_are_compared_as_what_they_are() {
    let valued = &["Moonshot AI Series C", "$3.3B", "Baichuan AI Series B", "$2.7B", "Higher: Moonshot AI Series C"];
    check("which startup hit the higher valuation: moonshot (series C) or baichuan (series B)", valued);
    check("was moonshot's series b bigger than baichuan's", &["$1.0B", "$691M", "Higher: Moonshot AI Series B"]);
    check("which was bigger, zhipu's may 2024 round or its december 2024 round", &["$400M", "$412M"]);
    check("which round came first: moonshot series B or minimax series B", &["Earlier: Moonshot AI Series B"]);
    check("月之暗面的B轮和C轮哪一轮融得多？", &["$1.0B", "$300M"]);
}

#[test]
fn superlatives_choose_among_what_has_a_quality() {
    check("largest open hunyuan model by params", &["Hunyuan-Large", "389B"]);
    check("biggest dense qwen3", &["32B"]);
    lacks("biggest dense qwen3", &["235B"]);
    check("阶跃星辰最大的稠密模型是哪个", &["Step-1", "130B"]);
    check("what are all the dense qwen3 sizes", &["0.6B", "32B"]);
    lacks("biggest closed model of zhipu", &["GLM-130B has"]);
}

#[test]
fn places_in_an_order_and_neighbours_of_a_model() {
    check("second oldest of the six tigers", &["MiniMax", "2021"]);
    check("智谱第二大的一轮融资是哪轮", &["$400M"]);
    check("la segunda ronda más grande de Zhipu", &["$400M"]);
    check("what did deepseek release right after V3", &["DeepSeek R1"]);
    check("which qwen model came out just before qwen2.5", &["Qwen2 was"]);
}

#[test]
fn a_recorded_first_goes_before_a_list() {
    check("the first startup in china to make a trillion param model was ...?", &["Step-2", "StepFun"]);
    check("第一家上市的中国大模型公司是哪家？", &["Zhipu AI"]);
    check("which chip was banned first", &["A100"]);
    check("who shipped a 4m context product before everybody else", &["MiniMax"]);
}

#[test]
fn what_happened_to_a_group_happened_to_its_members() {
    let giants = &["Qwen", "Alibaba", "Hunyuan", "Tencent"];
    check("september 2023, which two tech giants opened up their LLMs", giants);
    check("2023年9月有哪两家大厂开放了大模型", &["Qwen", "Hunyuan"]);
    check("what launched on 26 december 2024 on github", &["DeepSeek V3"]);
    check("kai-fu lees career in order up to 01.ai", &["Apple", "Google China"]);
    lacks("kai-fu lees career in order up to 01.ai", &["Yi-34B"]);
}
