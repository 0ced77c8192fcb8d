//! What filters over the registers find.

use super::*;
use crate::domain::capture::Purpose;
use crate::domain::capture::office::Office;
use crate::domain::command::Command;
use crate::domain::register::capture::REGISTER_FILTERS;
use crate::domain::register::capture::tests::add;
use crate::domain::risk::Risk;

fn office() -> Office {
    let mut office = Office::new();
    for line in [
        "Vendor API is late prob:4 impact:5 cost:20k @ana +vendor resp:mitigate rprob:2 on:12 review:fri",
        "Legacy data has no owner prob:4 impact:4 +data cause:\"nobody asked\" review:mon",
        "Licence gets cheaper prob:2 impact:3 kind:opportunity resp:exploit cost:5k",
        "Key person leaves prob:3 impact:3 resp:transfer @ben state:responding",
        "Odd thing",
    ] {
        add(&mut office, Kind::Risk, line).unwrap();
    }
    for line in
        ["Build is red sev:1 @ana", "Test data leaked sev:2 due:tomorrow", "Slow VPN sev:2 due:today", "Typo sev:low"]
    {
        add(&mut office, Kind::Issue, line).unwrap();
    }
    let third: Vec<_> = office.snapshot.plan.index().registers().issues(office.web).collect();
    office.run(Command::Close { of: third[3].id.into(), reason: "fixed".into() }).unwrap();
    office
}

/// The numbers of what a line finds.
fn found(office: &Office, kind: Kind, line: &str) -> Vec<i64> {
    let filter = Filter::parse_list(line, &office.context(Purpose::Find), kind).unwrap_or_else(|why| panic!("{why}"));
    let number = |id: &crate::domain::id::RecordId| {
        office.snapshot.plan.row(*id).and_then(|row| row.numbered()).map_or(0, |(_, number)| number)
    };
    filter.find(&office.snapshot, Some(office.web)).iter().map(number).collect()
}

#[test]
fn risks_are_found_by_what_they_are() {
    let office = office();
    for (line, numbers) in [
        ("", &[1, 2, 4, 3, 5][..]),
        ("is:high", &[1, 2]),
        ("is:high no:response", &[2]),
        ("score>9", &[1, 2]),
        ("score.over:8 not is:high", &[4]),
        ("score:16", &[2]),
        ("rscore<12", &[1]),
        ("prob.under:3", &[3]),
        ("impact>=severe", &[1]),
        ("cost>5k", &[1]),
        ("no:owner", &[2, 3, 5]),
        ("no:residual is:threat", &[2, 4, 5]),
        ("no:tasks score>1", &[2, 4, 3]),
        ("on:12", &[1]),
        ("@ana", &[1]),
        ("+Vendor or +data", &[1, 2]),
        ("resp:mitigate", &[1]),
        ("is:opportunity", &[3]),
        ("is:responding", &[4]),
        ("is:unreviewed", &[]),
        ("review.before:sat", &[1]),
        ("review<sat", &[1]),
        ("is:any -is:threat", &[3]),
        ("legacy", &[2]),
        ("nobody", &[2]),
        ("web-r4", &[4]),
        ("cause:asked", &[2]),
        ("is:open sort:score", &[3, 4, 2, 1, 5]),
        ("is:open sort:score.desc", &[1, 2, 4, 3, 5]),
        ("is:any sort:ref.desc", &[5, 4, 3, 2, 1]),
        ("is:any sort:exposure.desc", &[1, 3, 2, 4, 5]),
        ("is:any sort:owner", &[1, 4, 2, 3, 5]),
        ("(is:high or is:opportunity) not @ana", &[2, 3]),
    ] {
        assert_eq!(found(&office, Kind::Risk, line), numbers, "{line}");
    }
}

#[test]
fn issues_are_found_by_what_they_are() {
    let office = office();
    for (line, numbers) in [
        ("", &[1, 3, 2][..]),
        ("is:any", &[1, 3, 2, 4]),
        ("is:closed", &[4]),
        ("sev:2", &[3, 2]),
        ("sev<2", &[1]),
        ("sev:critical", &[1]),
        ("due<=today", &[3]),
        ("no:due is:open", &[1]),
        ("is:high sort:due.desc", &[2, 3, 1]),
        ("is:overdue", &[]),
        ("vpn", &[3]),
    ] {
        assert_eq!(found(&office, Kind::Issue, line), numbers, "{line}");
    }
}

#[test]
fn words_that_cannot_be_read_are_refused_with_the_nearest() {
    let office = office();
    for (kind, line, answer) in [
        (Kind::Risk, "is:hihg", "`is:hihg` asks nothing; did you mean `is:high`?"),
        (Kind::Risk, "score>high", "`high` is no score; probability × impact is 1 to 25, as in score>11"),
        (Kind::Risk, "score>", "`score` needs a value behind it; as in score>11 or review<fri"),
        (Kind::Risk, "sort:scor", "nothing is sorted by `scor`; did you mean `sort:score`?"),
        (Kind::Risk, "is:mine", "it is not known who sits here, so nothing is yours; say it once: milepost me HANDLE"),
        (
            Kind::Issue,
            "is:unreviewed",
            "`is:unreviewed` asks nothing; is: goes with open, closed, high, in-progress, overdue, escalated, mine, unowned, any",
        ),
        (Kind::Risk, "no:respons", "`respons` cannot be taken away; did you mean `no:response`?"),
    ] {
        let said = Filter::parse(line, &office.context(Purpose::Find), kind).unwrap_err();
        assert_eq!(said.to_string(), answer, "{line}");
        assert!(Filter::parse_partial(line, &office.context(Purpose::Find), kind).is_ok(), "{line}, still being typed");
    }
}

#[test]
fn every_rule_of_the_table_is_a_filter() {
    let mut office = office();
    office.snapshot.me = office.snapshot.plan.all::<crate::domain::person::Person>().next().map(|it| it.id);
    for rule in REGISTER_FILTERS {
        let context = Context { me: office.snapshot.me, ..office.context(Purpose::Find) };
        let readable =
            [Kind::Risk, Kind::Issue].iter().any(|kind| Filter::parse(rule.example, &context, *kind).is_ok());
        assert!(readable, "{}", rule.example);
    }
}

#[test]
fn a_task_under_a_high_open_risk_is_at_risk() {
    let office = office();
    let context = office.context(Purpose::Find);
    let find = |line: &str| crate::domain::filter::Filter::parse(line, &context).unwrap().find(&office.snapshot);
    // In the inbox nothing is scheduled, and nothing is at risk.
    assert!(find("is:at-risk").is_empty());
    let mut office = office.clone();
    let task = office.snapshot.plan.find_task("12", Some(office.web)).unwrap();
    let other = office.snapshot.plan.find_task("11", Some(office.web)).unwrap();
    let last = office.snapshot.plan.find_task("10", Some(office.web)).unwrap();
    let column = office.snapshot.plan.columns(office.web)[0];
    for it in [task, other, last] {
        office.run(Command::Move { task: it, column, spot: crate::domain::place::Spot::Top, over: true }).unwrap();
    }
    office.run(Command::Takes { task: last, span: crate::domain::span::Span::working(480 * 20) }).unwrap();
    let risk = office.snapshot.plan.threats(task)[0].id;
    let at_risk = |office: &Office, id| {
        crate::domain::forecast::is_at_risk(&office.snapshot, office.snapshot.plan.get(id).unwrap())
    };
    assert!(at_risk(&office, task) && !at_risk(&office, other));
    office.run(Command::Close { of: risk.into(), reason: "delivered".into() }).unwrap();
    assert!(!at_risk(&office, task));
    assert!(office.snapshot.plan.get::<Risk>(risk).is_some());
}
