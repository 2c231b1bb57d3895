//! Integration tests: rules of the tree, the suite on itself, black boxes, hostile servers, the
//! binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod arrows;
mod attachments;
mod bank;
mod black_box;
mod browser;
mod browser_trouble;
mod by_hand;
mod canaries;
mod canonical;
mod cli;
mod configuration;
mod coverage;
mod crash;
mod docs;
mod doctor;
mod features;
mod formats;
mod front;
mod guarded;
mod hostile;
mod html;
mod limits;
mod manners;
mod messages;
mod nightly;
mod perform;
mod pipelines;
mod plan;
mod prove;
mod repeat;
mod reports;
mod rerender;
mod schema;
mod selftest;
mod shards;
mod tan_sources;
mod terminal;
mod waivers;
mod weather;
