//! Notes on a partner's app: texts to review, and rules of which nothing was observed.

use crate::evidence::{OpenRule, TestedSide};
use crate::requirement::Level;
use crate::verdict::{AssessedRequirement, ConformanceReport, Verdict};

/// Maximum number of texts to review that are listed.
const REVIEWS: usize = 20;
/// Maximum length of a quoted text, in characters.
const QUOTED_CHARS: usize = 160;

/// Notes of a run that tested a partner's app, one for each line; none for other runs.
pub fn partner_notes(report: &ConformanceReport) -> Vec<String> {
    if report.run.tested != TestedSide::Partner {
        return Vec::new();
    }
    let mut notes = reviews(report);
    let more = notes.len().saturating_sub(REVIEWS);
    notes.truncate(REVIEWS);
    notes.extend((more > 0).then(|| format!("… and {more} more texts to review")));
    let with = |verdict| move |it: &&AssessedRequirement| it.verdict == verdict;
    let attested = report.requirements.iter().filter(with(Verdict::Attested));
    notes.extend(listed("attested by the tester", attested));
    let unseen = report.requirements.iter().filter(with(Verdict::NotObserved));
    notes.extend(listed("MUST rows not observed", unseen.filter(|it| it.level == Level::Must)));
    notes
}

fn listed<'a>(title: &str, rows: impl Iterator<Item = &'a AssessedRequirement>) -> Option<String> {
    let ids: Vec<&str> = rows.map(|it| it.id.as_str()).collect();
    (!ids.is_empty()).then(|| format!("{title}: {}", ids.join(", ")))
}

/// One line for each text that a person has to compare with the guide.
fn reviews(report: &ConformanceReport) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for scenario in &report.scenarios {
        for rule in scenario.record.checks.iter().filter_map(|it| it.rule.as_ref()) {
            let Some(OpenRule::Review(review)) = &rule.open else { continue };
            let line = format!(
                "to review: {} in {}: the app shows `{}`, the guide has `{}`",
                rule.requirement,
                scenario.record.name,
                cut(&review.shown),
                cut(&review.documented),
            );
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

fn cut(text: &str) -> String {
    if text.chars().count() <= QUOTED_CHARS {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(QUOTED_CHARS).collect::<String>())
}
