//! Ways to operate an app.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::evidence::ObservedSituation;

use super::reference::ReferenceApp;

/// How the app is operated.
#[derive(Clone, Debug)]
pub enum AppOperator {
    /// A command operates the app: the partner's end-to-end test.
    Command(String),
    /// A person at the desk.
    Person,
    /// A reference app, which operates itself.
    Reference(ReferenceApp),
    /// Nobody: what was observed before is judged, by situation.
    Nobody(Rc<BTreeMap<String, ObservedSituation>>),
}
