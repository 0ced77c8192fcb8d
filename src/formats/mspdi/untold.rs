//! What a file says and no record here can hold: said once for all that have it.

use std::collections::HashMap;

use super::item::{Item, milliseconds, number};
use super::parse::Document;
use super::{Import, called, one_line};
use crate::domain::names::quoted;
use crate::domain::task::TaskId;

impl Import<'_, '_> {
    pub(super) fn untold_of_task(&mut self, item: &Item, place: &str) {
        if item.text("FixedCost").and_then(number).is_some_and(|cost| cost != 0.0) {
            self.group("tasks", "fixed costs have no place here", place);
        }
        if item.flag("IsSubproject") || item.text("SubprojectName").is_some() {
            let file = item.text("SubprojectName").map(|name| format!(" {}", quoted(name))).unwrap_or_default();
            self.group(
                "tasks",
                format!("the inserted project{file} is a task here: import its file on its own"),
                place,
            );
        }
        if item.int("PhysicalPercentComplete").is_some_and(|percent| percent != 0) {
            self.group("tasks", "physical percent complete has no place here", place);
        }
        if item.text("Contact").is_some() {
            self.group("tasks", "contacts have no place here", place);
        }
        if item.parts("OutlineCode").next().is_some() {
            self.group("tasks", "outline codes have no place here", place);
        }
    }

    /// Custom fields, by the names that the file gives them.
    pub(super) fn custom_fields(&mut self, document: &Document) {
        let mut names: HashMap<&str, String> = HashMap::new();
        for told in &document.attributes {
            let name = told.text("Alias").or_else(|| told.text("FieldName"));
            if let (Some(id), Some(name)) = (told.text("FieldID"), name) {
                names.insert(id, one_line(name));
            }
        }
        for (kind, items) in
            [("task", &document.tasks), ("resource", &document.resources), ("assignment", &document.assignments)]
        {
            for item in items.iter().filter(|item| !item.flag("IsNull")) {
                for field in item.parts("ExtendedAttribute") {
                    let id = field.text("FieldID").unwrap_or("?");
                    let name = names.get(id).map_or(id, String::as_str);
                    self.group("custom fields", format!("{} has no place here", quoted(name)), called(kind, item));
                }
            }
        }
    }

    pub(super) fn untold_of_resource(&mut self, item: &Item, place: &str) {
        for (name, why) in
            [("OvertimeRate", "overtime rates have no place here"), ("CostPerUse", "costs per use have no place here")]
        {
            if item.text(name).and_then(number).is_some_and(|value| value != 0.0) {
                self.group("resources", why, place);
            }
        }
        if item.text("Notes").is_some() {
            self.group("resources", "notes of resources have no place here", place);
        }
        let periods: Vec<&Item> = item.within("AvailabilityPeriods", "AvailabilityPeriod").collect();
        if periods.len() > 1 {
            self.group("resources", "availability that changes over time is not carried: the largest is", place);
        }
        if item.flag("IsInactive") {
            self.group("resources", "inactive resources are like the others here", place);
        }
        if item.parts("Baseline").next().is_some() {
            self.group("baselines", "baselines of resources are not carried", place);
        }
    }

    pub(super) fn untold_of_assignment(&mut self, item: &Item, task: TaskId) {
        let task = self.intake.draft.plan.task_ref(task);
        let numbered = |name| item.int(name).is_some_and(|number| number != 0);
        if numbered("WorkContour") {
            self.group("assignments", "work that is not spread evenly (a contour) is taken as even", task.clone());
        }
        if numbered("Delay") || numbered("LevelingDelay") {
            self.group("assignments", "delays of single assignments are not carried", task.clone());
        }
        let overtime = item.text("OvertimeWork").and_then(milliseconds);
        if overtime.is_some_and(|work| work != 0) {
            self.group("assignments", "overtime has no place here", task.clone());
        }
        if item.parts("Baseline").next().is_some() {
            self.group("baselines", "baselines of assignments are not carried", task.clone());
        }
        if item.text("Notes").is_some() {
            self.group("assignments", "notes of assignments have no place here", task);
        }
    }
}
