//! Shortens a list of problems in which one is repeated many times.

use std::collections::HashMap;

use super::Problem;

/// Number of problems with the same message that are kept.
const SHOWN: usize = 3;

/// Number of places that the summary of the others lists.
const PLACES: usize = 20;

/// Returns the first problems with each message; a last one lists the places of the others.
pub fn summarised(problems: &[Problem]) -> Vec<Problem> {
    let mut groups: HashMap<&str, Vec<&Problem>> = HashMap::new();
    for problem in problems {
        groups.entry(&problem.message).or_default().push(problem);
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut kept = Vec::new();
    for problem in problems {
        let group = &groups[problem.message.as_str()];
        let count = counts.entry(&problem.message).or_default();
        *count += 1;
        if *count <= SHOWN || group.len() == SHOWN + 1 {
            kept.push(problem.clone());
        } else if *count == SHOWN + 1 {
            kept.push(others(&group[SHOWN..]));
        }
    }
    kept
}

fn others(problems: &[&Problem]) -> Problem {
    let places: Vec<_> = problems.iter().take(PLACES).map(|it| place(it)).collect();
    let rest = problems.len().saturating_sub(PLACES);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let first = problems[0];
    let message = format!("{}: again at {} places", first.message, problems.len());
    let help = format!("also at {}{rest}", places.join(", "));
    Problem::new(&first.file, message).help(help).warning_if(first.is_warning)
}

fn place(problem: &Problem) -> String {
    if problem.line == 0 {
        problem.file.clone()
    } else {
        format!("{}:{}", problem.file, problem.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(count: usize) -> Vec<Problem> {
        (1..=count).map(|line| Problem::new("f.feature", "odd").at(line, 1, "x")).collect()
    }

    #[test]
    fn a_message_is_not_repeated_many_times() {
        assert_eq!(summarised(&problems(4)).len(), 4);
        let found = summarised(&[problems(2000), vec![Problem::new("g", "other")]].concat());
        assert_eq!(found.len(), 5);
        assert_eq!(found[3].message, "odd: again at 1997 places");
        let help = found[3].help.as_deref().unwrap();
        assert!(help.starts_with("also at f.feature:4, f.feature:5, "), "{help}");
        assert_eq!(found[4].message, "other");
    }
}
