//! Material and cost resources, and what tasks use of them.

use std::io;

use super::people::hundredths;
use super::xml::Xml;
use super::{Export, Line};
use crate::domain::resource::{Resource, ResourceType, ResourceUse};

impl Export<'_> {
    pub(super) fn things(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        for (resource, uid) in &self.resources {
            let Some(it) = self.plan.get(*resource) else { continue };
            xml.begin("Resource")?;
            xml.leaf("UID", uid)?;
            xml.leaf("GUID", it.id.to_string().to_uppercase())?;
            xml.leaf("ID", uid)?;
            xml.leaf("Name", &it.name)?;
            xml.leaf("Type", 0)?;
            xml.flag("IsNull", false)?;
            if !it.unit.trim().is_empty() {
                xml.leaf("MaterialLabel", &it.unit)?;
            }
            if let Some(rate) = it.rate {
                xml.leaf("StandardRate", hundredths(rate.0))?;
                xml.leaf("StandardRateFormat", 8)?;
            }
            xml.flag("IsCostResource", it.resource_type == ResourceType::Cost)?;
            xml.end("Resource")?;
        }
        Ok(())
    }

    /// What a task uses, as assignments that come behind number `last`; gives the number of the last one.
    pub(super) fn uses(&self, xml: &mut Xml<'_>, line: &Line, last: i64) -> io::Result<i64> {
        let mut uid = last;
        for (it, of) in self.plan.uses(line.task.id) {
            if let Some(resource) = self.resources.get(&of.id) {
                uid += 1;
                used(xml, line, (uid, *resource), self.plan.percent(&line.task), it, of)?;
            }
        }
        Ok(uid)
    }
}

fn used(
    xml: &mut Xml<'_>,
    line: &Line,
    (uid, resource): (i64, i64),
    percent: i64,
    it: &ResourceUse,
    of: &Resource,
) -> io::Result<()> {
    let so_far = |whole: i64| i64::try_from(i128::from(whole) * i128::from(percent) / 100).unwrap_or(whole);
    let price = it.price(of).map(|price| price.0);
    // An amount stands there as hours of work.
    let work = it.units.saturating_mul(60) / 100;
    let material = of.resource_type == ResourceType::Material;
    xml.begin("Assignment")?;
    xml.leaf("UID", uid)?;
    xml.leaf("TaskUID", line.uid)?;
    xml.leaf("ResourceUID", resource)?;
    xml.leaf("PercentWorkComplete", percent)?;
    if let Some(price) = price {
        xml.leaf("ActualCost", so_far(price))?;
    }
    xml.date("ActualFinish", line.task.finish())?;
    xml.date("ActualStart", line.task.actual_start)?;
    xml.minutes("ActualWork", so_far(work))?;
    if let Some(price) = price {
        xml.leaf("Cost", price)?;
    }
    xml.flag("HasFixedRateUnits", true)?;
    xml.flag("FixedMaterial", material)?;
    xml.minutes("RegularWork", work)?;
    if let Some(price) = price {
        xml.leaf("RemainingCost", price - so_far(price))?;
    }
    xml.minutes("RemainingWork", work - so_far(work))?;
    xml.leaf("Units", if material { hundredths(it.units) } else { "1".to_owned() })?;
    xml.minutes("Work", work)?;
    xml.end("Assignment")
}
