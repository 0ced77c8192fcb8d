//! The folded text of all tasks in one piece, so that a word is looked for in one sweep through memory.
//!
//! Made when first asked for and kept in the index; tasks that changed since are told apart and looked at one by one.

use memchr::memmem::Finder;

use super::plan::Plan;
use super::task::{Note, Task, TaskId};
use crate::text::fold;

/// Stand between the parts of a task’s text and behind it; no needle with one of them is looked for here.
const SEPARATORS: [char; 2] = ['\u{1f}', '\u{1e}'];

/// Ref, title and note of every task, in the order of the ids.
#[derive(Clone, Debug, Default)]
pub struct Haystack {
    text: String,
    /// Where the text of each task begins, and the end of all.
    starts: Vec<usize>,
    tasks: Vec<TaskId>,
    dropped: Vec<bool>,
}

impl Haystack {
    /// The text of all tasks of a plan as they are now.
    pub fn of(plan: &Plan) -> Self {
        let [between, behind] = SEPARATORS;
        let mut it = Haystack::default();
        let mut notes = plan.all::<Note>().peekable();
        for task in plan.all::<Task>() {
            // A note has the id of its task, so both come in one order.
            while notes.next_if(|note| note.task < task.id).is_some() {}
            let note = notes.next_if(|note| note.task == task.id).map_or("", |note| &note.text);
            it.starts.push(it.text.len());
            it.tasks.push(task.id);
            it.dropped.push(task.dropped.is_some());
            it.text.push_str(&ref_of(plan, task));
            for part in [&task.title, note] {
                it.text.push(between);
                it.text.push_str(&fold(part));
            }
            it.text.push(behind);
        }
        it.starts.push(it.text.len());
        it
    }

    /// The positions of the tasks whose text has the needle, rising. Nothing: this needle is not looked for here.
    pub fn find(&self, needle: &Finder<'_>) -> Option<Vec<usize>> {
        let word = needle.needle();
        let odd = SEPARATORS.iter().any(|separator| word.contains(&(*separator as u8)));
        if word.is_empty() || odd {
            return None;
        }
        let (text, mut found, mut at, mut position) = (self.text.as_bytes(), Vec::new(), 0, 0);
        while let Some(hit) = needle.find(&text[at..]) {
            while self.starts[position + 1] <= at + hit {
                position += 1;
            }
            found.push(position);
            at = self.starts[position + 1];
        }
        Some(found)
    }

    /// The task at a position, and whether it was dropped.
    pub fn task(&self, position: usize) -> (TaskId, bool) {
        (self.tasks[position], self.dropped[position])
    }
}

/// The folded ref of a task.
pub fn ref_of(plan: &Plan, task: &Task) -> String {
    let number = task.number;
    fold(&format!("{}-{number}", plan.key(task.project)))
}
