//! stub
use super::world::{SituationStep, SituationWorld};
use crate::evidence::{Check, Mismatch};
pub fn every_rule(world: &mut SituationWorld) -> SituationStep {
    world.seen()?;
    let broken = world.evidence().checks.iter().filter(|it| it.rule.is_some() && !it.holds());
    let broken: Vec<Mismatch> = broken
        .filter_map(|it| {
            let requirement = &it.rule.as_ref()?.requirement;
            Some(Mismatch::new(requirement.clone(), it.statement.clone(), "not kept"))
        })
        .collect();
    world.check(Check::new("", broken))
}
pub fn identified(_: &mut SituationWorld) -> SituationStep {
    Ok(())
}
pub fn nobody_signs(_: &mut SituationWorld, _: bool) -> SituationStep {
    Ok(())
}
pub fn same_iban_not_again(_: &mut SituationWorld) -> SituationStep {
    Ok(())
}
pub fn says_text_of(_: &mut SituationWorld, _: &str) -> SituationStep {
    Ok(())
}
