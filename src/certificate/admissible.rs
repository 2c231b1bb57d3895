//! Reasons why no certificate is issued for runs, which issuing, verifying and countersigning share.

use std::collections::BTreeSet;

use crate::requirement::Level;
use crate::verdict::SCHEMA_VERSION;

use super::run_view::RunView;

/// Returns every reason against one run, as its record shows it.
pub fn against_run(view: &RunView<'_>) -> Vec<String> {
    let against = view.scenarios.iter().filter(|it| it.is_against());
    let mut why: Vec<String> = against.map(|it| format!("`{}` is {}", it.id, it.verdict)).collect();
    if view.interrupted {
        why.push("it did not come to its end".to_owned());
    }
    if view.selection.shard.is_part() {
        why.push(format!("it is only shard {}", view.selection.shard));
    }
    if view.exit_code != 0 {
        why.push(format!("it ended with exit code {}", view.exit_code));
    }
    if let Some(fault) = view.internal_faults.first() {
        why.push(format!("the harness had a fault: {fault}"));
    }
    match view.schema_version {
        SCHEMA_VERSION => {}
        version if version > SCHEMA_VERSION => {
            why.push(format!("its layout has version {version}, which this program does not know"));
        }
        version => why.push(format!("its layout has version {version}, and there is none")),
    }
    why.extend(view.missing.iter().map(|it| format!("it lacks {it}")));
    let is_must = |id: &String| {
        let row = view.requirements.iter().find(|it| it.id == *id);
        row.is_none_or(|it| it.level == Level::Must)
    };
    let waived = view.scenarios.iter().filter(|it| it.waived.is_some());
    let waived =
        waived.filter(|it| it.requirements.is_empty() || it.requirements.iter().any(is_must));
    why.extend(waived.map(|it| format!("a waiver accepts that a MUST fails in `{}`", it.id)));
    why
}

/// Returns every reason against these runs together: they test one target, and all of the suite.
pub fn against_all(runs: &[&RunView<'_>]) -> Vec<String> {
    let mut why = Vec::new();
    let sides = runs.windows(2).any(|it| it[0].tested != it[1].tested);
    let names = runs.windows(2).find(|it| it[0].target.name != it[1].target.name);
    if sides {
        why.push("they test both sides".to_owned());
    } else if let Some([one, other]) = names {
        why.push(format!("they test `{}` and `{}`", one.target.name, other.target.name));
    }
    let parts = runs.iter().filter_map(|it| it.selection.partial.as_ref());
    let Some(of) = parts.map(|it| it.of).max() else { return why };
    let ids = runs.iter().flat_map(|it| &it.scenarios).map(|it| it.id.as_str());
    let count = ids.collect::<BTreeSet<_>>().len();
    if count < of {
        why.push(format!("only {count} of {of} scenarios of the suite ran"));
    }
    why
}
