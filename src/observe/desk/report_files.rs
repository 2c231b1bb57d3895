//! The files of the report, read-only, once they are written.

use std::path::{Component, Path as FilePath};

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::hand_desk::HandDesk;

/// Name of the page of the report.
pub const PAGE: &str = "report.html";
/// Policy of a file that is no page of its own.
const NOTHING: &str = "default-src 'none'; sandbox";

/// Answers a file of the report.
pub async fn serve(State(hand): State<HandDesk>, Path(path): Path<String>) -> Response {
    let Some((_, report)) = hand.desk.hand().result() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_inside = |part: Component<'_>| matches!(part, Component::Normal(_));
    if !FilePath::new(&path).components().all(is_inside) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Ok(bytes) = tokio::fs::read(report.folder.join(&path)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let own = report.policy.filter(|_| path == PAGE);
    let policy = own.map_or(NOTHING.to_owned(), |it| format!("{it}; frame-ancestors 'none'"));
    let headers = [
        (header::CONTENT_TYPE, media_type(&path).to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("json" | "ndjson") => "application/json",
        Some("png") => "image/png",
        Some("jpeg") => "image/jpeg",
        Some("md" | "txt" | "xml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
