//! The listener of the desk.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::by_hand::{self, HandDesk};
use super::places::{Desk, token};
use super::routes;
use super::texts::DeskTexts;

/// Starts a desk at this address; with pages in this language if a person is at the desk.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(address: SocketAddr, language: Option<&str>) -> io::Result<Desk> {
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let path = format!("/{}", token());
    let desk = Desk::at(url.clone(), language.map(|_| format!("{url}{path}/desk")));
    let mut router = routes::router(desk.clone());
    if let Some(language) = language {
        let hand = HandDesk { desk: desk.clone(), texts: DeskTexts::of(language) };
        router = router.nest(&path, by_hand::router(hand));
    }
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(desk)
}
