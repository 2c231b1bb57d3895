//! The suite that is embedded in the binary: features, catalogue and kill matrix.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::engine::Source;
use crate::simulator::mutation::fits;
use crate::verdict::KillRecord;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");
const KILL_MATRIX: &str = "kill-matrix.tsv";

/// The kill matrix of the embedded suite.
pub static KILLS: LazyLock<Option<KillRecord>> =
    LazyLock::new(|| file(KILL_MATRIX).and_then(|text| text.parse().ok()));

/// The scenarios of the embedded suite that notice each known wrong behaviour.
pub fn embedded_kills() -> Option<&'static KillRecord> {
    KILLS.as_ref()
}

const SURVIVORS: &str = "survivors.tsv";

/// Returns the known reason why no scenario of the embedded suite notices a mutant.
pub fn why_unnoticed(mutant: &str) -> Option<String> {
    let rows = file(SURVIVORS)?.lines().filter(|line| !line.starts_with('#'));
    let mut rows = rows.filter_map(|line| line.split_once('\t'));
    rows.find(|(pattern, _)| fits(pattern, mutant)).map(|(_, reason)| reason.to_owned())
}

/// Whether the embedded suite has this file with this text.
pub fn is_embedded(source: &Source) -> bool {
    source.path.strip_prefix("features/").and_then(file) == Some(source.text.as_str())
}

/// Text of the embedded catalogue.
pub fn embedded_catalogue() -> &'static str {
    file("requirements.toml").unwrap_or_default()
}

/// Text of an embedded file.
pub fn file(path: &str) -> Option<&'static str> {
    EMBEDDED.get_file(path).and_then(include_dir::File::contents_utf8)
}

/// The feature files, by path.
pub fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    gather(&EMBEDDED, &mut sources);
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

fn gather(dir: &Dir<'_>, sources: &mut Vec<Source>) {
    for file in dir.files() {
        let path = file.path();
        if path.extension().is_some_and(|it| it == "feature")
            && let Some(text) = file.contents_utf8()
        {
            sources.push(Source::new(format!("features/{}", path.display()), text));
        }
    }
    for dir in dir.dirs() {
        gather(dir, sources);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_survivor_has_a_reason() {
        let rows = file(SURVIVORS).unwrap().lines().filter(|line| !line.starts_with('#'));
        for row in rows {
            let (pattern, reason) = row.split_once('\t').unwrap();
            assert!(pattern.contains(':') && reason.len() > 20, "{row}");
        }
        assert!(why_unnoticed("create-person.code=invalid_model:carry-out").is_some());
        assert_eq!(why_unnoticed("get-file:empty"), None);
    }
}
