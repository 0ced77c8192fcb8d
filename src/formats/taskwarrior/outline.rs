//! Projects of Taskwarrior’s as summaries, a level for each dot, or as projects of their own.

use super::values::one_line;
use super::write::{first_level, levels_above};
use super::{Import, SOURCE};
use crate::domain::project::{Project, ProjectId};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskId};

/// Levels of projects that are told apart.
const DEEPEST: usize = 16;

impl Import<'_, '_> {
    /// Where a project of Taskwarrior’s is here: a project, and the levels of summaries in it.
    pub(super) fn project(&mut self, path: &str) -> Result<(ProjectId, Vec<String>), Refusal> {
        let mut levels = levels(path);
        if self.list.wish.projects && !levels.is_empty() {
            let top = levels.remove(0);
            return Ok((self.top(&top), levels));
        }
        Ok((self.list.home()?, levels))
    }

    /// The project of a first level: the one imported or called so, or a new one.
    fn top(&mut self, name: &str) -> ProjectId {
        if let Some(known) = self.tops.get(name) {
            return *known;
        }
        let wanted = crate::domain::names::squeezed(name);
        let called = |project: &&std::sync::Arc<Project>| {
            (project.source == SOURCE && project.source_id == name)
                || [&project.key, &project.name].iter().any(|it| crate::domain::names::squeezed(it) == wanted)
        };
        let known = self.list.intake.draft.plan.all::<Project>().find(called).map(|project| project.id);
        let project = known.filter(|_| !self.list.wish.as_new).unwrap_or_else(|| {
            let id = self.list.intake.new_project(name);
            self.list.intake.draft.edit(id, |it: &mut Project| {
                (it.source, it.source_id) = (SOURCE.to_owned(), name.to_owned());
            });
            id
        });
        self.tops.insert(name.to_owned(), project);
        project
    }

    /// The summary of these levels, made where it is not there yet.
    pub(super) fn summary(&mut self, project: ProjectId, levels: &[String]) -> Option<TaskId> {
        let mut parent = None;
        let mut path = "project:".to_owned();
        for level in levels {
            if !path.ends_with(':') {
                path.push('.');
            }
            path.push_str(level);
            let key = (project, path.clone());
            let known = self.summaries.get(&key).or_else(|| self.list.known.get(&path)).copied();
            let here = |id: &TaskId| self.list.intake.draft.plan.get(*id).is_some_and(|it| it.project == project);
            let id = match known.filter(here) {
                Some(known) => known,
                None => {
                    let summary = Task { title: level.clone(), ..self.list.new_task(project, parent, &path) };
                    let id = summary.id;
                    self.list.intake.draft.put(summary);
                    self.made.push(id);
                    id
                }
            };
            self.summaries.insert(key, id);
            parent = Some(id);
        }
        parent
    }

    /// Follows a task that changed its project there, unless it was put under something else here.
    pub(super) fn parent(&mut self, task: &mut Task, path: &str) {
        let is_theirs = |id: TaskId| {
            let above = self.list.intake.draft.plan.get(id);
            above.is_some_and(|it| it.source == SOURCE && it.source_id.starts_with("project:"))
        };
        let mut levels = levels(path);
        if !task.parent.is_none_or(is_theirs) || levels.is_empty() {
            return;
        }
        let plan = &self.list.intake.draft.plan;
        let here: Vec<String> = levels_above(plan, task.id);
        let with_first = first_level(plan, task, true).into_iter().chain(here.iter().cloned());
        if levels == here || with_first.eq(levels.iter().cloned()) {
            return;
        }
        if self.list.wish.projects {
            let top = levels.remove(0);
            if self.top(&top) != task.project {
                return;
            }
        }
        let parent = self.summary(task.project, &levels);
        if parent != task.parent {
            (task.parent, task.rank) = (parent, self.list.intake.behind(task.project, parent));
        }
    }

    /// Drops the new summaries that have nothing open under them, and takes back those that have again.
    pub(super) fn empty_summaries(&mut self) {
        let today = self.list.intake.draft.moment.today;
        for id in std::mem::take(&mut self.made) {
            if !self.live.contains(&id) {
                self.list.intake.draft.edit(id, |task: &mut Task| task.dropped = Some(today));
            }
        }
        for id in self.live.drain() {
            if self.list.intake.draft.plan.get(id).is_some_and(|task| task.dropped.is_some()) {
                self.list.intake.draft.edit(id, |task: &mut Task| task.dropped = None);
            }
        }
    }
}

/// The levels of a project’s name, the deepest ones together.
fn levels(path: &str) -> Vec<String> {
    path.splitn(DEEPEST, '.').map(one_line).filter(|level| !level.is_empty()).collect()
}
