//! What `phase` prints: the path with what was decided, a gate with its evidence, the decisions so far.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::named_or_ahead;
use crate::cli::log::Told;
use crate::cli::out::{DONE, HERE, Ink, MISSING, Out, Piece, ink};
use crate::cli::session::Session;
use crate::cli::stop::Outcome;
use crate::domain::capture::{Context, Purpose};
use crate::domain::change::Line;
use crate::domain::filter::Filter;
use crate::domain::gate::{self, Gate, Missing, Standing};
use crate::domain::phase::{Phase, PhaseId, PhaseState};
use crate::domain::plan::Plan;
use crate::domain::project::ProjectId;
use crate::domain::snapshot::Snapshot;
use crate::text;

/// Decisions that are told without being asked for.
const TOLD: usize = 8;

/// Writes the page; the gate is that of the named phase, else the one ahead.
pub(super) fn write(session: &mut Session<'_>, name: &str) -> Outcome {
    let project = session.project()?;
    let named = Some(name).filter(|name| !name.is_empty());
    let shown = match named {
        Some(_) => Some(named_or_ahead(session, named)?),
        None => gate::ahead(&session.snapshot()?.plan, project),
    };
    let decisions = decisions(session, project)?;
    let snapshot = session.snapshot()?;
    let plan = &snapshot.plan;
    let gate = shown.map(|phase| gate::of(&snapshot, phase));
    let told = Told::of(&snapshot, decisions);
    if session.out.json {
        return session.out.value(&page_json(&snapshot, project, gate.as_ref(), &told));
    }
    let Some(it) = plan.get(project) else { return Ok(()) };
    let state = format!(" · {}", it.state.word().replace('-', " "));
    session.out.pieces(&[ink(Ink::Strong, format!("{} {}", it.key, it.name)), ink(Ink::Dim, state)])?;
    path(&mut session.out, &snapshot, project)?;
    if let Some(gate) = gate {
        session.out.line("")?;
        let name = plan.get(gate.phase).map_or("", |it| &it.name);
        session.out.line(ink(Ink::Strong, format!("Gate of {name}: {}", met(&gate))))?;
        for (at, standing) in gate.criteria.iter().enumerate() {
            evidence(&mut session.out, &format!("{:>3} ", at + 1), standing)?;
        }
    }
    if !told.is_empty() {
        session.out.line("")?;
        session.out.line(ink(Ink::Strong, "Decisions"))?;
        told.first(TOLD).write(&mut session.out, 2)?;
    }
    Ok(())
}

/// The lines of the journal that decided something at the gates of a project, oldest first.
fn decisions(session: &mut Session<'_>, project: ProjectId) -> Outcome<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for phase in session.snapshot()?.plan.phases(project) {
        lines.extend(session.workspace()?.history_of(phase.into())?.into_iter().filter(gate::is_decision));
    }
    lines.sort_by_key(|line| line.number);
    lines.dedup_by_key(|line| line.number);
    Ok(lines)
}

/// How much of a gate is met.
fn met(gate: &Gate) -> String {
    match gate.criteria.len() {
        0 => "it asks for nothing".to_owned(),
        all => format!("{} of {all} met", gate.met()),
    }
}

/// The phases, one a line, each with how it stands.
fn path(out: &mut Out<'_>, snapshot: &Snapshot, project: ProjectId) -> Outcome {
    let plan = &snapshot.plan;
    let phases: Vec<&Phase> = plan.phases(project).into_iter().filter_map(|id| plan.get(id)).map(|it| &**it).collect();
    let ahead = gate::ahead(plan, project);
    let wide = phases.iter().map(|phase| text::width(&phase.name)).max().unwrap_or(0);
    for phase in phases {
        let mut line = vec![Piece::from("  "), sign(phase, ahead), text::pad(&phase.name, wide).into()];
        line.extend(standing(snapshot, phase, ahead));
        out.pieces(&line)?;
    }
    Ok(())
}

fn sign(phase: &Phase, ahead: Option<PhaseId>) -> Piece {
    match phase.state {
        PhaseState::Done => ink(Ink::Good, DONE),
        _ if ahead == Some(phase.id) => ink(Ink::Strong, HERE),
        _ => "  ".into(),
    }
}

/// What is to be said of a phase behind its name.
fn standing(snapshot: &Snapshot, phase: &Phase, ahead: Option<PhaseId>) -> Vec<Piece> {
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let host = gate::host(plan, phase.id);
    if host != phase.id {
        let beside = plan.get(host).map_or("", |it| &it.name);
        return vec![ink(Ink::Dim, format!("  alongside {beside}"))];
    }
    let mut parts: Vec<Piece> = Vec::new();
    if ahead == Some(phase.id) {
        parts.push(met(&gate::of(snapshot, phase.id)).into());
    }
    if let Some(decided) = gate::decided(plan, today, phase) {
        parts.push(ink(Ink::Dim, decided));
    }
    if !phase.override_reason.is_empty() {
        parts.push(ink(Ink::Warn, format!("overridden: “{}”", phase.override_reason.0)));
    }
    if !phase.decision_note.is_empty() {
        parts.push(ink(Ink::Dim, format!("“{}”", phase.decision_note.0)));
    }
    let gaps = std::iter::once(Piece::from("  ")).chain(std::iter::repeat(ink(Ink::Dim, " · ")));
    gaps.zip(parts).flat_map(|(gap, part)| [gap, part]).collect()
}

/// The phases on one line: what is passed, and how; where the project stands; what is to come.
pub fn phases(plan: &Plan, project: ProjectId) -> Vec<Piece> {
    let ahead = gate::ahead(plan, project);
    let mut line = Vec::new();
    for id in gate::path(plan, project) {
        let together = gate::together(plan, id).into_iter().filter_map(|id| plan.get(id));
        let names: Vec<&str> = together.map(|phase| phase.name.as_str()).collect();
        let Some(phase) = plan.get(id) else { continue };
        if !line.is_empty() {
            line.push(ink(Ink::Dim, "  ›  "));
        }
        let sign = sign(phase, ahead);
        line.push(ink(sign.ink, sign.text.trim_start()));
        line.push(ink(if ahead == Some(id) { Ink::Strong } else { Ink::Plain }, names.join(" + ")));
        if !phase.override_reason.is_empty() {
            line.push(ink(Ink::Warn, " (overridden)"));
        }
    }
    line
}

/// A criterion with its evidence: on one line where there is room, else on two.
pub fn evidence(out: &mut Out<'_>, indent: &str, standing: &Standing) -> Outcome {
    let (how, sign) = match standing.evidence.met {
        true => (Ink::Good, DONE),
        false => (Ink::Bad, MISSING),
    };
    let front = format!("{indent}{}", standing.asks);
    let says = &standing.evidence.says;
    let fits = out.columns.is_none_or(|room| text::width(&front) + text::width(says) + 4 <= room);
    let first = [indent.into(), ink(how, sign), standing.asks.as_str().into()];
    if fits {
        return out.pieces(&[&first[..], &[ink(Ink::Dim, format!("  {says}"))]].concat());
    }
    out.pieces(&first)?;
    let room = out.columns.unwrap_or(80).saturating_sub(indent.len() + 4).max(20);
    for line in text::wrap(says, room, 4) {
        out.line(ink(Ink::Dim, format!("{:1$}{line}", "", indent.len() + 4)))?;
    }
    Ok(())
}

fn page_json(snapshot: &Snapshot, project: ProjectId, gate: Option<&Gate>, told: &Told) -> Value {
    let plan = &snapshot.plan;
    let name = |id: PhaseId| plan.get(id).map(|phase| &phase.name);
    let phases = plan.phases(project).into_iter().filter_map(|id| plan.get(id));
    json!({
        "project": plan.key(project),
        "name": plan.get(project).map(|it| &it.name),
        "state": plan.get(project).map(|it| it.state.word()),
        "ahead": gate::ahead(plan, project).and_then(name),
        "phases": phases.map(|phase| json!({
            "name": phase.name, "id": phase.id.to_string(), "state": phase.state.word(),
            "alongside": phase.alongside.and_then(name), "decision": decision_json(plan, phase),
        })).collect::<Vec<_>>(),
        "gate": gate.map(|gate| gate_json(snapshot, project, gate)),
        "decisions": told.json(),
    })
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn decision_json(plan: &Plan, phase: &Phase) -> Option<Value> {
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    phase.decided_at.map(|at| {
        json!({
            "decision": phase.decision.map_or("back", |it| it.word()),
            "at": stamp(at),
            "by": phase.decided_by.and_then(|id| plan.get(id)).map(|who| &who.handle),
            "note": said(&phase.decision_note), "override": said(&phase.override_reason),
        })
    })
}

fn gate_json(snapshot: &Snapshot, project: ProjectId, gate: &Gate) -> Value {
    let plan = &snapshot.plan;
    let criteria = gate.criteria.iter().enumerate().map(|(at, standing)| {
        let it = plan.get(standing.criterion);
        json!({
            "number": at + 1, "id": standing.criterion.to_string(), "asks": standing.asks,
            "rule": it.map(|it| &it.rule).filter(|rule| !rule.is_empty()),
            "met": standing.evidence.met, "says": standing.evidence.says,
            "missing": missing_json(snapshot, project, &standing.evidence.missing),
            "ticked_at": it.and_then(|it| it.ticked_at).map(stamp),
            "ticked_by": it.and_then(|it| plan.get(it.ticked_by?)).map(|who| &who.handle),
        })
    });
    json!({
        "phase": plan.get(gate.phase).map(|it| &it.name), "met": gate.met(), "of": gate.criteria.len(),
        "criteria": criteria.collect::<Vec<_>>(),
    })
}

/// The criteria that are unmet: what they ask, and the evidence.
pub fn unmet_json(gate: &Gate) -> Vec<Value> {
    gate.unmet().map(|it| json!({"asks": it.asks, "says": it.evidence.says})).collect()
}

/// What is missing: `tasks` or, of risks and issues, `registered` (all of them) with the `filter` that finds them, a `field` of the project, or a `phase`
/// without tasks; null where it is a tick, or nothing.
fn missing_json(snapshot: &Snapshot, project: ProjectId, missing: &Missing) -> Value {
    let plan = &snapshot.plan;
    match missing {
        Missing::Nothing | Missing::Tick | Missing::Rule | Missing::Baseline | Missing::Risks => Value::Null,
        Missing::Registered { all, filter } => {
            let refs: Vec<String> = all.iter().filter_map(|id| plan.reference(*id)).collect();
            json!({"registered": refs, "count": refs.len(), "filter": filter})
        }
        Missing::Field(field) => json!({"field": field.name()}),
        Missing::Phase(phase) => json!({"phase": plan.get(*phase).map(|it| &it.name)}),
        Missing::Tasks { count, filter, first } => {
            let found = Filter::parse(filter, &Context::of(snapshot, Some(project), Purpose::Find))
                .map_or_else(|_| first.clone(), |it| it.within(Some(project)).find(snapshot));
            let refs: Vec<String> = found.iter().map(|id| plan.task_ref(*id)).collect();
            json!({"tasks": refs, "count": refs.len().max(*count), "filter": filter})
        }
    }
}
