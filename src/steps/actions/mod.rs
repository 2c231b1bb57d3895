//! Actions of partner and customer: requests, bank pages, waiting. Actions do not judge.

pub mod addressing;
pub mod arrivals;
pub mod customer;
pub mod handover;
pub mod journey;
pub mod mobile_number;
pub mod overview;
pub mod partner;
pub mod polling;
pub mod swisscom;
pub mod time;
pub mod webhooks;
