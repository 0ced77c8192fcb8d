//! What a gate can compute: each rule once, with its evidence. A rule reads what the plan has counted already; it never
//! walks the tasks.

use std::ops::RangeInclusive;

use super::Site;
use super::ask::{Ask, Of, Parameter};
use crate::domain::baseline::Comparison;
use crate::domain::capture::reader::name_word;
use crate::domain::change::Field;
use crate::domain::charter;
use crate::domain::forecast;
use crate::domain::id::RecordId;
use crate::domain::index::tallies::{ANY, Among, Mark, OPEN, WORK, day_number};
use crate::domain::names::quoted;
use crate::domain::phase::PhaseId;
use crate::domain::plan::Kind;
use crate::domain::project::Project;
use crate::domain::record::Record;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::TaskId;
use crate::domain::value::FieldType;
use crate::domain::words::{self, counted};

mod risks;

/// A criterion that the data answer.
#[derive(Debug)]
pub struct Rule {
    /// What it is called in a criterion: `longest`.
    pub name: &'static str,
    /// What it asks; `{of}` and `{days}` stand for its parameters.
    pub asks: &'static str,
    /// What it lets one choose.
    pub parameters: &'static [Parameter],
    /// Which data it reads.
    pub needs: &'static str,
    /// How it stands.
    evidence: fn(&Question<'_>) -> Evidence,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const fn rule(
    name: &'static str,
    asks: &'static str,
    parameters: &'static [Parameter],
    needs: &'static str,
    evidence: fn(&Question<'_>) -> Evidence,
) -> Rule {
    Rule { name, asks, parameters, needs, evidence }
}

const OF_PHASE: Parameter = Parameter::Of(Of::Phase);
const OF_PROJECT: Parameter = Parameter::Of(Of::Project);

/// Every rule.
pub const RULES: &[Rule] = &[
    rule("charter", "The charter is complete", &[], "the charter", charter_complete),
    rule("estimates", "Every task of {of} has an estimate", &[OF_PROJECT], "open tasks on the plan", estimates),
    rule("assignees", "Every task of {of} is assigned", &[OF_PROJECT], "open tasks on the plan, people", assignees),
    rule(
        "longest",
        "No task of {of} is longer than {days}",
        &[Parameter::Days(10), OF_PROJECT],
        "estimates of open tasks",
        longest,
    ),
    rule("no-blocked", "No task of {of} is blocked", &[OF_PHASE], "open tasks on the plan", no_blocked),
    rule("no-overdue", "No task of {of} is overdue", &[OF_PHASE], "due dates of open tasks", no_overdue),
    rule("no-open", "Every task of {of} is done or dropped", &[OF_PHASE], "tasks on the plan", no_open),
    rule("deliverables", "Every deliverable of {of} is accepted", &[OF_PHASE], "deliverables", deliverables),
    rule("baseline", "A baseline is saved", &[], "the baselines of the project", baseline),
    rule(
        "forecast",
        "The forecast is within {days} of the baseline",
        &[Parameter::Days(5)],
        "the schedule, the baseline compared with",
        forecast,
    ),
    rule("budget", "The budget is set", &[], "the budget of the project", budget),
    rule("risks", "At least {count} risks are recorded", &[Parameter::Count(5)], "the risk register", risks::recorded),
    rule(
        "risk-responses",
        "Every high risk has a response and an owner",
        &[],
        "open risks from the response score of the project on",
        risks::responses,
    ),
    rule(
        "risk-reviews",
        "Every open risk was reviewed within {days}",
        &[Parameter::Days(10)],
        "the last review of open risks",
        risks::reviews,
    ),
    rule("no-issue", "No critical or high issue is open", &[], "the issue register", risks::no_issue),
];

/// Does a criterion hold, and how one can tell.
#[derive(Clone, PartialEq, Debug)]
pub struct Evidence {
    /// Does it hold?
    pub met: bool,
    /// How one can tell: `7 of 9 tasks have an estimate: WEB-4, WEB-9 lack one`; safe to print.
    pub says: String,
    /// What is missing.
    pub missing: Missing,
}

/// Where to go to mend what is missing.
#[derive(Clone, PartialEq, Debug)]
pub enum Missing {
    /// Nothing: it holds.
    Nothing,
    /// A tick, by somebody.
    Tick,
    /// These tasks are not as they should be.
    Tasks {
        /// A few of them, lowest refs first.
        first: Vec<TaskId>,
        /// How many there are; 0: only the filter knows.
        count: usize,
        /// The line of filter words that finds them all within the project.
        filter: String,
    },
    /// These risks or issues are not as they should be.
    Registered {
        /// All of them, lowest refs first.
        all: Vec<RecordId>,
        /// The line of filter words that finds them in the register.
        filter: String,
    },
    /// More risks.
    Risks,
    /// This field of the project is empty, the first of them.
    Field(Field),
    /// A baseline, or one to be compared with.
    Baseline,
    /// The phase has no such task yet.
    Phase(PhaseId),
    /// A rule that can be read.
    Rule,
}

impl Evidence {
    pub(super) fn met(says: impl Into<String>) -> Evidence {
        Evidence { met: true, says: says.into(), missing: Missing::Nothing }
    }

    pub(super) fn unmet(says: impl Into<String>, missing: Missing) -> Evidence {
        Evidence { met: false, says: says.into(), missing }
    }
}

/// How a rule stands at a gate.
pub(super) fn evidence(site: &Site<'_>, ask: &Ask) -> Evidence {
    let (snapshot, plan) = (site.snapshot, &site.snapshot.plan);
    let Some((gate, phase)) = site.phases.first().and_then(|id| Some((*id, plan.get(*id)?))) else {
        return Evidence::unmet("the phase is lost", Missing::Rule);
    };
    let Some(project) = plan.get(phase.project) else { return Evidence::unmet("the project is lost", Missing::Rule) };
    let name = |phases: &[PhaseId]| {
        let phase = phases.first().and_then(|id| plan.get(*id));
        crate::text::visible(phase.map_or("", |it| &it.name)).into_owned()
    };
    let (phases, place) = match (ask.of, site.next) {
        (Of::Project, _) => (&[][..], project.key.clone()),
        (Of::Phase, _) => (site.phases, name(site.phases)),
        (Of::Next, Some(next)) => (next, name(next)),
        (Of::Next, None) => {
            return Evidence::unmet(format!("no phase follows {}", name(site.phases)), Missing::Rule);
        }
    };
    (ask.rule.evidence)(&Question { snapshot, project, gate, ask, phases, place })
}

/// A rule asked at a gate.
struct Question<'a> {
    snapshot: &'a Snapshot,
    project: &'a Project,
    gate: PhaseId,
    ask: &'a Ask,
    /// The phases whose tasks are meant; none: those of the whole project.
    phases: &'a [PhaseId],
    /// What has the tasks, in words: a phase’s name, the project’s key.
    place: String,
}

/// So many refs are named; more are counted.
const NAMED: usize = 6;

/// The tasks that break a rule.
struct Culprits {
    count: usize,
    /// A few of them in words: `WEB-4, WEB-9 and 3 more`.
    names: String,
    missing: Missing,
}

impl Question<'_> {
    fn among(&self) -> Among<'_> {
        match self.ask.of {
            Of::Project => Among::Project(self.project.id),
            Of::Phase | Of::Next => Among::Phases(self.project.id, self.phases),
        }
    }

    fn count(&self, marks: &[Mark]) -> usize {
        self.snapshot.plan.tallies().count(self.among(), marks, &ANY)
    }

    fn culprits(&self, wanted: &[(&[Mark], RangeInclusive<i32>)], filter: &str) -> Culprits {
        let tallies = self.snapshot.plan.tallies();
        let count = wanted.iter().map(|(marks, measures)| tallies.count(self.among(), marks, measures)).sum();
        if count == 0 {
            return Culprits { count, names: String::new(), missing: Missing::Nothing };
        }
        let some =
            |(marks, measures): &(&[Mark], RangeInclusive<i32>)| tallies.some(self.among(), marks, measures, NAMED);
        let number = |id: TaskId| (self.snapshot.plan.get(id).map_or(0, |task| task.number), id);
        let mut first: Vec<(i64, TaskId)> = wanted.iter().flat_map(some).map(number).collect();
        first.sort_unstable();
        first.truncate(NAMED);
        let refs: Vec<String> = first.iter().map(|(number, _)| format!("{}-{number}", self.project.key)).collect();
        let first = first.into_iter().map(|(_, id)| id).collect();
        let more = if count > refs.len() { format!(" and {} more", count - refs.len()) } else { String::new() };
        let names = format!("{}{more}", refs.join(", "));
        Culprits { count, names, missing: Missing::Tasks { first, count, filter: self.filter(filter) } }
    }

    /// The line that finds what breaks the rule: its own words, and whose tasks are meant.
    fn filter(&self, own: &str) -> String {
        let name = |id: &PhaseId| self.snapshot.plan.get(*id).map(|it| format!("phase:{}", name_word(&it.name)));
        let phases: Vec<String> = self.phases.iter().filter_map(name).collect();
        match phases.as_slice() {
            [] => own.to_owned(),
            [one] => format!("{one} {own}"),
            several => format!("({}) {own}", several.join(" or ")),
        }
    }

    /// There is nothing to judge.
    fn no_task(&self) -> Evidence {
        Evidence::unmet(format!("{} has no task on the plan yet", self.place), Missing::Phase(self.gate))
    }

    /// So many open tasks there are; without done ones beside them, “open” goes without saying.
    fn task(&self) -> &'static str {
        if self.count(&[Mark::Done]) > 0 { "open task" } else { "task" }
    }

    /// Every open task has to have something.
    fn each_has(&self, without: Mark, filter: &str, has: [&str; 2], lack: [&str; 2]) -> Evidence {
        let all = self.count(WORK);
        if all == 0 {
            let done = self.count(&[Mark::Done]) > 0;
            return if done { Evidence::met(format!("every task of {} is done", self.place)) } else { self.no_task() };
        }
        let culprits = self.culprits(&[(&[without], ANY)], filter);
        let good = all - culprits.count.min(all);
        if culprits.count == 0 {
            let all = if all == 1 {
                format!("the only {}", self.task())
            } else {
                format!("all {}", counted(all, self.task()))
            };
            return Evidence::met(format!("{all} of {} {}", self.place, has[usize::from(good != 1)]));
        }
        let says = format!(
            "{good} of {} {}: {} {}",
            counted(all, self.task()),
            has[usize::from(good != 1 && all != 1)],
            culprits.names,
            lack[usize::from(culprits.count != 1)]
        );
        Evidence::unmet(says, culprits.missing)
    }

    /// No open task may be so.
    fn none_is(&self, wanted: &[(&[Mark], RangeInclusive<i32>)], filter: &str, so: &str) -> Evidence {
        let culprits = self.culprits(wanted, filter);
        match culprits.count {
            0 => Evidence::met(format!("no task of {} is {so}", self.place)),
            1 => Evidence::unmet(format!("1 task is {so}: {}", culprits.names), culprits.missing),
            many => Evidence::unmet(format!("{many} tasks are {so}: {}", culprits.names), culprits.missing),
        }
    }
}

fn charter_complete(asked: &Question<'_>) -> Evidence {
    let missing = charter::missing(asked.project);
    let Some(first) = missing.first() else { return Evidence::met("the charter is complete") };
    let labels: Vec<String> = missing.iter().map(|field| words::label(*field)).collect();
    Evidence::unmet(format!("the charter lacks {}", labels.join(", ")), Missing::Field(*first))
}

fn estimates(asked: &Question<'_>) -> Evidence {
    let filter = "no:est is:open not is:inbox";
    asked.each_has(Mark::Unestimated, filter, ["has an estimate", "have an estimate"], ["lacks one", "lack one"])
}

fn assignees(asked: &Question<'_>) -> Evidence {
    let filter = "is:unassigned is:open not kind:milestone not is:summary not is:inbox";
    asked.each_has(Mark::Unassigned, filter, ["is assigned", "are assigned"], ["is nobody’s", "are nobody’s"])
}

/// Minutes of an elapsed day.
const ELAPSED_DAY: i64 = 24 * 60;

fn longest(asked: &Question<'_>) -> Evidence {
    let (days, day) = (asked.ask.days, asked.project.pace().minutes_per_day);
    let measure = |minutes: i64| i32::try_from(minutes).unwrap_or(i32::MAX)..=i32::MAX;
    let working = days.saturating_mul(day).saturating_add(1);
    // Elapsed time counts by the share of a day that is worked, as the filter does it.
    let elapsed = (working.saturating_mul(ELAPSED_DAY) + day - 1) / day;
    let wanted: [(&[Mark], _); 2] = [(&[Mark::Working], measure(working)), (&[Mark::Elapsed], measure(elapsed))];
    let so = format!("longer than {}", counted(usize::try_from(days).unwrap_or(0), "working day"));
    asked.none_is(&wanted, &format!("est.over:{days}d is:open not is:inbox"), &so)
}

fn no_blocked(asked: &Question<'_>) -> Evidence {
    asked.none_is(&[(&[Mark::Blocked], ANY)], "is:blocked not is:summary not is:inbox", "blocked")
}

fn no_overdue(asked: &Question<'_>) -> Evidence {
    let before = i32::MIN..=day_number(asked.snapshot.today) - 1;
    asked.none_is(&[(&[Mark::Due], before)], "is:overdue not is:summary not is:inbox", "overdue")
}

fn no_open(asked: &Question<'_>) -> Evidence {
    asked.none_is(&[(OPEN, ANY)], "is:open not is:summary not is:inbox", "open")
}

fn deliverables(asked: &Question<'_>) -> Evidence {
    let accepted = asked.count(&[Mark::Accepted]);
    let culprits = asked.culprits(&[(&[Mark::Unaccepted], ANY)], "kind:deliverable not is:accepted not is:inbox");
    let all = accepted + culprits.count;
    if all == 0 {
        let says = format!("{} has no deliverable on the plan yet", asked.place);
        return Evidence::unmet(says, Missing::Phase(asked.gate));
    }
    if culprits.count == 0 {
        let all = if all == 1 { "the only deliverable".to_owned() } else { format!("all {all} deliverables") };
        let is = if accepted == 1 { "is" } else { "are" };
        return Evidence::met(format!("{all} of {} {is} accepted", asked.place));
    }
    let is = |one: bool| if one { "is" } else { "are" };
    let (is, are) = (is(accepted == 1 || all == 1), is(culprits.count == 1));
    let says = format!("{accepted} of {} {is} accepted: {} {are} not", counted(all, "deliverable"), culprits.names);
    Evidence::unmet(says, culprits.missing)
}

fn baseline(asked: &Question<'_>) -> Evidence {
    let plan = &asked.snapshot.plan;
    match plan.baselines(asked.project.id).last().and_then(|id| plan.get(*id)) {
        Some(last) => {
            let saved = last.saved.map_or(String::new(), |day| format!(", {}", words::day(day, asked.snapshot.today)));
            Evidence::met(format!("{}{saved}", quoted(&last.name)))
        }
        None => Evidence::unmet("no baseline is saved", Missing::Baseline),
    }
}

fn forecast(asked: &Question<'_>) -> Evidence {
    let (snapshot, days) = (asked.snapshot, asked.ask.days);
    let Some(against) = Comparison::chosen(snapshot, asked.project.id) else {
        return Evidence::unmet("there is no baseline to compare with", Missing::Baseline);
    };
    let (Some(minutes), Some(end)) = (against.total(), forecast::end(snapshot, asked.project.id)) else {
        return asked.no_task();
    };
    let name = quoted(&against.baseline().name);
    let how = if minutes == 0 { "as in".to_owned() } else { format!("{} against", against.words(minutes)) };
    let says = format!("ends {}, {how} {name}", words::day(end.date(), snapshot.today));
    if minutes <= days.saturating_mul(asked.project.pace().minutes_per_day) {
        return Evidence::met(says);
    }
    Evidence::unmet(says, Missing::Tasks { first: Vec::new(), count: 0, filter: asked.filter("is:critical") })
}

const BUDGET: Field = Field::of(Kind::Project, Project::FIELDS, "budget");

fn budget(asked: &Question<'_>) -> Evidence {
    if asked.project.budget.is_none() {
        return Evidence::unmet("no budget is set", Missing::Field(BUDGET));
    }
    let row = crate::domain::plan::Row::Project(asked.project.clone().into());
    let amount =
        words::value(&asked.snapshot.plan, &row, BUDGET, &asked.project.budget.to_value(), asked.snapshot.today);
    Evidence::met(format!("the budget is {amount} {}", crate::text::visible(&asked.project.currency)))
}
