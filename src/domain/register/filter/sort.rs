//! The order in which found risks and issues are shown.

use std::cmp::Ordering;

use super::eval::Entry;
use super::{Figure, Filter, SortKey};
use crate::domain::filter::Order;
use crate::domain::filter::parse::Say;
use crate::domain::filter::sort::{by_letters, by_value, turned};
use crate::domain::plan::{Kind, Row};
use crate::domain::register::{Exposure, exposure_of};
use crate::domain::snapshot::Snapshot;

/// Every key and how it is written.
pub(super) const KEYS: Say<SortKey> = &[
    (SortKey::Score, "score"),
    (SortKey::Residual, "rscore"),
    (SortKey::Review, "review"),
    (SortKey::Ref, "ref"),
    (SortKey::Owner, "owner"),
    (SortKey::Category, "category"),
    (SortKey::Exposure, "exposure"),
    (SortKey::Due, "due"),
    (SortKey::Severity, "sev"),
    (SortKey::Title, "title"),
];

const fn order(key: SortKey, descending: bool) -> Order<SortKey> {
    Order { key, descending }
}

/// The orders where none is asked for.
const OF_RISKS: [Order<SortKey>; 2] = [order(SortKey::Score, true), order(SortKey::Ref, false)];
const OF_ISSUES: [Order<SortKey>; 3] =
    [order(SortKey::Severity, false), order(SortKey::Due, false), order(SortKey::Ref, false)];

impl SortKey {
    /// Which of two comes first. What has no value comes last, whichever way round.
    fn compare(self, snapshot: &Snapshot, one: Entry<'_>, other: Entry<'_>, descending: bool) -> Ordering {
        let plan = &snapshot.plan;
        let figures = |figure| by_value(one.figure(figure), other.figure(figure), descending);
        match self {
            SortKey::Score => figures(Figure::Score),
            SortKey::Residual => figures(Figure::Residual),
            SortKey::Severity => figures(Figure::Severity),
            SortKey::Review => {
                let day = |it: Entry<'_>| if let Entry::Risk(risk) = it { risk.review } else { None };
                by_value(day(one), day(other), descending)
            }
            SortKey::Due => {
                let day = |it: Entry<'_>| if let Entry::Issue(issue) = it { issue.due } else { None };
                by_value(day(one), day(other), descending)
            }
            SortKey::Ref => {
                let name = |it: Entry<'_>| (plan.key(it.project()).to_owned(), it.number());
                turned(name(one).cmp(&name(other)), descending)
            }
            SortKey::Owner => {
                let owner = |it: Entry<'_>| it.owner().map(|id| plan.handle(id));
                by_value(owner(one), owner(other), descending)
            }
            SortKey::Category => {
                let category = |it: Entry<'_>| match it {
                    Entry::Risk(risk) if !risk.category.is_empty() => Some(risk.category.clone()),
                    _ => None,
                };
                by_value(category(one), category(other), descending)
            }
            SortKey::Exposure => {
                let exposure = |it: Entry<'_>| match it {
                    Entry::Risk(risk) => {
                        Some(exposure_of(plan, risk)).map(|Exposure { money, minutes, .. }| (money, minutes))
                    }
                    Entry::Issue(_) => None,
                };
                by_value(exposure(one), exposure(other), descending)
            }
            SortKey::Title => turned(by_letters(one.title(), other.title()), descending),
        }
    }
}

impl Filter {
    /// Puts rows in its order; those that are equal in it by the usual one, then by id.
    pub(super) fn put_in_order(&self, snapshot: &Snapshot, rows: &mut [Row]) {
        let usual: &[Order<SortKey>] = if self.kind == Kind::Risk { &OF_RISKS } else { &OF_ISSUES };
        let orders: Vec<Order<SortKey>> = self.sort.iter().chain(usual).copied().collect();
        rows.sort_by(|a, b| {
            let (Some(one), Some(other)) = (Entry::of(a), Entry::of(b)) else { return Ordering::Equal };
            let unequal = |order: &Order<SortKey>| order.key.compare(snapshot, one, other, order.descending);
            let first = orders.iter().map(unequal).find(|ordering| ordering.is_ne());
            first.unwrap_or_else(|| a.id().cmp(&b.id()))
        });
    }
}
