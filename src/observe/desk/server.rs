//! The listener of the desk.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::by_hand;
use super::hand_desk::HandDesk;
use super::places::{Desk, token};
use super::routes;
use super::texts::DeskTexts;

/// Starts a desk at this address; with pages in this language if a person is at the desk.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(address: SocketAddr, language: Option<&str>) -> io::Result<Desk> {
    let listener = TcpListener::bind(address).await?;
    let mut bound = listener.local_addr()?;
    // The unspecified address cannot be connected to.
    if bound.ip().is_unspecified() {
        bound.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let url = format!("http://{bound}");
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
