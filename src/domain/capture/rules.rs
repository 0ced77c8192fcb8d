//! The grammar as a table, from which help, README and completion are printed.

/// One row of the grammar: what is written, what it means, a word as example.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What is written: `due:fri`.
    pub write: &'static str,
    /// What it means.
    pub means: &'static str,
    /// A whole line or filter that uses it.
    pub example: &'static str,
}

const fn rule(write: &'static str, means: &'static str, example: &'static str) -> Rule {
    Rule { write, means, example }
}

/// What can be written in a line of capture. All that is not in this table is the title.
pub const CAPTURE: &[Rule] = &[
    rule("@ana", "assignee; @ana:50 with half of their time", "Login page @ana:50"),
    rule("+bug", "tag", "Login page +bug"),
    rule("p0 … p3", "priority, p0 first; p2 unless said", "Login page p1"),
    rule("due:fri", "due date; moves nothing, warns", "Login page due:fri"),
    rule("do:today", "the day somebody means to work on it", "Login page do:today"),
    rule(
        "every:week",
        "comes again on fixed dates: day, week, month, quarter, year, weekday, mon,thu, or a length, as in every:2w",
        "Status report every:week due:fri",
    ),
    rule("again:3d", "comes again so long after it is done", "Water the plants again:3d"),
    rule("until:30jun", "the last day for which it comes again", "Status report every:fri until:30jun"),
    rule("start:2026-03-02", "starts no earlier than that", "Login page start:2mar"),
    rule("wait:mon", "snoozed until then", "Login page wait:mon"),
    rule("est:3d", "duration in m, h, d, w, mo of working time; e before the unit: elapsed (2ed)", "Login page est:3d"),
    rule("est:2d/3d/6d", "optimistic / likely / pessimistic duration", "Login page est:2d/3d/6d"),
    rule("after:7", "waits for WEB-7; with type and lag: after:7,9ff,WEB-3ss+2d", "Login page after:7ss+2d"),
    rule("in:doing", "column; without one it goes to the inbox", "Login page in:doing"),
    rule("phase:planning", "phase", "Login page phase:planning"),
    rule("under:12", "stands under WEB-12 in the outline", "Login page under:12"),
    rule("kind:milestone", "task, milestone or deliverable", "Go live kind:milestone"),
    rule("url:https://…", "link", "Login page url:https://example.org/spec"),
    rule(":web", "project, as project:web", "Login page :web"),
    rule("no:due", "takes away, in set and forms: no:est, no:@ana, no:+bug, no:after:7 …", "no:due no:@ana"),
    rule("// text", "the rest is a note", "Login page // as in the mock-up"),
    rule("--", "the rest is title, whatever it looks like", "p1 -- p0 is not p1"),
    rule("\"…\"", "keeps words together, and out of the syntax", "in:\"in review\" say \"p1\""),
];
