//! The settings of a project in a form: what it is for, where it stands, who answers for it, how its limits are
//! meant, how its risks are weighed.

use super::App;
use super::asking::Filled;
use crate::domain::change::Field;
use crate::domain::plan::Kind;
use crate::domain::project::ProjectId;
use crate::domain::refusal::Refusal;
use crate::domain::value::{Shape, Value};
use crate::domain::words;
use crate::ui::action::Action;
use crate::ui::theme::Tone;

/// The fields of the form: name in the data, label.
const SETTINGS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("objective", "Objective"),
    ("state", "State"),
    ("start", "Start"),
    ("manager", "Manager"),
    ("sponsor", "Sponsor"),
    ("wip_rule", "WIP rule"),
    ("methodology", "Methodology"),
    ("calendar", "Calendar"),
    ("budget", "Budget"),
    ("contingency", "Contingency"),
    ("response_score", "High from score"),
    ("review_days", "Review every, days"),
    ("risk_categories", "Risk categories"),
    ("probability_scale", "Probability steps"),
    ("impact_scale", "Impact steps"),
];

impl App {
    /// Says that there is no project, and how one is made.
    pub(super) fn say_no_project(&mut self) {
        self.say(format!("there is no project yet; {} makes one", self.key_of(Action::NewProject)), Tone::Dim);
    }

    /// The form of the project that is shown.
    pub(super) fn project_settings(&mut self) {
        let plan = &self.snapshot().plan;
        let Some((project, row)) = self.lens.project.and_then(|id| Some((id, plan.row(id.into())?))) else {
            return self.say_no_project();
        };
        let title = format!("Settings of {}", plan.key(project));
        self.row_form(title, Filled::Settings(project), row, SETTINGS);
    }

    /// What was typed for a setting: the value, and what is understood.
    pub(super) fn read_setting(
        &self,
        project: ProjectId,
        name: &str,
        typed: &str,
    ) -> Result<((Field, Value), String), Refusal> {
        let snapshot = self.snapshot();
        let plan = &snapshot.plan;
        let (Some(field), Some(row)) = (Field::named(Kind::Project, name), plan.row(project.into())) else {
            return Err(Refusal::plain("the project does not exist any more"));
        };
        let prose = field.spec().shape == Shape::Prose;
        let typed = if typed.trim().eq_ignore_ascii_case("none") && !prose { "" } else { typed };
        if name == "name" && typed.trim().is_empty() {
            return Err(Refusal::plain("a project needs a name"));
        }
        let worktime = plan.worktime(project);
        let value = words::read(plan, &row, field, typed, &snapshot.days(&worktime))?;
        row.clone().set(field.at, value.clone()).map_err(|misfit| Refusal::plain(misfit.0))?;
        let said = match (field.spec().shape, &value, name) {
            (Shape::Text | Shape::Prose, ..) => String::new(),
            (_, Value::Nothing, _) => format!("no {}", words::label(field)),
            (_, Value::Text(rule), "wip_rule") if rule == "refuse" => "a full column refuses cards".to_owned(),
            (_, _, "wip_rule") => "a full column warns".to_owned(),
            (_, value, _) => words::value(plan, &row, field, value, snapshot.today),
        };
        Ok(((field, value), said))
    }
}
