//! What the pane tells at length: how work flows, and what is copied.

use crate::domain::flow::Figures;
use crate::domain::issue::Issue;
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::risk::Risk;
use crate::domain::snapshot::Snapshot;
use crate::domain::task::Task;
use crate::domain::today::Item;
use crate::domain::words::counted;
use crate::formats::markdown;

/// Items as Markdown: tasks, then risks and issues as their registers copy them, then the rest in a list.
pub(super) fn copied(snapshot: &Snapshot, items: &[&Item]) -> String {
    let ids = |kind: Kind| items.iter().map(|item| item.what).filter(move |id| id.kind == kind);
    let tasks: Vec<_> = ids(Kind::Task).filter_map(|id| id.as_id::<Task>()).collect();
    let risks: Vec<_> = ids(Kind::Risk).filter_map(|id| id.as_id::<Risk>()).collect();
    let issues: Vec<_> = ids(Kind::Issue).filter_map(|id| id.as_id::<Issue>()).collect();
    let others = items.iter().filter(|item| matches!(item.what.kind, Kind::Criterion | Kind::Column));
    let line = |item: &&Item| {
        let (name, title) = (item.name(&snapshot.plan), item.title(snapshot));
        format!("- {} {}: {}\n", name, title, item.words(snapshot))
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend((!tasks.is_empty()).then(|| markdown::tasks(snapshot, &tasks)));
    parts.extend((!risks.is_empty()).then(|| markdown::risks(snapshot, &risks)));
    parts.extend((!issues.is_empty()).then(|| markdown::issues(snapshot, &issues)));
    let others: String = others.map(line).collect();
    parts.extend((!others.is_empty()).then_some(others));
    parts.join("\n")
}

/// How the work of these projects flows, the one that is shown first; of some nothing is known yet.
pub(super) fn flow(snapshot: &Snapshot, projects: &[ProjectId], shown: Option<ProjectId>) -> Vec<[String; 3]> {
    let (first, others): (Vec<ProjectId>, Vec<ProjectId>) = projects.iter().partition(|id| Some(**id) == shown);
    first.into_iter().chain(others).filter_map(|project| flow_words(snapshot, project)).collect()
}

fn flow_words(snapshot: &Snapshot, project: ProjectId) -> Option<[String; 3]> {
    let (plan, figures) = (&snapshot.plan, Figures::of(snapshot, project));
    let (half, most) = figures.half.zip(figures.most)?;
    let days = |days: i64| counted(usize::try_from(days).unwrap_or(0), "day");
    let (whole, tenth) = (figures.weekly_tenths() / 10, figures.weekly_tenths() % 10);
    let oldest = figures.work.first();
    let oldest = oldest.map(|(task, age)| format!("oldest {} day {age}", plan.task_ref(*task)));
    Some([
        format!("{}: half within {}, 85% within {most}", plan.key(project), days(half)),
        format!("{whole}.{tenth} done a week"),
        oldest.unwrap_or_else(|| "nothing in progress".to_owned()),
    ])
}
