use chrono::{DateTime, Weekday};
use proptest::prelude::*;

use super::read::ABOUT;
use super::*;
use crate::domain::check::check_all;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::link::LinkType;
use crate::domain::project::WipRule;
use crate::domain::snapshot::Snapshot;
use crate::domain::span::{Lag, Span};
use crate::domain::task::{Priority, TaskKind};
use crate::domain::value::Tags;

fn moment() -> Moment {
    let today = NaiveDate::from_ymd_opt(2026, 3, 11).unwrap();
    let ids = Ids::from(Uuid::from_u128(1 << 64));
    Moment { today, now: DateTime::UNIX_EPOCH, ids, me: None, week_start: Weekday::Mon }
}

/// A project made from a template on an empty file.
fn started(template: &Template) -> (Snapshot, ProjectId) {
    let mut moment = moment();
    let snapshot = Snapshot::of(Plan::default(), moment.today, None, Weekday::Mon);
    let id = moment.ids.take();
    let (key, name) = ("WEB".to_owned(), "Customer portal".to_owned());
    let command = Command::NewProject { id, key, name, template: template.clone().into() };
    let (_, plan) = snapshot.after(&command, &mut moment).unwrap();
    (Snapshot::of(plan, moment.today, None, Weekday::Mon), id)
}

/// The template made of a project that was made from it.
fn again(template: &Template) -> Template {
    let (snapshot, id) = started(template);
    let project = snapshot.plan.get(id).unwrap();
    Template::of(&template.name, &template.title, template.about.clone(), &snapshot.plan, project)
}

fn refused(file: &str) -> String {
    read("mine", "mine.toml", file.as_bytes()).unwrap_err().to_string()
}

/// A file that can be read, with something in its place.
fn whole(phases: &str, outline: &str) -> String {
    format!(
        "title = \"Mine\"\n[[column]]\nname = \"To do\"\n[[column]]\nname = \"Done\"\nmeaning = \"done\"\n{phases}\n[tasks]\nin = \"To do\"\noutline = '''\n{outline}\n'''\n"
    )
}

#[test]
fn what_is_written_is_in_the_project() {
    let file = whole(
        "[[phase]]\nname = \"Plan\"\ncriteria = [\"the sponsor agrees\"]\n[[phase]]\nname = \"Do\"",
        "1. Prepare phase:plan\n   2. Talk to users est:2d p1 +research\n      // At their desk.\n      // One at a time.\n   3. Agreed kind:milestone after:2\n9. Build it phase:do est:1w after:3ss+2d",
    );
    let (snapshot, id) = started(&read("mine", "mine.toml", file.as_bytes()).unwrap());
    let plan = &snapshot.plan;
    assert!(check_all(plan).is_empty());
    let task = |number: i64| plan.get(plan.index().numbered(id, number).next().unwrap()).unwrap();
    assert_eq!(task(2).title, "Talk to users");
    assert_eq!((task(2).parent, task(2).phase), (Some(task(1).id), task(1).phase));
    assert_eq!((task(2).priority, task(2).duration.unwrap().minutes), (Priority::P1, 960));
    assert_eq!(plan.get(note_of(task(2).id)).unwrap().text.0, "At their desk.\nOne at a time.");
    assert_eq!((task(1).place.is_none(), task(3).kind), (true, TaskKind::Milestone), "a summary is no card");
    let link = plan.get(plan.index().predecessors(task(4).id).next().unwrap()).unwrap();
    assert_eq!((link.predecessor, link.link_type), (task(3).id, LinkType::StartStart), "numbers are counted anew");
    assert_eq!(task(4).place.as_ref().unwrap().since, snapshot.today);
    let states: Vec<PhaseState> = plan.phases(id).iter().map(|it| plan.get(*it).unwrap().state).collect();
    assert_eq!(states, [PhaseState::Active, PhaseState::NotStarted]);
    assert_eq!(plan.all::<Criterion>().next().unwrap().text, "the sponsor agrees");
}

#[test]
fn a_broken_file_is_refused_with_its_line_and_what_to_do() {
    let tasks = |outline: &str| whole("[[phase]]\nname = \"Plan\"", outline);
    for (file, line, says) in [
        ("titel = \"x\"".to_owned(), 1, "there is no key “titel” in a template; did you mean title?"),
        ("title = \"x\"\ntitle = \"y\"".to_owned(), 2, "duplicate key"),
        ("title = ".to_owned(), 1, "a template is TOML"),
        ("\ntitle = 7".to_owned(), 2, "title is a text"),
        ("title = \"x\"\nwip_rule = \"no\"".to_owned(), 2, "write warn or refuse"),
        ("title = \"x\"\nabout = [\"a\", \"b\",\n\"c\"]".to_owned(), 3, "say it in two"),
        ("title = \"x\"\ncolumn = 3".to_owned(), 2, "write [[column]] before each"),
        ("title = \"x\"\n[[column]]\nlimit = 2".to_owned(), 2, "a column needs a name"),
        ("title = \"x\"\n[[column]]\nname = \"A\"\nlimit = 0".to_owned(), 4, "limit is a number from 1"),
        ("title = \"x\"\n[[column]]\nname = \"A\"\nmeaning = \"busy\"".to_owned(), 4, "write queue, doing or done"),
        ("title = \"x\"\n[[column]]\nname = \"A\"\n".to_owned(), 4, "there is no done column"),
        ("title = \"x\"\n[[column]]\nname = \"A\"\nmeaning = \"done\"".to_owned(), 4, "there is no queue column"),
        (whole("[[column]]\nname = \"to-do\"", ""), 8, "there is a column “to-do” already"),
        (whole("[[phase]]\nname = \"A\"\n[[phase]]\nname = \"a\"", ""), 10, "there is a phase “a” already"),
        (whole("[[phase]]\nname = \"A\"\nalongside = \"B\"", ""), 9, "no phase is called B"),
        (whole("[[phase]]\nname = \"A\"\nalongside = \"A\"", ""), 9, "name another phase"),
        (whole("[[phase]]\nname = \"A\"\ncriteria = [\"\"]", ""), 9, "a criterion says nothing"),
        (whole("[[phase]]\nname = \"A\"\ncriteria = [{ rul = \"x\" }]", ""), 9, "did you mean rule?"),
        (tasks("Talk"), 12, "a task begins with its number, and “Talk” does not; write 1. Talk"),
        (tasks("1. Talk\n\n1. Listen"), 14, "there is a task 1 already; give this one another number, as 2"),
        (tasks("1. Talk est:soon"), 12, "`soon`"),
        (
            tasks("1. Talk after:9"),
            12,
            "there is no task 9; after: names the number of a task of this template, 1 to 1",
        ),
        (tasks("1. A after:2\n2. B after:3\n3. C after:1"), 12, "loop"),
        (tasks("1. A kind:milestone est:2d"), 12, "a milestone has no duration"),
        (tasks("1. A kind:milestone\n  2. B"), 12, "task 1 “A” has tasks under it, so it is no milestone"),
        (tasks("1. A\n  2. B after:1"), 13, "never joins a task with its own summary"),
        (tasks("1. A due:fri"), 12, "a template has no dates"),
        (tasks("1. A in:done"), 12, "“Done” is no queue"),
        (tasks("1. A phase:later"), 12, "no phase of TEMPLATE is called later"),
        (tasks("1. A // why"), 12, "a line of its own below it"),
        (tasks("// why"), 12, "a note stands above the first task"),
        (tasks("1. est:2d"), 12, "task 1 has no title"),
    ] {
        let said = refused(&file);
        assert!(said.starts_with(&format!("mine.toml, line {line}: ")), "line {line} is wrong in {said:?} of\n{file}");
        assert!(said.contains(says), "{says:?} is not in {said:?}");
    }
    let said = read("mine", "mine.toml", b"title = \"x\"\nabout = [\"\xff\"]").unwrap_err().to_string();
    assert_eq!(said, "mine.toml, line 2: this is not UTF-8 text; save the file as UTF-8");
    assert!(read("mine", "mine.toml", &vec![b' '; LARGEST + 1]).unwrap_err().to_string().contains("1048576 at most"));
}

#[test]
fn what_has_happened_to_a_project_is_in_no_template() {
    let template =
        read("mine", "mine.toml", whole("[[phase]]\nname = \"Plan\"", "1. Talk\n2. Listen").as_bytes()).unwrap();
    let (snapshot, id) = started(&template);
    let mut moment = moment();
    moment.ids = Ids::from(Uuid::from_u128(2 << 64));
    let task = |number| snapshot.plan.index().numbered(id, number).next().unwrap();
    let commands = vec![Command::Complete { task: task(1), finish: None }, Command::Drop(task(2))];
    let (_, plan) = snapshot.after(&Command::All(commands), &mut moment).unwrap();
    let made = Template::of("mine", "Mine", vec![], &plan, plan.get(id).unwrap());
    let tasks: Vec<_> = made.plan().all::<Task>().collect();
    assert_eq!(tasks.len(), 1, "what was dropped is not in it");
    let column = made.plan().get(tasks[0].place.as_ref().unwrap().column).unwrap();
    assert_eq!((column.name.as_str(), tasks[0].finish()), ("To do", None));
}

/// One task at random: title, level, kind, three estimates, tags, column, phase, link, note.
type Seed = (String, u8, u8, u8, u8, u8, String);

fn random(columns: &[String], phases: &[(String, u8)], tasks: &[Seed], rule: bool) -> (Plan, Project) {
    let mut ids = Ids::from(Uuid::from_u128(1 << 32));
    let mut project = Project::new(ids.take(), "WEB", "Portal", NaiveDate::default());
    (project.methodology, project.minutes_per_day) = ("Ours".into(), 420);
    project.wip_rule = if rule { WipRule::Refuse } else { WipRule::Warn };
    let (id, mut plan) = (project.id, Plan::default());
    plan.put(Project::row(project.clone().into()));
    let mut ranks = Ranks::default();
    let mut places = Vec::new();
    for (at, name) in columns.iter().enumerate() {
        let meaning = if at == 0 { Meaning::Queue } else { Meaning::ALL[at % 3] };
        let mut column = Column {
            project: id,
            name: format!("{name}{at}"),
            rank: ranks.next(),
            meaning,
            ..Column::blank(ids.take())
        };
        column.wip_limit = (at % 2 == 0).then_some(at as i64 + 1);
        column.policy = Prose(format!("{name}\n\"{at}\" \\n '''"));
        places.push(column.id);
        plan.put(Column::row(column.into()));
    }
    let done = Column {
        project: id,
        name: "Finished".into(),
        rank: ranks.next(),
        meaning: Meaning::Done,
        ..Column::blank(ids.take())
    };
    plan.put(Column::row(done.into()));
    let mut gates: Vec<PhaseId> = Vec::new();
    for (at, (name, criteria)) in phases.iter().enumerate() {
        let alongside = gates.first().copied().filter(|_| at > 1 && at % 3 == 0);
        let phase = Phase {
            project: id,
            name: format!("{name}{at}"),
            rank: ranks.next(),
            alongside,
            ..Phase::blank(ids.take())
        };
        let mut order = Ranks::default();
        for number in 0..*criteria % 4 {
            let text = format!("{name} \\ \"{number}\"");
            let criterion = Criterion { phase: phase.id, rank: order.next(), text, ..Criterion::blank(ids.take()) };
            plan.put(Criterion::row(criterion.into()));
        }
        gates.push(phase.id);
        plan.put(Phase::row(phase.into()));
    }
    let mut made: Vec<(u8, TaskId)> = Vec::new();
    for (number, (title, level, kind, size, column, phase, note)) in (1..).zip(tasks) {
        made.retain(|(above, _)| *above < level % 4);
        let parent = made.last().map(|(_, id)| *id);
        let span = |days: i64| Span { minutes: days * 105, elapsed: size % 5 == 0 };
        let days = i64::from(*size) + 1;
        let task = Task {
            project: id,
            number: number * 3,
            title: title.clone(),
            kind: if kind % 3 == 1 { TaskKind::Deliverable } else { TaskKind::Task },
            parent,
            rank: ranks.next(),
            priority: Priority::ALL[usize::from(kind % 4)],
            duration: (size % 3 > 0).then_some(span(days)),
            optimistic: (size % 3 == 2).then_some(span(days - 1)),
            pessimistic: (size % 3 == 2).then_some(span(days * 2)),
            tags: Tags::of(if kind % 2 == 0 { "one two-three" } else { "" }),
            phase: gates.get(usize::from(*phase)).copied(),
            place: places.get(usize::from(*column)).map(|id| Place {
                column: *id,
                rank: ranks.next(),
                ..Place::default()
            }),
            url: if kind % 5 == 0 { "https://example.org/a?b=c".into() } else { String::new() },
            ..Task::blank(ids.take())
        };
        if !note.trim().is_empty() {
            plan.put(Note::row(Note { id: note_of(task.id), task: task.id, text: Prose(note.clone()) }.into()));
        }
        let before = plan.all::<Task>().filter(|it| !plan.ancestors(it.id).contains(&task.id) && parent != Some(it.id));
        let before = before
            .map(|it| it.id)
            .nth(usize::from(*column))
            .filter(|id| parent.is_none_or(|it| !plan.ancestors(it).contains(id)));
        if let Some(predecessor) = before {
            let lag = Lag::Span(Span { minutes: i64::from(*size) * 15 - 300, elapsed: false });
            let link_type = LinkType::ALL[usize::from(size % 4)];
            let link = Link { id: ids.take(), predecessor, successor: task.id, link_type, lag };
            plan.put(Link::row(link.into()));
        }
        made.push((level % 4, task.id));
        plan.put(Task::row(task.into()));
    }
    (plan, project)
}

proptest! {
    #[test]
    fn a_project_saved_and_opened_is_the_same_project(
        columns in prop::collection::vec("[A-Za-zé][a-z é]{0,8}[a-z]", 1..5),
        phases in prop::collection::vec(("[A-Z][a-z &]{0,8}[a-z]", 0u8..9), 0..5),
        tasks in prop::collection::vec(
            ("([!-~éß日]{1,6} ?){1,4}|p1 due:fri|after:7 x|'''|3\\. \"x\"", 0u8..9, 0u8..60, 0u8..60, 0u8..9, 0u8..9, "(|[ -~é日]{0,20}(\n[ -~]{0,9}){0,2})"),
            0..12,
        ),
        rule in any::<bool>(),
    ) {
        let (plan, project) = random(&columns, &phases, &tasks, rule);
        prop_assume!(tasks.iter().all(|(title, ..)| !title.trim().is_empty()) && check_all(&plan).is_empty());
        let template = Template::of("mine", "Mine \"one\"", vec!["a".into(), "b\\".into()], &plan, &project);
        let file = template.to_file();
        let read = read("mine", "mine.toml", file.as_bytes()).map_err(|it| TestCaseError::fail(format!("{it}\n{file}")))?;
        prop_assert_eq!(&read, &template, "{}", file);
        prop_assert_eq!(again(&template), template);
    }
}

/// All that a person reads in a template, folded.
fn words_of(template: &Template) -> String {
    let plan = template.plan();
    let mut words: Vec<String> = plan.all::<Criterion>().map(|it| it.text.clone()).collect();
    words.extend(plan.all::<Task>().map(|it| it.title.clone()));
    words.extend(plan.all::<Column>().map(|it| it.policy.0.clone()));
    crate::text::fold(&words.join("\n"))
}

#[test]
fn the_templates_of_the_program_start_projects_in_which_everything_holds() {
    for template in Template::built_in() {
        let name = &template.name;
        let (snapshot, id) = started(template);
        let plan = &snapshot.plan;
        assert_eq!(check_all(plan), [], "{name}");
        assert_eq!(again(template), **template, "{name}");
        assert_eq!(&read(name, name, template.to_file().as_bytes()).unwrap(), &**template, "{name}");
        assert!(
            template.about.len() == ABOUT && template.about.iter().all(|line| crate::text::width(line) <= 74),
            "{name}"
        );
        let path = crate::domain::gate::path(plan, id);
        assert_eq!(crate::domain::gate::ahead(plan, id), path.first().copied(), "{name}");
        for phase in path.iter().filter(|_| name != "standard") {
            let gate = crate::domain::gate::of(&snapshot, *phase);
            let label = plan.label((*phase).into());
            assert!(
                !gate.criteria.is_empty() && gate.unmet().next().is_some(),
                "{name}: the gate of {label} is open already"
            );
            assert!(gate.criteria.iter().any(|it| it.computed), "{name}: nothing of {label} is computed");
        }
    }
}

#[test]
fn the_six_methods_bring_tasks_that_fit_their_gates() {
    for template in Template::built_in().skip(1) {
        let name = &template.name;
        let (snapshot, id) = started(template);
        let (plan, index) = (&snapshot.plan, snapshot.plan.index());
        assert!(!template.methodology().is_empty(), "{name}");
        for column in plan.all::<Column>() {
            assert!(!column.policy.is_empty(), "{name}: {} has no policy", column.name);
            let limited = column.meaning != Meaning::Doing || column.wip_limit.is_some();
            assert!(limited, "{name}: {} has no limit", column.name);
            let over = column.wip_limit.is_some_and(|limit| index.counted(column.id) as i64 > limit);
            assert!(!over, "{name}: {} is full from the start", column.name);
        }
        let tasks: Vec<_> = plan.all::<Task>().collect();
        assert!((25..=50).contains(&tasks.len()), "{name} has {} tasks", tasks.len());
        for task in &tasks {
            let label = plan.task_label(task.id);
            assert!(task.phase.is_some(), "{name}: {label} has no phase");
            let leaf = !index.is_summary(task.id);
            let sized = task.kind == TaskKind::Milestone || task.duration.is_some() || !leaf;
            assert!(sized, "{name}: {label} has no estimate");
            let linked = index.predecessors(task.id).chain(index.successors(task.id)).next().is_some();
            assert!(linked || !leaf, "{name}: {label} hangs in the air");
        }
        for phase in plan.phases(id).into_iter().filter_map(|id| plan.get(id)) {
            assert!(tasks.iter().any(|task| task.phase == Some(phase.id)), "{name}: nothing to do in {}", phase.name);
            let wants =
                |rule: &str| plan.all::<Criterion>().any(|it| it.phase == phase.id && it.rule.starts_with(rule));
            let delivers = tasks.iter().any(|it| it.phase == Some(phase.id) && it.kind == TaskKind::Deliverable);
            assert!(delivers || !wants("deliverables"), "{name}: {} asks for deliverables and has none", phase.name);
        }
        assert!(tasks.iter().any(|it| it.kind == TaskKind::Milestone), "{name}");
    }
}

#[test]
fn every_method_brings_the_risks_it_is_known_for() {
    for template in Template::built_in().skip(1) {
        let (snapshot, id) = started(template);
        let risks: Vec<_> = snapshot.plan.risks(id).collect();
        assert!((5..=8).contains(&risks.len()), "{} has {} risks", template.name, risks.len());
        for risk in risks {
            let label = snapshot.plan.label(risk.id.into());
            let told = [&risk.cause, &risk.effect, &risk.response_plan, &risk.trigger];
            assert!(
                told.iter().all(|text| !text.is_empty()) && !risk.category.is_empty(),
                "{}: {label}",
                template.name
            );
            assert!(risk.inherent().is_some() && risk.response.is_some() && risk.owner.is_none(), "{label}");
            assert!(risk.review.is_some() && risk.raised.is_some(), "{label}");
        }
    }
}

#[test]
fn risks_and_what_is_said_of_the_register_are_written_and_read() {
    let register = "response_score = 15\nreview_days = 14\nrisk_categories = \"data vendor\"\n\
        probability_scale = \"a 5%, b 20%, c 40%, d 60%, e 80%\"\n";
    let risk = "[[risk]]\ntitle = \"Late\"\nprobability = 4\nimpact = 5\nresponse = \"mitigate\"\n\
        response_plan = \"One\\nTwo\"\n";
    let file = whole("", "1. Talk").replace("[tasks]", &format!("{risk}\n[tasks]"));
    let file = file.replacen("title", &format!("{register}title"), 1);
    let template = read("mine", "mine.toml", file.as_bytes()).unwrap();
    let (snapshot, id) = started(&template);
    let late = snapshot.plan.risks(id).next().unwrap();
    assert_eq!((late.inherent(), late.response_plan.0.as_str()), (Some(20), "One\nTwo"));
    let project = snapshot.plan.get(id).unwrap();
    assert_eq!((project.response_score, project.review_days), (Some(15), Some(14)));
    assert_eq!(snapshot.plan.probability_scale(id).percent(4), Some(60));
    assert_eq!(again(&template), template);
    assert_eq!(read("mine", "mine.toml", template.to_file().as_bytes()).unwrap(), template);
    for (wrong, said) in [
        ("[[risk]]\ntitle = \"\"", "a risk needs a title"),
        ("[[risk]]\ntitle = \"x\"\nowner = \"ana\"", "there is no key “owner” in a risk"),
        ("[[risk]]\ntitle = \"x\"\nimpact = 7", "impact 7 of"),
        ("[[risk]]\ntitle = \"x\"\nresponse = \"pray\"", "response: “pray” is not one of the words of its list"),
    ] {
        let refused = refused(&whole("", "1. Talk").replace("[tasks]", &format!("{wrong}\n[tasks]")));
        assert!(refused.contains(said), "{refused}");
    }
}

/// What experience asks of every project, and words of which each has to say some.
const EXPERIENCE: &[(&str, &[&[&str]])] = &[
    ("stakeholders named", &[&["stakeholders"], &["named"]]),
    ("a proof before the commitment", &[&["proof of concept", "trial week has proved"], &["commit"]]),
    ("a second person for each critical system", &[&["second person", "two people"], &["critical"]]),
    ("a security and privacy review", &[&["security"], &["privacy"], &["review"]]),
    ("acceptance by users", &[&["users"], &["accept"]]),
    ("a rehearsed rollback", &[&["rollback"], &["rehears"]]),
    ("handover and support", &[&["hand over", "handover", "hand on", "handed over"], &["support"], &["arrange"]]),
    ("lessons recorded", &[&["lessons"], &["record", "report"]]),
    ("benefits checked, and when", &[&["benefit"], &["when", "days", "months", "quarter", "date"]]),
];

#[test]
fn the_example_of_the_readme_is_a_template() {
    let readme = include_str!("../../../README.md");
    let (_, example) = readme.split_once("```toml\ntitle").unwrap();
    let example = format!("title{}", example.split_once("```").unwrap().0);
    let template = read("ours", "README.md", example.as_bytes()).unwrap();
    assert_eq!(template.summary(), "3 columns, 1 phase, 3 criteria, 4 tasks, 1 risk");
}

#[test]
fn every_method_asks_for_what_experience_asks() {
    for template in Template::built_in().skip(1) {
        let words = words_of(template);
        for (what, all) in EXPERIENCE {
            assert!(
                all.iter().all(|any| any.iter().any(|word| words.contains(word))),
                "{} lacks {what}",
                template.name
            );
        }
    }
}

#[test]
fn the_methods_differ_where_they_differ() {
    let of = |name: &str| words_of(Template::built_in().find(|it| it.name == name).unwrap());
    for (name, own) in [
        ("waterfall", ["signed the requirements", "change by request"]),
        ("scrum", ["sprint review", "definition of done"]),
        ("kanban", ["replenishment", "service delivery review"]),
        ("hybrid", ["steering", "iteration 1"]),
        ("prince2", ["still desirable, viable and achievable", "exception plan"]),
        ("lean", ["a3", "pivot"]),
    ] {
        for template in Template::built_in() {
            let here = own.iter().all(|words| words_of(template).contains(words));
            assert_eq!(here, template.name == name, "{own:?} in {}", template.name);
        }
        assert!(own.iter().all(|words| of(name).contains(words)), "{name}");
    }
}
