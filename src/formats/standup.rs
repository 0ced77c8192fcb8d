//! A standup as text: Markdown for pasting into a message, plain lines for reading. Out only: nothing reads it back.

use std::fmt::Write as _;

use crate::domain::dates;
use crate::domain::names::quoted;
use crate::domain::plan::Plan;
use crate::domain::standup::{Item, Part, Report};
use crate::text;

/// What it is called: `Standup Wed 11 Mar · WEB “Customer portal”`.
pub fn title(plan: &Plan, report: &Report) -> String {
    let project = match report.projects.as_slice() {
        [(id, _)] => plan.get(*id).map_or(String::new(), |it| format!(" · {} {}", it.key, quoted(&it.name))),
        several => {
            let keys: Vec<&str> = several.iter().map(|(id, _)| plan.key(*id)).collect();
            if keys.is_empty() { String::new() } else { format!(" · {}", keys.join(", ")) }
        }
    };
    format!("Standup {}{project}", dates::short(report.today, report.today))
}

/// Who is away today: `Deniz Kaya (back Mon 16 Mar), Hana Sato`; nobody: empty.
pub fn away(report: &Report) -> String {
    let one = |name: &str, back: Option<chrono::NaiveDate>| {
        let back = back.map(|day| format!(" (back {})", dates::short(day, report.today)));
        format!("{name}{}", back.unwrap_or_default())
    };
    report.away.iter().map(|(_, name, back)| one(name, *back)).collect::<Vec<_>>().join(", ")
}

/// What stands behind a name: that they are away, or since when their part tells.
pub fn aside(part: &Part) -> String {
    match (&part.away, &part.since) {
        (Some(_), _) => "away today".to_owned(),
        (None, Some(since)) => format!("was away: since {since}"),
        (None, None) => String::new(),
    }
}

/// The whole as Markdown.
pub fn markdown(plan: &Plan, report: &Report) -> String {
    let mut page = format!("# {}\n\n{}\n", title(plan, report), text::visible(&capital(&report.since(plan))));
    // Writing to a text cannot fail.
    let away = away(report);
    if !away.is_empty() {
        let _ = writeln!(page, "\nAway today: {away}");
    }
    for part in &report.parts {
        let aside = aside(part);
        let aside = if aside.is_empty() { String::new() } else { format!(" ({aside})") };
        let _ = write!(page, "\n## {}{aside}\n", part.name);
        for (section, items) in part.lists() {
            let _ = write!(page, "\n**{}**\n\n", section.label());
            items.iter().for_each(|item| page.push_str(&format!("- {}\n", line(item))));
        }
    }
    if report.parts.is_empty() {
        page.push_str("\nNothing happened, and nothing is at hand.\n");
    }
    if !report.besides.is_empty() {
        page.push_str("\n## Besides\n\n");
        report.besides.iter().for_each(|sentence| page.push_str(&format!("- {sentence}\n")));
    }
    page
}

/// An item as a line: `WEB-12 Login page: Review → Done; took 5 days`.
pub fn line(item: &Item) -> String {
    let words = item.words();
    let words = if words.is_empty() { words } else { format!(": {words}") };
    format!("{} {}{words}", item.name, item.title)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
