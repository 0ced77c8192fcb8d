//! What lines about risks and issues are understood as.

use super::*;
use crate::domain::capture::Purpose;
use crate::domain::capture::office::Office;
use crate::domain::command::Command;
use crate::domain::id::RecordId;
use crate::domain::issue::{Issue, Severity};
use crate::domain::risk::{Nature, Response, Risk};
use crate::domain::span::Span;

/// Adds a risk or an issue by a line; gives its id and the sentence, or the refusal.
pub(in crate::domain::register) fn add(
    office: &mut Office,
    kind: Kind,
    line: &str,
) -> Result<(RecordId, String), Refusal> {
    let of = RecordId { kind, id: office.moment.ids.take::<Risk>().uuid() };
    let (said, project) = (office.snapshot.today, Some(office.web));
    office.run(Command::Register { of, line: line.to_owned(), said, project }).map(|sentence| (of, sentence))
}

fn risk(office: &mut Office, line: &str) -> Risk {
    let (of, _) = add(office, Kind::Risk, line).unwrap();
    Risk::clone(office.snapshot.plan.get(of.as_id::<Risk>().unwrap()).unwrap())
}

/// `title | echo`, or the refusal.
fn read(office: &Office, kind: Kind, line: &str) -> String {
    let context = office.context(Purpose::Add);
    let understood = understand(line, &context, kind);
    match understood.whole() {
        Ok(_) => format!("{} | {}", understood.title, understood.echo(&context)),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn the_line_of_the_specification_makes_the_risk() {
    let mut office = Office::new();
    let line = "Vendor API is late prob:4 impact:5 cost:20k days:2/5/15 @ana +vendor resp:mitigate on:WEB-12 \
                review:fri // ask for a sandbox";
    let (of, said) = add(&mut office, Kind::Risk, line).unwrap();
    assert_eq!(
        said,
        "Add WEB-R1 “Vendor API is late”: probability 4 (likely), impact 5 (severe), cost impact 20000, schedule \
         impact 2d/5d/15d, owner @ana, +vendor (new category), response mitigate, on WEB-12, review Fri 13 Mar, with a \
         note"
    );
    let plan = &office.snapshot.plan;
    let risk = plan.get(of.as_id::<Risk>().unwrap()).unwrap();
    assert_eq!(
        (risk.inherent(), risk.category.as_str(), risk.response),
        (Some(20), "vendor", Some(Response::Mitigate))
    );
    assert_eq!((risk.delay, &*risk.note), (Some(Span::working(5 * 480)), "ask for a sandbox"));
    assert_eq!(plan.concerned(of).len(), 1);
    assert_eq!(risk.review, Some("2026-03-13".parse().unwrap()));
    assert!(!risk_again(&mut office).contains("new category"));
}

fn risk_again(office: &mut Office) -> String {
    add(office, Kind::Risk, "Another +Vendor").unwrap().1
}

#[test]
fn an_issue_is_one_line_too() {
    let mut office = Office::new();
    add(&mut office, Kind::Risk, "Vendor is late").unwrap();
    let (of, said) = add(&mut office, Kind::Issue, "API down sev:2 @ben due:fri from:R1 on:3,4").unwrap();
    assert_eq!(
        said,
        "Add WEB-I1 “API down”: severity high, owner @ben, due Fri 13 Mar, from WEB-R1, on WEB-3, on WEB-4"
    );
    let issue = office.snapshot.plan.get(of.as_id::<Issue>().unwrap()).unwrap();
    assert_eq!((issue.severity, issue.risk.is_some()), (Severity::High, true));
}

#[test]
fn names_of_steps_and_words_in_quotes_are_values() {
    let mut office = Office::new();
    let it = risk(
        &mut office,
        "Cheaper licence prob:almost impact:\"negligible\" kind:opp resp:exploit cause:\"new vendor\" days:2w",
    );
    assert_eq!((it.probability, it.impact, it.nature), (Some(5), Some(1), Nature::Opportunity));
    assert_eq!((&*it.cause, it.delay), ("new vendor", Some(Span::working(4800))));
}

#[test]
fn what_looks_like_syntax_never_slips_into_the_title() {
    let office = Office::new();
    for (kind, line, answer) in [
        (
            Kind::Risk,
            "Late prob:7",
            "`7` is no step of probability; there is 1 rare, 2 unlikely, 3 possible, 4 likely, 5 almost certain",
        ),
        (Kind::Risk, "Late prob:likly", "no step of probability is called likly; did you mean likely?"),
        (Kind::Risk, "Late resp:mitigat3", "no response is called mitigat3; did you mean mitigate?"),
        (
            Kind::Risk,
            "Late p1",
            "`p1` means nothing for a risk; write prob:4 impact:5 (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Risk,
            "Late est:3d",
            "`est:3d` means nothing for a risk; write how long it delays, as in days:2/5/15 (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Risk,
            "Late after:3",
            "`after:3` means nothing for a risk; write the tasks it threatens, as in on:12 (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Risk,
            "Late in:doing",
            "`in:doing` means nothing for a risk; write where it stands, as in state:responding (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Risk,
            "Late due:fri",
            "`due:fri` means nothing for a risk; a risk has a day of review: write review:fri (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Issue,
            "Late prob:4",
            "`prob:4` means nothing for an issue; an issue has happened: write how bad it is, as in sev:2 (put it in double quotes if it belongs to the title)",
        ),
        (
            Kind::Issue,
            "Late +vendor",
            "`+vendor` means nothing here: an issue has no category; put it in double quotes if it belongs to the title",
        ),
        (Kind::Risk, "Late porb:4", "`porb:` means nothing; did you mean `prob:4`?"),
        (Kind::Risk, "Late likelihood:4", "`likelihood:` means nothing; did you mean `prob:4`?"),
        (Kind::Risk, "Late owner:ana", "`owner:` means nothing; did you mean `@ana`?"),
        (Kind::Risk, "Late review:frx", "`frx` is not a date; did you mean `review:fri`?"),
        (Kind::Risk, "Late review:next week", "`next` is not a date; did you mean `review:nextweek`?"),
        (Kind::Risk, "Late +a1 +b1", "`+b1` says otherwise than a word before it; keep one of them"),
        (Kind::Risk, "Late @ana @ben", "`@ben` says otherwise than a word before it; keep one of them"),
        (Kind::Risk, "Late @ana:50", "@ana owns it, or does not; did you mean `@ana`?"),
        (
            Kind::Risk,
            "Late days:9/5/15",
            "`9d/5d/15d` is not in the order optimistic / likely / pessimistic; did you mean `days:5d/9d/15d`?",
        ),
        (Kind::Risk, "Late days:2ed", "a schedule impact is told in working days; write it as in days:5"),
        (Kind::Risk, "Late state:closed", "a risk is closed with a reason; say: milepost risk close R3 and why"),
        (Kind::Risk, "Late state:occurred", "a risk that has occurred becomes an issue; say: milepost risk occur R3"),
        (Kind::Risk, "Late no:owner", "a new risk has nothing that `no:owner` could take away; leave it out"),
        (
            Kind::Risk,
            "Late resp:exploit kind:threat",
            "exploit is no response to a risk that is a threat; write resp: and one of avoid, mitigate, transfer, accept, escalate",
        ),
        (Kind::Issue, "Late sev:9", "`9` is no severity; 1 is critical, 2 high, 3 medium, 4 low"),
    ] {
        assert_eq!(read(&office, kind, line), answer, "{line}");
    }
    assert_eq!(read(&office, Kind::Risk, "\"p1\" incident: est:"), "p1 incident: est: | ");
}

#[test]
fn every_rule_of_the_table_is_understood() {
    let mut office = Office::new();
    for _ in 0..3 {
        add(&mut office, Kind::Risk, "Vendor is late").unwrap();
    }
    for rule in RISKS {
        let kind =
            if rule.example.starts_with("Build") || rule.example.contains("from:") { Kind::Issue } else { Kind::Risk };
        let purpose = if rule.write.starts_with("no:") { Purpose::Edit } else { Purpose::Add };
        let understood = understand(rule.example, &office.context(purpose), kind);
        assert!(understood.problems.is_empty(), "{}: {:?}", rule.example, understood.problems);
        assert!(!understood.terms.is_empty() || understood.note.is_some(), "{}", rule.example);
    }
}

#[test]
fn a_line_changes_a_risk_and_takes_values_away() {
    let mut office = Office::new();
    let before = risk(&mut office, "Late prob:4 impact:5 @ana +vendor on:1,2 days:5");
    let context = office.context(Purpose::Edit);
    let line = "Later prob:2 no:owner no:days on:2,3 no:on:1 // heard so";
    let commands = edits(&understand(line, &context, Kind::Risk), before.id.into(), &office.snapshot.plan);
    office.run(Command::All(commands)).unwrap();
    let after = office.snapshot.plan.get(before.id).unwrap();
    assert_eq!((after.title.as_str(), after.probability, after.owner, after.delay), ("Later", Some(2), None, None));
    assert_eq!(&*after.note, "2026-03-12: heard so");
    let numbers: Vec<i64> =
        office.snapshot.plan.concerned(before.id.into()).into_iter().map(|id| office.task(id).number).collect();
    assert_eq!(numbers, [2, 3]);
    let line = |line| understand(line, &office.context(Purpose::Edit), Kind::Risk).problems.clone();
    assert_eq!(line(":ops").first().unwrap().refusal.why, "a risk stays in its project");
    assert!(!line("no:owner @ana").is_empty(), "both at once are refused");
}

#[test]
fn a_residual_above_the_inherent_is_asked_about() {
    let mut office = Office::new();
    let of = office.moment.ids.take::<Risk>().into();
    let (said, project) = (office.snapshot.today, Some(office.web));
    let line = "Late prob:2 impact:2 rprob:4".to_owned();
    let (step, _) = office.snapshot.after(&Command::Register { of, line, said, project }, &mut office.moment).unwrap();
    let asked = "WEB-R1 “Late”: the residual score 8 is above the inherent 4: is that meant?";
    assert_eq!(step.notices, [asked]);
}

#[test]
fn what_is_typed_is_completed() {
    let mut office = Office::new();
    risk(&mut office, "Late +vendor");
    let offered = |line: &str, kind, purpose| -> Vec<String> {
        let all = complete(line, line.len(), &office.context(purpose), kind).candidates;
        all.into_iter().map(|it| it.write).collect()
    };
    assert_eq!(offered("Late pr", Kind::Risk, Purpose::Add), ["prob:", "project:"]);
    assert_eq!(offered("prob:l", Kind::Risk, Purpose::Add), ["prob:4"]);
    assert_eq!(offered("+ve", Kind::Risk, Purpose::Add), ["+vendor"]);
    assert_eq!(offered("resp:es", Kind::Risk, Purpose::Add), ["resp:escalate"]);
    assert_eq!(offered("@an", Kind::Risk, Purpose::Add), ["@ana", "@anton"]);
    assert_eq!(offered("review:to", Kind::Risk, Purpose::Add), ["review:today", "review:tomorrow"]);
    assert_eq!(offered("on:12", Kind::Issue, Purpose::Add), ["on:12"]);
    assert_eq!(offered("from:R", Kind::Issue, Purpose::Add), ["from:R1"]);
    assert_eq!(offered("state:", Kind::Risk, Purpose::Add), ["state:open", "state:responding"]);
    assert_eq!(offered("no:ow", Kind::Issue, Purpose::Edit), ["no:owner"]);
    assert_eq!(offered("is:un", Kind::Risk, Purpose::Find), ["is:unreviewed", "is:unowned"]);
    assert!(offered("est:", Kind::Risk, Purpose::Add).is_empty());
}

#[test]
fn no_line_makes_it_panic() {
    use proptest::prelude::*;
    let office = Office::new();
    let pieces = prop::collection::vec(
        prop_oneof![
            "[a-z]{1,8}:[^ ]{0,6}",
            Just("prob:".to_owned()),
            Just("days:1/é/3".to_owned()),
            Just("@ana:".to_owned()),
            "\\PC{0,12}",
            Just("//".to_owned()),
            Just("no:on:".to_owned()),
        ],
        0..8,
    );
    proptest!(|(pieces in pieces, find in any::<bool>())| {
        let line = pieces.join(" ");
        for kind in [Kind::Risk, Kind::Issue] {
            let context = office.context(if find { Purpose::Find } else { Purpose::Edit });
            let understood = understand(&line, &context, kind);
            understood.echo(&context);
            understood.chips(&context);
            complete(&line, line.len() / 2, &context, kind);
            let _ = super::super::filter::Filter::parse_partial(&line, &context, kind);
        }
    });
}
