//! Integration tests: rules of the tree, the suite on itself, black boxes, hostile servers, the
//! binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod attachments;
mod bank_page_server;
mod black_box;
mod browser;
mod browser_failures;
mod canonical;
mod circles;
mod cli;
mod configuration;
mod coverage;
mod crash;
mod docs;
mod doctor;
mod features;
mod flaky_network;
mod formats;
mod hostile_servers;
mod html;
mod language;
mod limits;
mod manual_wizard;
mod messages;
mod nightly;
mod pacing;
mod pipelines;
mod plan;
mod prove;
mod proxy_server;
mod reports;
mod rerender;
mod rerun;
mod schema;
mod secret_leaks;
mod selftest;
mod shards;
mod step_functions;
mod support;
mod tan_sources;
mod terminal;
mod tidy;
mod titles;
mod tls_server;
mod waivers;
