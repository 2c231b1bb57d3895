//! Printers: a conformance report goes in, bytes come out. They decide nothing and open nothing.

mod failures;
mod json;
mod junit;
mod properties;
mod table;
mod text;

pub use json::run_json;
pub use junit::{JunitError, junit};
pub use table::{Layout, table};
