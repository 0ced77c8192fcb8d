//! What a gate computes from the registers of risks and issues.

use std::sync::Arc;

use super::{Evidence, Missing, NAMED, Question};
use crate::domain::id::RecordId;
use crate::domain::issue::Severity;
use crate::domain::risk::Risk;
use crate::domain::words::{self, counted};

impl Question<'_> {
    fn open_risks(&self) -> impl Iterator<Item = &Arc<Risk>> {
        self.snapshot.plan.risks(self.project.id).filter(|risk| risk.is_open())
    }

    /// What breaks a rule, by ref, in words and as the way to go there.
    fn registered(&self, all: Vec<RecordId>, filter: String) -> (String, Missing) {
        let refs: Vec<String> = all.iter().take(NAMED).filter_map(|id| self.snapshot.plan.reference(*id)).collect();
        let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
        (format!("{}{more}", refs.join(", ")), Missing::Registered { all, filter })
    }
}

/// Enough risks stand in the register, closed ones too.
pub(super) fn recorded(asked: &Question<'_>) -> Evidence {
    let count = asked.snapshot.plan.risks(asked.project.id).count();
    let says = match count {
        0 => "no risk is recorded".to_owned(),
        1 => "1 risk is recorded".to_owned(),
        many => format!("{many} risks are recorded"),
    };
    let wanted = usize::try_from(asked.ask.count).unwrap_or(0);
    if count >= wanted { Evidence::met(says) } else { Evidence::unmet(says, Missing::Risks) }
}

/// Every high open risk has a response and an owner.
pub(super) fn responses(asked: &Question<'_>) -> Evidence {
    let plan = &asked.snapshot.plan;
    let high: Vec<&Arc<Risk>> = asked.open_risks().filter(|risk| plan.is_high(risk)).collect();
    let lacks = |risk: &&&Arc<Risk>| risk.response.is_none() || risk.owner.is_none();
    let lack: Vec<&&Arc<Risk>> = high.iter().filter(lacks).collect();
    if high.is_empty() {
        return Evidence::met("no open risk is high");
    }
    if lack.is_empty() {
        let has = if high.len() == 1 { "has" } else { "have" };
        return Evidence::met(format!("{} {has} a response and an owner", counted(high.len(), "high risk")));
    }
    let unanswered = lack.iter().all(|risk| risk.response.is_none());
    let unowned = lack.iter().all(|risk| risk.owner.is_none());
    let have = if lack.len() == 1 { "has" } else { "have" };
    let what = match (unanswered, unowned) {
        (true, true) => format!("{have} neither"),
        (true, false) => format!("{have} no response"),
        (false, true) => format!("{have} no owner"),
        (false, false) => "lack one or both".to_owned(),
    };
    let good = high.len() - lack.len();
    let has = if good == 1 || high.len() == 1 { "has" } else { "have" };
    let lack = lack.into_iter().map(|risk| risk.id.into()).collect();
    let (names, missing) = asked.registered(lack, "is:high is:open (no:response or no:owner)".to_owned());
    let of = counted(high.len(), "high risk");
    Evidence::unmet(format!("{good} of {of} {has} a response and an owner: {names} {what}"), missing)
}

/// Every open risk was looked at not long ago.
pub(super) fn reviews(asked: &Question<'_>) -> Evidence {
    let (snapshot, days) = (asked.snapshot, asked.ask.days);
    let (plan, today) = (&snapshot.plan, snapshot.today);
    let all = asked.open_risks().count();
    if all == 0 {
        return Evidence::met("no risk is open");
    }
    let worktime = plan.worktime(asked.project.id);
    let day = asked.project.pace().minutes_per_day;
    let recent = |risk: &&Arc<Risk>| {
        let last = risk.reviewed.or(risk.raised)?;
        let (from, to) = (last.and_hms_opt(0, 0, 0)?, today.and_hms_opt(0, 0, 0)?);
        Some(worktime.between(from, to) <= days.saturating_mul(day))
    };
    let late: Vec<&Arc<Risk>> = asked.open_risks().filter(|risk| recent(risk) != Some(true)).collect();
    if late.is_empty() {
        let was = if all == 1 { "the only open risk was" } else { "all open risks were" };
        return Evidence::met(format!("{was} reviewed within {}", working_days(days)));
    }
    let oldest = late.iter().map(|risk| risk.reviewed.or(risk.raised)).min().flatten();
    // The newest of those that are late: whoever was looked at no later than on that day.
    let newest = late.iter().filter_map(|risk| risk.reviewed.or(risk.raised)).max();
    let filter = newest.map_or("is:open".to_owned(), |day| format!("is:open reviewed<={day}"));
    let count = late.len();
    let (names, missing) = asked.registered(late.into_iter().map(|risk| risk.id.into()).collect(), filter);
    let since = oldest.map_or(String::new(), |day| format!(", the oldest on {}", words::day(day, today)));
    let was = if count == 1 { "was" } else { "were" };
    let what = counted(count, "open risk");
    Evidence::unmet(format!("{what} {was} not reviewed within {}: {names}{since}", working_days(days)), missing)
}

fn working_days(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or(0), "working day")
}

/// Nothing bad is unsettled.
pub(super) fn no_issue(asked: &Question<'_>) -> Evidence {
    let bad = |severity: Severity| matches!(severity, Severity::Critical | Severity::High);
    let issues = asked.snapshot.plan.issues(asked.project.id);
    let open: Vec<RecordId> =
        issues.filter(|issue| issue.is_open() && bad(issue.severity)).map(|issue| issue.id.into()).collect();
    if open.is_empty() {
        return Evidence::met("no critical or high issue is open");
    }
    let is = if open.len() == 1 { "is" } else { "are" };
    let what = counted(open.len(), "critical or high issue");
    let (names, missing) = asked.registered(open, "is:open (sev:1 or sev:2)".to_owned());
    Evidence::unmet(format!("{what} {is} open: {names}"), missing)
}
