//! The operations of the API, as routes and faults name them, and the calls beside the API.

pub use crate::api::operation::*;

/// Calls that the simulator itself sends to a receiver.
pub const CALLOUT: Operation = beside_the_api("POST", "{webhook}");
/// The hosted bank page.
pub const OPEN_WIZARD: Operation = beside_the_api("GET", "/index.html");
/// A form of the hosted bank page.
pub const SUBMIT_WIZARD: Operation = beside_the_api("POST", "/index.html");

const fn beside_the_api(method: &'static str, path: &'static str) -> Operation {
    Operation { method, path, presence: Presence::Unprinted, success: Success::Any }
}
