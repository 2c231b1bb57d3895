//! stub
use super::http::transport::SetupError;
use crate::config::{ControlAccess, Secret};
use crate::evidence::{Trace, TraceEventKind, Unobserved};
use serde_json::Value;
#[derive(Clone, Debug)]
pub struct TenantAccess {
    pub id: String,
    pub client_id: String,
    pub client_secret: Secret,
}
#[derive(Clone, Debug)]
pub struct OutboxSms {
    pub number: String,
    pub token: String,
    pub sent_at: String,
}
#[derive(Debug)]
pub struct ControlClient;
impl ControlClient {
    pub fn new(_: ControlAccess) -> Result<Self, SetupError> {
        Ok(Self)
    }
    pub async fn create_tenant(&self, _: &Value) -> Result<TenantAccess, Unobserved> {
        unimplemented!()
    }
    pub async fn delete_tenant(&self, _: &str) -> Result<(), Unobserved> {
        unimplemented!()
    }
    pub async fn set_script(&self, _: &str, _: &[Value]) -> Result<(), Unobserved> {
        unimplemented!()
    }
    pub async fn add_event(&self, _: &str, _: &TraceEventKind) -> Result<(), Unobserved> {
        unimplemented!()
    }
    pub async fn trace(&self, _: &str) -> Result<Trace, Unobserved> {
        unimplemented!()
    }
    pub async fn advance_clock(&self, _: &str, _: u64) -> Result<String, Unobserved> {
        unimplemented!()
    }
    pub async fn outbox(&self, _: &str, _: Option<&str>) -> Result<Vec<OutboxSms>, Unobserved> {
        unimplemented!()
    }
}
