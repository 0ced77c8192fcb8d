//! The columns of registers, once: their names, what else offices call them, and the cell of a record.

use crate::domain::change::Field;
use crate::domain::nearest::nearest;
use crate::domain::plan::{Kind, Plan, Row};
use crate::domain::refusal::Refusal;
use crate::domain::span::Span;
use crate::domain::value::{FieldType, Money, Shape, Value};
use crate::domain::words;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Holds {
    Ref,
    Id,
    Title,
    /// The title where no column holds it, else a part of the note.
    Description,
    /// A field whose cell is its value in words.
    Field(&'static str),
    /// A step of a scale.
    Step(&'static str),
    Delay,
    /// A response, or the plan of one.
    Response,
    Category,
    State,
    Owner(&'static str),
    Tasks,
    /// What follows from others.
    Computed,
    /// What was said to be left out.
    Nothing,
}

/// A column, and what else it is called (lower case, letters and digits alone).
pub(super) struct Column {
    pub name: &'static str,
    pub holds: Holds,
    kinds: &'static [Kind],
    aliases: &'static [&'static str],
}

impl Column {
    /// Does an export have it?
    pub(super) fn written(&self) -> bool {
        !matches!(self.holds, Holds::Description | Holds::Computed)
    }
}

const RISK: &[Kind] = &[Kind::Risk];
const ISSUE: &[Kind] = &[Kind::Issue];
const BOTH: &[Kind] = &[Kind::Risk, Kind::Issue];

const fn column(name: &'static str, holds: Holds, kinds: &'static [Kind], aliases: &'static [&'static str]) -> Column {
    Column { name, holds, kinds, aliases }
}

/// Every column, in the order of the export.
const COLUMNS: &[Column] = &[
    column("ref", Holds::Ref, BOTH, &["reference"]),
    column(
        "id",
        Holds::Id,
        BOTH,
        &[
            "riskid",
            "issueid",
            "no",
            "nr",
            "number",
            "riskno",
            "risknumber",
            "issueno",
            "riskref",
            "uuid",
            "key",
            "rid",
            "item",
        ],
    ),
    column(
        "title",
        Holds::Title,
        BOTH,
        &["name", "risk", "risktitle", "riskname", "summary", "event", "riskevent", "issue", "issuetitle", "threat"],
    ),
    column("category", Holds::Category, RISK, &["riskcategory", "type", "risktype", "area", "class", "group"]),
    column("nature", Holds::Field("nature"), RISK, &["threatopportunity", "threatoropportunity", "riskoropportunity"]),
    column("severity", Holds::Field("severity"), ISSUE, &["priority", "impact", "criticality", "urgency"]),
    column("cause", Holds::Field("cause"), RISK, &["causes", "rootcause", "source", "reason"]),
    column("effect", Holds::Field("effect"), RISK, &["effects", "impactdescription", "outcome", "result"]),
    column(
        "probability",
        Holds::Step("probability"),
        RISK,
        &[
            "likelihood",
            "prob",
            "p",
            "l",
            "chance",
            "inherentlikelihood",
            "inherentprobability",
            "grosslikelihood",
            "likelihoodofoccurrence",
        ],
    ),
    column(
        "impact",
        Holds::Step("impact"),
        RISK,
        &[
            "consequence",
            "consequences",
            "i",
            "c",
            "severity",
            "inherentimpact",
            "inherentconsequence",
            "grossimpact",
            "seriousness",
        ],
    ),
    column(
        "residual_probability",
        Holds::Step("residual_probability"),
        RISK,
        &["residuallikelihood", "rprob", "targetlikelihood", "netlikelihood", "targetprobability", "netprobability"],
    ),
    column(
        "residual_impact",
        Holds::Step("residual_impact"),
        RISK,
        &["residualconsequence", "rimpact", "targetimpact", "netimpact", "targetconsequence"],
    ),
    column(
        "cost_impact",
        Holds::Field("cost_impact"),
        RISK,
        &["cost", "costeur", "financialimpact", "costofrisk", "amount"],
    ),
    column("schedule_impact", Holds::Delay, RISK, &["delay", "days", "delaydays", "scheduleimpactdays", "impactdays"]),
    column(
        "response",
        Holds::Response,
        RISK,
        &["responsetype", "strategy", "responsestrategy", "treatment", "riskresponse", "treatmentstrategy"],
    ),
    column(
        "response_plan",
        Holds::Field("response_plan"),
        RISK,
        &[
            "mitigation",
            "action",
            "actions",
            "mitigationplan",
            "mitigationaction",
            "mitigations",
            "treatmentplan",
            "plan",
            "countermeasure",
            "countermeasures",
            "controls",
            "mitigatingactions",
        ],
    ),
    column(
        "contingency_plan",
        Holds::Field("contingency_plan"),
        RISK,
        &["contingency", "fallback", "fallbackplan", "contingencyaction"],
    ),
    column("trigger", Holds::Field("trigger"), RISK, &["triggers", "earlywarning", "indicator", "warningsign"]),
    column(
        "owner",
        Holds::Owner("owner"),
        BOTH,
        &[
            "riskowner",
            "responsible",
            "assignedto",
            "assignee",
            "who",
            "responsibleperson",
            "accountable",
            "actionowner",
            "issueowner",
        ],
    ),
    column("state", Holds::State, BOTH, &["status", "riskstatus", "issuestatus", "openclosed"]),
    column(
        "review",
        Holds::Field("review"),
        RISK,
        &["reviewdate", "nextreview", "due", "duedate", "nextreviewdate", "targetdate", "deadline", "reviewon"],
    ),
    column("due", Holds::Field("due"), ISSUE, &["duedate", "targetdate", "deadline", "dueby", "by"]),
    column(
        "resolution",
        Holds::Field("resolution"),
        ISSUE,
        &["solution", "action", "actions", "outcome", "resolutionnotes"],
    ),
    column("escalated_to", Holds::Owner("escalated_to"), ISSUE, &["escalation", "escalatedto"]),
    column("escalated", Holds::Field("escalated"), ISSUE, &["escalatedon", "escalationdate"]),
    column("answer", Holds::Field("answer"), ISSUE, &["response", "reply"]),
    column("risk", Holds::Field("risk"), ISSUE, &["fromrisk", "riskref"]),
    column("tasks", Holds::Tasks, BOTH, &["task", "linkedtasks", "wbs", "affectedtasks"]),
    column("reviewed", Holds::Field("reviewed"), RISK, &["lastreview", "lastreviewed", "lastupdated"]),
    column(
        "raised",
        Holds::Field("raised"),
        BOTH,
        &["dateraised", "raisedon", "identified", "dateidentified", "created", "dateopened", "opened", "createdon"],
    ),
    column("closed", Holds::Field("closed"), BOTH, &["dateclosed", "closedon", "closeddate", "closedate"]),
    column("closed_reason", Holds::Field("closed_reason"), RISK, &["closurereason", "reasonclosed", "closurenotes"]),
    column("note", Holds::Field("note"), BOTH, &["notes", "comment", "comments", "remarks", "remark"]),
    column(
        "description",
        Holds::Description,
        BOTH,
        &["riskdescription", "details", "issuedescription", "riskstatement", "statement"],
    ),
    column(
        "score",
        Holds::Computed,
        BOTH,
        &[
            "rating",
            "riskscore",
            "riskrating",
            "level",
            "risklevel",
            "residualscore",
            "residualrating",
            "residualrisk",
            "exposure",
            "rag",
            "ranking",
            "inherentscore",
            "inherentrisk",
            "priorityscore",
            "trend",
            "pxi",
            "lxc",
        ],
    ),
];

/// The columns of a register.
pub(super) fn of(kind: Kind) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |column| column.kinds.contains(&kind))
}

/// Letters and digits of a name, in lower case.
pub(super) fn squeeze(name: &str) -> String {
    // What stands in parentheses explains: `Likelihood (1-5)`.
    let bare = name.split('(').next().filter(|front| !front.trim().is_empty()).unwrap_or(name);
    bare.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The column that a header means.
pub(super) fn meant(kind: Kind, header: &str) -> Option<&'static Column> {
    let wanted = squeeze(header);
    let is = |column: &&Column| squeeze(column.name) == wanted || column.aliases.contains(&wanted.as_str());
    let exact = || of(kind).find(|column| squeeze(column.name) == wanted);
    exact().or_else(|| of(kind).find(is)).filter(|_| !wanted.is_empty())
}

/// What `--map` says: headers as they are compared, and what each is to hold. Errors: a word that is no column.
pub(super) fn mapped(kind: Kind, map: &str) -> Result<Vec<(String, Holds)>, Refusal> {
    let parts = map.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let wrong = || {
                Refusal::new(format!("“{part}” maps nothing"), "write it as in --map \"Likelihood=probability,Foo=-\"")
            };
            let (header, name) = part.rsplit_once('=').ok_or_else(wrong)?;
            if name.trim() == "-" {
                return Ok((squeeze(header), Holds::Nothing));
            }
            let found = meant(kind, name).filter(|column| column.holds != Holds::Computed);
            found.map(|column| (squeeze(header), column.holds)).ok_or_else(|| {
                let names = || of(kind).map(|column| column.name).filter(|name| *name != "score");
                let why = format!("no column is called “{}”", crate::text::visible(name.trim()));
                match nearest(name.trim(), names()) {
                    Some(near) => Refusal::new(why, format!("did you mean {near}?")),
                    None => Refusal::new(
                        why,
                        format!("there is {}, and - to leave one out", names().collect::<Vec<_>>().join(", ")),
                    ),
                }
            })
        })
        .collect()
}

/// What a column is called that holds this.
pub(super) fn name(kind: Kind, holds: Holds) -> &'static str {
    of(kind).find(|column| column.holds == holds).map_or("nothing", |column| column.name)
}

/// The cell of a record.
pub(super) fn cell(plan: &Plan, row: &Row, holds: Holds) -> String {
    let id = row.id();
    let value = |name: &str| Field::named(id.kind, name).map_or(Value::Nothing, |field| row.get(field.at));
    let text = |value: Value| match value {
        Value::Nothing => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Id(id) => id.to_string(),
    };
    match holds {
        Holds::Ref => plan.reference(id).unwrap_or_default(),
        Holds::Id => id.id.to_string(),
        Holds::Title => text(value("title")),
        Holds::Category => text(value("category")),
        Holds::Response => text(value("response")),
        Holds::State => text(value("state")),
        Holds::Step(name) => text(value(name)),
        Holds::Field(name) => match (Field::named(id.kind, name).map(|field| field.spec().shape), value(name)) {
            (Some(Shape::Money), amount) => {
                Option::<Money>::of_value(amount).ok().flatten().map_or(String::new(), |it| words::money(it.0))
            }
            (Some(Shape::Ref(_)), Value::Id(other)) => {
                plan.reference(crate::domain::id::RecordId { kind: Kind::Risk, id: other }).unwrap_or_default()
            }
            (_, value) => text(value),
        },
        Holds::Owner(name) => {
            let person = Option::<crate::domain::person::PersonId>::of_value(value(name)).ok().flatten();
            person.and_then(|id| plan.get(id)).map_or(String::new(), |it| it.handle.clone())
        }
        Holds::Delay => {
            let pace = words::project_of(plan, row).map(|id| plan.pace(id)).unwrap_or_default();
            let three = ["optimistic_delay", "delay", "pessimistic_delay"].map(value);
            let spans = three.into_iter().filter_map(|value| Option::<Span>::of_value(value).ok().flatten());
            spans.map(|span| span.words(&pace)).collect::<Vec<_>>().join("/")
        }
        Holds::Tasks => plan.concerned(id).into_iter().map(|id| plan.task_ref(id)).collect::<Vec<_>>().join(", "),
        Holds::Description | Holds::Computed | Holds::Nothing => String::new(),
    }
}
