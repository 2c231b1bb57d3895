//! The selection of a run and its shard, so that merged shards can be checked to be complete.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The selection, and the part of it that one run was given.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct SelectionRecord {
    /// The part.
    pub shard: ShardRecord,
    /// Scenarios of the whole selection, those of other shards included.
    pub scenarios: usize,
    /// Present if the selection is only a part of its suite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<PartialRecord>,
    /// [`digest`](super::digest()) over their ids in load order.
    pub digest: String,
    /// Paths and flags that repeat the selection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
}

/// The suite that a selection is only a part of.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct PartialRecord {
    /// Scenarios of the whole suite.
    pub of: usize,
    /// Paths and flags that selected the part.
    pub by: Vec<String>,
}

/// One of several equal parts of a selection.
#[derive(
    Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord, Serialize,
)]
pub struct ShardRecord {
    /// Number of the shard, from 1.
    #[schemars(range(min = 1))]
    pub index: u32,
    /// Number of shards.
    #[schemars(range(min = 1))]
    pub total: u32,
}

impl ShardRecord {
    /// Whether there are others.
    pub fn is_part(self) -> bool {
        self.total > 1
    }
}

impl Default for ShardRecord {
    /// The whole.
    fn default() -> Self {
        Self { index: 1, total: 1 }
    }
}

impl std::fmt::Display for ShardRecord {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.index, self.total)
    }
}
