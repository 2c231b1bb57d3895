//! The pages of a bundle: the certificate as a sheet in each language, and the badge.

use super::badge::badge;
use super::page::page;
use super::statement::Statement;
use super::texts::PageLanguage;

/// Name of the badge in a bundle.
const BADGE: &str = "badge.svg";

/// Returns name and text of each page; `key` is the id of the first signer's key.
pub fn pages(statement: &Statement, key: &str) -> Vec<(&'static str, String)> {
    let sheets = PageLanguage::ALL.map(|it| (it.file(), page(statement, key, it)));
    sheets.into_iter().chain([(BADGE, badge(statement))]).collect()
}
