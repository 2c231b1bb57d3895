//! The part of the selection that one of several machines runs.

use std::str::FromStr;

use super::ConfigError;

/// Maximum number of shards; a greater number is a typing error.
const MOST: u32 = 1_000;

/// Variables of a machine's index and of the number of machines, with the index of the first
/// machine.
const VARIABLES: [(&str, &str, u32); 4] = [
    // GitLab, `parallel:`
    ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
    // Kubernetes, Indexed Job; the manifest has to set the count
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0),
    ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
    ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
];

/// One of several parts of a selection; every scenario is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u32,
    total: u32,
}

impl Shard {
    /// Part `index` (from 1) of `total`.
    ///
    /// # Errors
    /// When no such part exists.
    pub fn new(index: u32, total: u32) -> Result<Self, ConfigError> {
        if (1..=MOST).contains(&total) && (1..=total).contains(&index) {
            return Ok(Self { index, total });
        }
        Err(ConfigError::new(format!(
            "there is no shard {index}/{total}: write I/N with I from 1 to N, and N up to {MOST}"
        )))
    }

    /// Number of the part, from 1.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Number of parts.
    pub fn total(self) -> u32 {
        self.total
    }
}

/// `--shard`: a part, or `auto` for the part that the environment names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardChoice {
    /// The part that the environment names.
    Auto,
    /// The given part.
    Exactly(Shard),
}

impl FromStr for ShardChoice {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        let wrong = || {
            ConfigError::new(format!("`{text}` is not a shard: write I/N, as in 2/4, or `auto`"))
        };
        let (index, total) = text.split_once('/').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
        Shard::new(number(index)?, number(total)?).map(Self::Exactly)
    }
}

impl ShardChoice {
    /// Returns the part, and the names of the variables if it was read from variables. `variable`
    /// returns the text of a variable.
    ///
    /// # Errors
    /// When no variable is set, or one cannot be used.
    pub fn resolve(
        self,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Shard, Option<String>), ConfigError> {
        if let Self::Exactly(shard) = self {
            return Ok((shard, None));
        }
        for (index, total, first) in VARIABLES {
            if let Some(shard) = read((index, variable(index)), (total, variable(total)), first)? {
                return Ok((shard, Some(format!("{index} and {total}"))));
            }
        }
        let pairs = VARIABLES.map(|(index, total, _)| format!("{index} with {total}"));
        Err(ConfigError::new(format!(
            "--shard auto found none of the variables {}: set one pair, or write --shard I/N",
            pairs.join(", ")
        )))
    }
}

type Variable<'a> = (&'a str, Option<String>);

fn read(
    (index_name, index): Variable<'_>,
    (total_name, total): Variable<'_>,
    first: u32,
) -> Result<Option<Shard>, ConfigError> {
    let number = |name: &str, text: &str| {
        text.trim().parse::<u32>().map_err(|_| {
            ConfigError::new(format!("--shard auto: {name} is `{text}`, which is not a number"))
        })
    };
    match (index, total) {
        (None, None) => Ok(None),
        // GitLab sets only the total for a job that is not split.
        (None, Some(total)) if total.trim() == "1" => Shard::new(1, 1).map(Some),
        (Some(index), Some(total)) => {
            let place = number(index_name, &index)?;
            let total = number(total_name, &total)?;
            // An index below the first one is not valid.
            let place = place.checked_sub(first).and_then(|it| it.checked_add(1)).unwrap_or(0);
            Shard::new(place, total).map(Some)
        }
        (Some(_), None) => Err(ConfigError::new(format!(
            "--shard auto: {index_name} is set, {total_name} is not: set it to the number of shards"
        ))),
        (None, Some(_)) => {
            Err(ConfigError::new(format!("--shard auto: {total_name} is set, {index_name} is not")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(variables: &[(&str, &str)]) -> Result<(u32, u32, String), String> {
        let variable = |name: &str| {
            variables.iter().find(|it| it.0 == name).map(|(_, value)| (*value).to_owned())
        };
        let resolved = ShardChoice::Auto.resolve(&variable).map_err(|error| error.to_string())?;
        let (shard, read) = resolved;
        Ok((shard.index(), shard.total(), read.unwrap()))
    }

    #[test]
    fn a_shard_is_written_as_part_of_a_whole() {
        let shard = |text: &str| text.parse::<ShardChoice>();
        assert_eq!(shard("2/4"), Ok(ShardChoice::Exactly(Shard { index: 2, total: 4 })));
        assert_eq!(shard("auto"), Ok(ShardChoice::Auto));
        for wrong in ["0/4", "5/4", "1/0", "4", "/", "a/b", "-1/4", "1/1001", "1/4/2"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_family_of_variables_counts_from_its_own_first() {
        let gitlab = auto(&[("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "4")]).unwrap();
        assert_eq!(gitlab, (2, 4, "CI_NODE_INDEX and CI_NODE_TOTAL".to_owned()));
        assert_eq!(auto(&[("CI_NODE_TOTAL", "1")]).map(|it| (it.0, it.1)), Ok((1, 1)));
        let job = auto(&[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "4")]).unwrap();
        assert_eq!((job.0, job.1), (1, 4));
        assert!(job.2.contains("JOB_COMPLETION_INDEX"));
        let last = auto(&[("CIRCLE_NODE_INDEX", "3"), ("CIRCLE_NODE_TOTAL", "4")]).unwrap();
        assert_eq!((last.0, last.1), (4, 4));
    }

    #[test]
    fn variables_of_no_use_are_named() {
        assert!(auto(&[]).unwrap_err().contains("CI_NODE_INDEX with CI_NODE_TOTAL"));
        let lonely = auto(&[("JOB_COMPLETION_INDEX", "0")]).unwrap_err();
        assert!(lonely.contains("JOB_COMPLETIONS is not"), "{lonely}");
        let rows = [("x", "4"), ("0", "4"), ("5", "4"), ("1", "many"), ("1", "0")];
        for (index, total) in rows {
            let wrong = auto(&[("CI_NODE_INDEX", index), ("CI_NODE_TOTAL", total)]);
            assert!(wrong.is_err(), "{index}/{total}");
        }
    }
}
