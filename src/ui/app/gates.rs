//! Forms of phases and gates: what is decided, why it goes back, a criterion, a phase; and the fields of the project that
//! a gate asks for.

use super::asking::{Chosen, Dialog, Filled};
use super::{App, Tone, fields, forms};
use crate::domain::capture::{self, Purpose};
use crate::domain::change::Field;
use crate::domain::command::Command;
use crate::domain::draft::Moment;
use crate::domain::gate::{self, RULES};
use crate::domain::person::PersonId;
use crate::domain::phase::{Criterion, CriterionId, Decision, Phase, PhaseId};
use crate::domain::plan::{Kind, Row};
use crate::domain::project::ProjectId;
use crate::domain::rank::Rank;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::value::{FieldType, Value};
use crate::text;
use crate::ui::dialogs::{self, Choice, Form, Item};

/// What a form of a phase or its gate is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum AtGate {
    /// A decision at the gate of a phase.
    Decide { phase: PhaseId, decision: Decision },
    /// Going back to the phase before.
    Back(ProjectId),
    /// A criterion of the gate of a phase, new or known.
    Criterion { phase: PhaseId, known: Option<CriterionId> },
    /// A phase, known, or a new one.
    Phase { project: ProjectId, known: Option<PhaseId> },
}

impl App {
    /// Asks what is decided at the gate of a phase, saying what each decision does.
    pub(super) fn ask_decision(&mut self, phase: PhaseId) {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        let Some(it) = plan.get(phase) else { return };
        let gate = gate::of(snapshot, phase);
        let name = |id: PhaseId| plan.get(id).map_or(String::new(), |it| text::cut(&it.name, 30).into_owned());
        let (key, next, unmet) = (plan.key(it.project), gate::next(plan, phase), gate.unmet().count());
        let then = next.map_or(format!("{key} is closed"), |next| format!("on to {}", name(next)));
        let go = if unmet == 0 { then } else { format!("{} unmet: only with a reason", unmet) };
        let mut items = vec![(Decision::Go, "Go", go)];
        items.extend(next.map(|next| {
            (Decision::GoWithConditions, "Go with conditions", format!("each becomes a task of {}", name(next)))
        }));
        items.push((Decision::Hold, "Hold", format!("{key} is on hold until the next go")));
        items.push((Decision::Stop, "Stop", format!("{key} is closed")));
        let title = match gate.criteria.len() {
            0 => format!("Gate of {}", name(phase)),
            all => format!("Gate of {}: {} of {all} met", name(phase), gate.met()),
        };
        let decisions = items.iter().map(|(decision, ..)| *decision).collect();
        let items = items.into_iter().map(|(_, words, aside)| Item::of(words, aside)).collect();
        self.dialogs.push(Dialog::Choice(Choice::of(title, items, 0), Chosen::Decision(phase, decisions)));
    }

    /// The form of a decision: by whom, what is to be remembered, and what this one needs. It says what is missing.
    pub(super) fn decision_form(&mut self, phase: PhaseId, decision: Decision) {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        let gate = gate::of(snapshot, phase);
        let name = plan.get(phase).map_or(String::new(), |it| text::visible(&it.name).into_owned());
        let passes = matches!(decision, Decision::Go | Decision::GoWithConditions);
        let unmet: Vec<_> = gate.unmet().filter(|_| passes).collect();
        let missing = |it: &&gate::Standing| {
            (format!("{} {}: {}", self.theme.signs.unmet, it.asks, it.evidence.says), Tone::Plain)
        };
        let preface = unmet.iter().map(missing).collect();
        let mut fields = Vec::new();
        match decision {
            Decision::Go if !unmet.is_empty() => {
                fields.push(field("override", "Override", "", "why it goes on all the same"))
            }
            Decision::GoWithConditions => fields.push(field("condition", "Condition", "", CONDITION)),
            _ => {}
        }
        fields.push(self.by());
        fields.push(field("note", "Note", "", "what is to be remembered of it"));
        let verb = match decision {
            Decision::Go => "Go at the gate of",
            Decision::GoWithConditions => "Go with conditions at the gate of",
            Decision::Hold => "Hold at the gate of",
            Decision::Stop => "Stop at the gate of",
        };
        let mut form = Form::of(format!("{verb} {name}"), fields, 0);
        form.preface = preface;
        self.dialogs.push(Dialog::Form(form, Filled::Gate(AtGate::Decide { phase, decision })));
    }

    /// Asks why it goes back to the phase before.
    pub(super) fn back_form(&mut self) {
        let (plan, Some(project)) = (&self.snapshot().plan, self.lens.project) else { return };
        let ahead = gate::ahead(plan, project);
        let before = match ahead {
            Some(ahead) => gate::previous(plan, ahead),
            None => gate::path(plan, project).last().copied(),
        };
        let name = |id: PhaseId| plan.get(id).map_or(String::new(), |it| text::visible(&it.name).into_owned());
        let Some(before) = before else {
            let why = ahead.map_or("there are no phases".to_owned(), |id| format!("nothing comes before {}", name(id)));
            return self.say(why, Tone::Dim);
        };
        let fields = vec![field("reason", "Reason", "", "what has to be done again"), self.by()];
        let form = Form::of(format!("Back to {}", name(before)), fields, 0);
        self.dialogs.push(Dialog::Form(form, Filled::Gate(AtGate::Back(project))));
    }

    /// The form of a criterion; a new one stands behind those of its phase.
    pub(super) fn criterion_form(&mut self, phase: PhaseId, known: Option<CriterionId>) {
        let plan = &self.snapshot().plan;
        let Some(of) = plan.get(phase) else { return };
        let it = known.and_then(|id| plan.get(id).cloned());
        let (said, rule) = it.as_ref().map_or(("", ""), |it| (it.text.as_str(), it.rule.as_str()));
        let phases: Vec<(String, String)> = plan
            .phases(of.project)
            .into_iter()
            .filter_map(|id| plan.get(id).map(|phase| (phase.name.clone(), String::new())))
            .collect();
        let fields = vec![
            field("text", "Text", said, "what must hold; with a rule, other words for it"),
            field("rule", "Rule", rule, BY_HAND).picking(rules(), false),
            field("phase", "Gate of", &of.name, "").picking(phases, false),
        ];
        let title = match it {
            Some(_) => "Edit criterion".to_owned(),
            None => format!("New criterion of {}", text::visible(&of.name)),
        };
        let mut form = Form::of(title, fields, 0);
        form.fields[1].said =
            (self.read_at_gate(&AtGate::Criterion { phase, known }, "rule", rule).unwrap_or_default(), Tone::Dim);
        self.dialogs.push(Dialog::Form(form, Filled::Gate(AtGate::Criterion { phase, known })));
    }

    /// The form of a phase; a new one stands behind the one whose gate is shown.
    pub(super) fn phase_form(&mut self, known: Option<PhaseId>) {
        let (plan, Some(project)) = (&self.snapshot().plan, self.lens.project) else { return };
        let it = known.and_then(|id| plan.get(id));
        let name_of = |id: PhaseId| plan.get(id).map(|phase| phase.name.clone());
        let (name, beside) = it.map_or((String::new(), String::new()), |it| {
            (it.name.clone(), it.alongside.and_then(name_of).unwrap_or_default())
        });
        let others = gate::path(plan, project).into_iter().filter(|id| Some(*id) != known);
        let others = others.filter_map(name_of).map(|name| (name, String::new())).collect();
        let fields = vec![
            field("name", "Name", &name, ""),
            field("alongside", "Alongside", &beside, "empty: it has a gate of its own").picking(others, false),
        ];
        let title = if known.is_some() { "Edit phase" } else { "New phase" };
        self.dialogs.push(Dialog::Form(Form::of(title, fields, 0), Filled::Gate(AtGate::Phase { project, known })));
    }

    /// Who decides: whoever sits here, unless another is picked.
    fn by(&self) -> dialogs::Field {
        let snapshot = self.snapshot();
        let me = snapshot.me.map_or(String::new(), |me| snapshot.plan.handle(me));
        field("by", "By", &me, "who decided").picking(fields::people(&snapshot.plan), false)
    }

    /// What was typed in such a form, understood; errors: what is wrong, and what fits.
    pub(super) fn read_at_gate(&self, at: &AtGate, name: &str, typed: &str) -> Result<String, Refusal> {
        let snapshot = self.snapshot();
        let (plan, typed) = (&snapshot.plan, typed.trim());
        match (name, at) {
            ("by", _) => self.person(typed).map(|who| {
                let name = who.and_then(|who| plan.get(who)).map_or("nobody is named", |person| &person.name);
                text::visible(name).into_owned()
            }),
            ("condition", AtGate::Decide { phase, .. }) if !typed.is_empty() => {
                let project = plan.get(*phase).map(|it| it.project);
                let context = capture::Context::of(snapshot, project, Purpose::Add);
                let understood = capture::understand(typed, &context);
                if let Some(problem) = understood.problems.first() {
                    return Err(problem.refusal.clone());
                }
                let chips: Vec<String> = understood.chips(&context).into_iter().map(|chip| chip.words).collect();
                Ok(if chips.is_empty() { "a task, tagged +condition".to_owned() } else { chips.join(", ") })
            }
            ("rule", _) => Ok(rule(typed)?.map_or(BY_HAND.to_owned(), |ask| ask.words())),
            ("phase", AtGate::Criterion { phase, .. }) => {
                let project = plan.get(*phase).map(|it| it.project).unwrap_or(ProjectId::MIN);
                let found = plan.find_phase(project, typed)?;
                Ok(plan.get(found).map_or(String::new(), |it| text::visible(&it.name).into_owned()))
            }
            ("name", _) if typed.is_empty() => Err(Refusal::plain("a phase needs a name")),
            ("alongside", AtGate::Phase { project, .. }) => Ok(match self.host(*project, typed)? {
                Some(host) => {
                    let host = plan.get(host).map_or("", |it| &it.name);
                    format!("its criteria stand in the gate of {}", text::visible(host))
                }
                None => "it has a gate of its own".to_owned(),
            }),
            _ => Ok(String::new()),
        }
    }

    fn person(&self, typed: &str) -> Result<Option<PersonId>, Refusal> {
        if typed.is_empty() { Ok(None) } else { self.snapshot().plan.find_person(typed).map(Some) }
    }

    fn host(&self, project: ProjectId, typed: &str) -> Result<Option<PhaseId>, Refusal> {
        let none = typed.is_empty() || typed.eq_ignore_ascii_case("none");
        if none { Ok(None) } else { self.snapshot().plan.find_phase(project, typed).map(Some) }
    }

    /// What keeping such a form does.
    pub(super) fn steps_at_gate(&self, form: &Form, at: &AtGate, moment: &mut Moment) -> Result<Vec<Command>, Refusal> {
        let plan = &self.snapshot().plan;
        let all = |name: &'static str| {
            let named = form.fields.iter().filter(move |field| field.name == name);
            named.map(|field| field.text().trim().to_owned()).filter(|text| !text.is_empty())
        };
        let one = |name: &'static str| all(name).next().unwrap_or_default();
        match *at {
            AtGate::Decide { phase, decision } => {
                let over = Some(one("override")).filter(|reason| !reason.is_empty());
                if over.is_none() && form.fields.iter().any(|field| field.name == "override") {
                    let unmet = form.preface.len();
                    let why = format!("{unmet} {} not met", if unmet == 1 { "criterion is" } else { "criteria are" });
                    return Err(Refusal::new(why, "write why it goes on all the same, or Esc and mend that"));
                }
                let (note, by, conditions) = (one("note"), self.person(&one("by"))?, all("condition").collect());
                Ok(vec![Command::Decide { phase, decision, conditions, note, by, over }])
            }
            AtGate::Back(project) => {
                Ok(vec![Command::GoBack { project, reason: one("reason"), by: self.person(&one("by"))? }])
            }
            AtGate::Criterion { phase, known: None } => {
                let project = plan.get(phase).map(|it| it.project).unwrap_or(ProjectId::MIN);
                let phase = plan.find_phase(project, &one("phase"))?;
                let (id, text, rank) = (moment.ids.take(), one("text"), self.last_in(phase));
                let rule = rule(&one("rule"))?.map_or(String::new(), |ask| ask.text());
                let criterion = Criterion { phase, rank, text, rule, ..Criterion::blank(id) };
                Ok(vec![Command::Make(Row::Criterion(criterion.into()))])
            }
            AtGate::Criterion { phase, known: Some(id) } => forms::changes(form, id.into(), |name, typed| {
                let value = match name {
                    "rule" => Value::Text(rule(typed)?.map_or(String::new(), |ask| ask.text())),
                    "phase" => {
                        let project = plan.get(phase).map(|it| it.project).unwrap_or(ProjectId::MIN);
                        plan.find_phase(project, typed)?.to_value()
                    }
                    _ => Value::Text(typed.trim().to_owned()),
                };
                Ok(((named(Kind::Criterion, name)?, value), String::new()))
            }),
            AtGate::Phase { project, known: None } => {
                let (id, name, alongside) = (moment.ids.take(), one("name"), self.host(project, &one("alongside"))?);
                let rank = self.rank_of_new_phase(project);
                let phase = Phase { project, name, rank, alongside, ..Phase::blank(id) };
                Ok(vec![Command::Make(Row::Phase(phase.into()))])
            }
            AtGate::Phase { project, known: Some(id) } => forms::changes(form, id.into(), |name, typed| {
                let value = match name {
                    "alongside" => self.host(project, typed.trim())?.to_value(),
                    _ => Value::Text(typed.trim().to_owned()),
                };
                Ok(((named(Kind::Phase, name)?, value), String::new()))
            }),
        }
    }

    /// The rank behind all criteria of a phase.
    fn last_in(&self, phase: PhaseId) -> Rank {
        let plan = &self.snapshot().plan;
        let last = plan.all::<Criterion>().filter(|it| it.phase == phase).map(|it| &it.rank).max();
        Rank::between(last, None)
    }

    /// A new phase stands behind the one under the cursor and what runs alongside that; elsewhere behind all.
    fn rank_of_new_phase(&self, project: ProjectId) -> Rank {
        let plan = &self.snapshot().plan;
        let phases = plan.phases(project);
        let here = self.cursor().and_then(|id| {
            let of = id.as_id::<Criterion>().and_then(|id| plan.get(id)).map(|it| it.phase);
            of.or(id.as_id::<Phase>())
        });
        let group = here.map(|id| gate::together(plan, gate::host(plan, id))).unwrap_or_default();
        let behind = phases.iter().rposition(|id| group.contains(id)).map_or(phases.len(), |at| at + 1);
        let ranks: Vec<&Rank> = phases.iter().filter_map(|id| plan.get(*id)).map(|it| &it.rank).collect();
        Rank::among(&ranks, behind)
    }
}

/// What a condition can be.
const CONDITION: &str = "what has to be done, as a task: Load test @ben due:eom";
/// What is said of a criterion without a rule.
const BY_HAND: &str = "somebody ticks it";

/// A field with a word on what may be typed in it.
fn field(name: &'static str, label: &str, text: &str, example: &str) -> dialogs::Field {
    let mut field = dialogs::Field::of(name, label, text);
    field.said = (example.to_owned(), Tone::Dim);
    field
}

/// While the last condition holds something there is room for one more.
pub(super) fn with_room(form: &mut Form) {
    let last = form.fields.iter().rposition(|field| field.name == "condition");
    if let Some(last) = last.filter(|last| !form.fields[*last].text().trim().is_empty()) {
        form.fields.insert(last + 1, field("condition", "Condition", "", "one more, or none"));
    }
}

/// A rule as typed; nothing typed is none.
fn rule(typed: &str) -> Result<Option<gate::Ask>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() || typed.eq_ignore_ascii_case("none") { Ok(None) } else { gate::Ask::parse(typed).map(Some) }
}

/// The rules to pick from: each plainly, then with what else its parameters can be; and what it asks.
fn rules() -> Vec<(String, String)> {
    let plain = RULES.iter().map(gate::Ask::plain);
    let others = RULES.iter().filter(|rule| rule.parameters.iter().any(|it| it.key() == "of")).flat_map(|rule| {
        let plain = gate::Ask::plain(rule);
        gate::Of::ALL.iter().filter(move |of| **of != plain.of).map(move |of| gate::Ask { of: *of, ..plain })
    });
    plain.chain(others).map(|ask| (ask.text(), ask.words())).collect()
}

fn named(kind: Kind, name: &str) -> Result<Field, Refusal> {
    Field::named(kind, name).ok_or_else(|| Refusal::plain(format!("there is no field {name}")))
}
