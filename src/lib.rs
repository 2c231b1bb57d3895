//! Scenario-driven conformance tests for Solaris' Bankident API.
//!
//! Features say what must hold, steps translate, the client observes, checks compare, the verdict
//! room judges, reporters print; the simulator is just another target. One room per module, and the arrows
//! between them point one way:
//!
//! ```text
//! cli -> run -> engine -> steps -> client -> {api, evidence, config}
//!          |               `-> checks -> {api, evidence, requirement}
//!          |-> observe -> {engine, simulator, client, checks, verdict, run}
//!          |-> simulator -> {api, evidence}
//!          |-> verdict -> {evidence, requirement, config}
//!          `-> report -> {verdict, evidence, requirement}
//! cli -> certify -> {certificate, run, observe}
//!              `-> certificate -> {verdict, evidence, requirement}
//! ```
//!
//! `simulator` and `client` never name each other, so nothing but HTTP passes between them.

pub mod api;
pub mod certificate;
pub mod certify;
pub mod checks;
pub mod cli;
pub mod client;
pub mod config;
pub mod engine;
pub mod evidence;
pub mod observe;
pub mod report;
pub mod requirement;
pub mod run;
pub mod simulator;
pub mod steps;
pub mod verdict;
