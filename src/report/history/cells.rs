//! Cells of the tables of a history.

use jiff::Timestamp;

use crate::verdict::{
    FAULT, LATER_ATTEMPT, NOT_THERE, RunHistory, RunLine, ScenarioHistory, Trend,
};

/// Maximum number of verdicts in a cell: those of the last runs. JSON has all.
const LETTERS: usize = 30;

/// Number, time and id, target, conclusion, counts, worth and duration of each run.
pub fn run_cells(history: &RunHistory) -> Vec<[String; 8]> {
    let cells = |(index, run): (usize, &RunLine)| {
        let sentence = run.conclusion.sentence();
        let conclusion = sentence.split_once(':').map_or(sentence, |(word, _)| word);
        [
            (index + 1).to_string(),
            when(&run.started_at),
            run.run_id.clone(),
            run.target.clone(),
            conclusion.to_owned(),
            counts(run),
            faults(run).map_or_else(|| "unknown".to_owned(), |(n, of)| format!("{n}/{of}")),
            run.duration_ms.map_or_else(|| "did not end".to_owned(), duration),
        ]
    };
    history.runs.iter().enumerate().map(cells).collect()
}

/// Numbers of scenarios by verdict, without those that are 0.
pub fn counts(run: &RunLine) -> String {
    let totals = &run.totals;
    let counts = [
        (totals.passed, "passed"),
        (totals.failed, "failed"),
        (totals.inconclusive, "inconclusive"),
        (totals.error, "error"),
        (totals.not_applicable, "n/a"),
    ];
    let shown = counts.iter().filter(|it| it.0 > 0).map(|(count, word)| format!("{count} {word}"));
    shown.collect::<Vec<_>>().join("\n")
}

/// Change, verdicts and name of each scenario, with the reason why it did not pass.
pub fn scenario_cells(history: &RunHistory) -> Vec<[String; 3]> {
    let cells = |it: &ScenarioHistory| {
        let name = if it.reason.is_empty() {
            it.scenario.clone()
        } else {
            format!("{}\n{}", it.scenario, it.reason)
        };
        [change(it), last_letters(&it.verdicts), name]
    };
    history.scenarios.iter().map(cells).collect()
}

fn last_letters(verdicts: &str) -> String {
    match verdicts.len().checked_sub(LETTERS) {
        Some(before @ 1..) => format!("…{}", verdicts.get(before..).unwrap_or(verdicts)),
        _ => verdicts.to_owned(),
    }
}

fn change(it: &ScenarioHistory) -> String {
    let word = it.trend.word();
    let since = it.since.as_ref().map_or(0, |it| it.number);
    let mut change = match it.trend {
        Trend::StillFailing => format!("{word} in {}", counted(it.runs, "run")),
        Trend::Flaky => word.to_owned(),
        Trend::Fixed => format!("{word} in run {since}"),
        _ if it.runs > 1 => format!("{word} since run {since}, in {}", counted(it.runs, "run")),
        _ => format!("{word} since run {since}"),
    };
    if let Some(flaky) = it.flaky {
        if it.trend != Trend::Flaky {
            change.push_str(", flaky");
        }
        if flaky.changes > 0 {
            change = format!("{change}, {}", counted(flaky.changes, "change"));
        }
        if flaky.later_attempts > 0 {
            let runs = counted(flaky.later_attempts, "run");
            change = format!("{change}, passed on a later attempt in {runs}");
        }
    }
    change
}

/// A number and its noun.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Returns the meaning of a letter of a scenario's verdicts, as the key of its word in the texts.
pub fn letter_word(letter: char) -> &'static str {
    match letter {
        'P' => "passed",
        LATER_ATTEMPT => "later_attempt",
        'F' => "failed",
        'f' => "excused",
        'I' => "inconclusive",
        'E' => "error",
        NOT_THERE => "not_there",
        _ => "not_applicable",
    }
}

/// Number of known faults that a run could have noticed, and of all.
pub fn faults(run: &RunLine) -> Option<(usize, usize)> {
    let kind = run.worth.as_ref()?.kinds.iter().find(|it| it.kind == FAULT)?;
    Some((kind.noticeable, kind.known))
}

/// A time without its seconds; any other text unchanged.
pub fn when(started_at: &str) -> String {
    let time = started_at.parse::<Timestamp>();
    time.map_or_else(|_| started_at.to_owned(), |it| it.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A duration in two units at most.
pub fn duration(millis: u64) -> String {
    let seconds = millis / 1000;
    match seconds {
        0 => format!("{millis} ms"),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_times_are_short() {
        let rows =
            [(999, "999 ms"), (59_999, "59 s"), (60_000, "1 min 0 s"), (7_380_000, "2 h 3 min")];
        for (millis, text) in rows {
            assert_eq!(duration(millis), text);
        }
        assert_eq!(when("2026-11-30T08:17:11.042Z"), "2026-11-30 08:17");
        assert_eq!(when("yesterday"), "yesterday");
    }

    #[test]
    fn only_the_last_verdicts_are_in_a_cell() {
        assert_eq!(last_letters(&"P".repeat(30)), "P".repeat(30));
        assert_eq!(
            last_letters(&("F".to_owned() + &"P".repeat(30))),
            format!("…{}", "P".repeat(30))
        );
    }
}
