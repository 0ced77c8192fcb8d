//! The grammar of the registers as tables, from which help, README and completion are printed.

use crate::domain::capture::Rule;

const fn rule(write: &'static str, means: &'static str, example: &'static str) -> Rule {
    Rule { write, means, example }
}

/// What can be written in a line about a risk or an issue. All that is not in this table is the title.
pub const RISKS: &[Rule] = &[
    rule("prob:4", "risk: probability, 1 to 5 or its name (prob:likely)", "Vendor is late prob:4"),
    rule("impact:5", "risk: impact, 1 to 5 or its name (impact:severe)", "Vendor is late impact:5"),
    rule("rprob:2", "risk: residual probability, when the response works", "Vendor is late prob:4 rprob:2"),
    rule("rimpact:3", "risk: residual impact", "Vendor is late impact:5 rimpact:3"),
    rule("cost:20k", "risk: what it costs (or saves) if it occurs", "Vendor is late cost:20k"),
    rule(
        "days:2/5/15",
        "risk: working days it delays: low / likely / high; days:5 alone",
        "Vendor is late days:2/5/15",
    ),
    rule(
        "resp:mitigate",
        "risk: avoid, mitigate, transfer, accept, escalate; exploit, enhance, share",
        "Vendor is late resp:mitigate",
    ),
    rule("review:fri", "risk: when it is looked at again; else as the project says", "Vendor is late review:fri"),
    rule("+vendor", "risk: category, one word", "Vendor is late +vendor"),
    rule(
        "kind:opportunity",
        "risk: threat (unless said) or opportunity",
        "Licence gets cheaper kind:opportunity resp:exploit",
    ),
    rule(
        "cause:\"…\"",
        "risk: why it may happen; so effect:, plan:, contingency:, trigger:",
        "Vendor is late cause:\"one supplier\" plan:\"ask for a sandbox\"",
    ),
    rule("sev:2", "issue: 1 critical, 2 high, 3 medium, 4 low, or its name", "Build is red sev:2"),
    rule("due:fri", "issue: when it is to be settled", "Build is red due:fri"),
    rule("from:R3", "issue: the risk that occurred", "Vendor is late from:R3"),
    rule("@ana", "owner, one", "Vendor is late @ana"),
    rule("on:12", "the task that is threatened or held up; several: on:7,12", "Vendor is late on:7,12"),
    rule("state:responding", "where it stands; an issue: state:in-progress", "Vendor is late state:responding"),
    rule(":web", "project, as project:web", "Vendor is late :web"),
    rule(
        "no:owner",
        "takes away, in set and forms: no:response, no:review, no:residual, no:on:12 …",
        "no:owner no:tasks",
    ),
    rule("// text", "the rest is a note", "Vendor is late // they said so on the phone"),
];

/// What filters over risks and issues know besides those words.
pub const REGISTER_FILTERS: &[Rule] = &[
    rule("is:open", "neither closed nor occurred", "is:open +vendor"),
    rule("is:closed", "closed", "is:closed"),
    rule("is:high", "open, with a score that needs a response; an issue: critical or high", "is:high no:response"),
    rule("is:unreviewed", "a risk: open and due for review", "is:unreviewed"),
    rule("is:occurred", "a risk: it became an issue", "is:occurred"),
    rule("is:responding", "a risk: the response is under way", "is:responding"),
    rule("is:threat", "a risk that does harm", "is:threat"),
    rule("is:opportunity", "a risk that does good", "is:opportunity"),
    rule("is:in-progress", "an issue that somebody is settling", "is:in-progress"),
    rule("is:overdue", "an issue: open and due before today", "is:overdue"),
    rule("is:escalated", "a risk: open, its response is to escalate; an issue: it waits for an answer", "is:escalated"),
    rule("is:mine", "owned by who sits here", "is:mine"),
    rule("is:unowned", "owned by nobody", "is:high is:unowned"),
    rule("is:any", "every one, closed ones too", "is:any vendor"),
    rule(
        "score.over:11",
        "probability × impact; score.under:6; in short score>11; so rscore (residual), prob, impact, rprob, rimpact, sev",
        "score>11 rscore<8",
    ),
    rule("cost.over:10k", "cost impact; cost.under:5k; in short cost>10k", "cost>10k"),
    rule("review.before:fri", "to be looked at before that day; so due; in short review<fri", "review<fri"),
    rule(
        "no:owner",
        "without: owner, response, review, cost, days, plan, contingency, trigger, cause, effect, category, prob, impact, residual, due, note, tasks",
        "is:high no:response",
    ),
    rule(
        "sort:score",
        "in this order: score, rscore, review, ref, owner, category, exposure, due, sev, title; .desc turns it",
        "sort:review sort:score.desc",
    ),
    rule("word", "in ref, title, cause, effect or note; not, or, ( ) as for tasks", "vendor not is:high"),
];
