//! Serves the connections of a listener: with time-outs, a maximum number of connections, and an end
//! without a wait for clients.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::handler::Handler as _;
use axum::response::Response;
use axum::serve::Listener;
use futures::{StreamExt as _, stream};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};
use tower_service::Service as _;

/// Time-out of the header fields of a request, also of the first one of a connection.
const HEADER_LIMIT: Duration = Duration::from_secs(60);
/// Time-out of the body of a request.
const BODY_LIMIT: Duration = Duration::from_secs(30);
/// Maximum time in which running requests are answered after the end.
const END_LIMIT: Duration = Duration::from_secs(1);
/// Time-out of the refusal of a connection.
const REFUSAL_LIMIT: Duration = Duration::from_secs(1);
/// The refusal of a connection.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\
    content-type: application/json\r\ncontent-length: 103\r\n\r\n\
    {\"errors\":[{\"id\":\"0\",\"status\":503,\"code\":\"too_many_connections\",\"title\":\"All connections are in use\"}]}";

/// An open connection.
struct Connection {
    task: AbortHandle,
    /// Number of requests that are being answered.
    busy: Arc<AtomicUsize>,
}

/// Accepts connections until the end.
pub(super) async fn serve(
    mut listener: TcpListener,
    router: Router,
    most: usize,
    mut closing: watch::Receiver<bool>,
) -> io::Result<()> {
    let (mut tasks, mut open) = (JoinSet::new(), VecDeque::<Connection>::new());
    loop {
        let stream = tokio::select! {
            (stream, _) = Listener::accept(&mut listener) => stream,
            _ = closing.wait_for(|closing| *closing) => break,
        };
        while tasks.try_join_next().is_some() {}
        open.retain(|it| !it.task.is_finished());
        if open.len() >= most && !end_idle(&mut open) {
            tasks.spawn(refuse(stream));
            continue;
        }
        let busy = Arc::<AtomicUsize>::default();
        let answered = connection(stream, router.clone(), Arc::clone(&busy), closing.clone());
        open.push_back(Connection { task: tasks.spawn(answered), busy });
    }
    // Those that are left are aborted when the set is dropped.
    let _ = timeout(END_LIMIT, async { while tasks.join_next().await.is_some() {} }).await;
    Ok(())
}

/// Ends the oldest connection on which no request is being answered.
fn end_idle(open: &mut VecDeque<Connection>) -> bool {
    let idle = open.iter().position(|it| it.busy.load(Ordering::SeqCst) == 0);
    let idle = idle.and_then(|place| open.remove(place));
    idle.map(|it| it.task.abort()).is_some()
}

async fn refuse(mut stream: TcpStream) {
    // The client learns no more if it does not read.
    let _ = timeout(REFUSAL_LIMIT, stream.write_all(REFUSAL)).await;
    let _ = timeout(REFUSAL_LIMIT, stream.shutdown()).await;
}

/// The service that answers the requests of a connection.
#[derive(Clone)]
struct Answering {
    router: Router,
    /// Number of requests that are being answered.
    busy: Arc<AtomicUsize>,
}

async fn answered(State(mut answering): State<Answering>, request: Request) -> Response {
    answering.busy.fetch_add(1, Ordering::SeqCst);
    let answer = answering.router.call(in_time(request)).await;
    answering.busy.fetch_sub(1, Ordering::SeqCst);
    match answer {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// The request, whose body breaks off if it is not complete in time.
fn in_time(request: Request) -> Request {
    if request.body().is_end_stream() {
        return request;
    }
    let end = Instant::now() + BODY_LIMIT;
    request.map(|body| {
        let pieces = stream::unfold(Some(body.into_data_stream()), move |pieces| async move {
            let mut pieces = pieces?;
            match timeout_at(end, pieces.next()).await {
                Ok(piece) => Some((piece?.map_err(io::Error::other), Some(pieces))),
                Err(_elapsed) => Some((Err(io::ErrorKind::TimedOut.into()), None)),
            }
        });
        Body::from_stream(pieces)
    })
}

async fn connection(
    stream: TcpStream,
    router: Router,
    busy: Arc<AtomicUsize>,
    mut closing: watch::Receiver<bool>,
) {
    // Without it answers are only slower.
    let _ = stream.set_nodelay(true);
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_LIMIT);
    let service = answered.with_state(Answering { router, busy });
    let serving = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        // A broken connection is the client's own affair.
        _ = serving.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::routing::get;
    use tokio::io::AsyncReadExt as _;
    use tokio::sync::Notify;
    use tokio::task::JoinHandle;

    use super::*;

    /// A server, and a signal for each call of `/hang`.
    struct Served {
        address: SocketAddr,
        close: watch::Sender<bool>,
        server: JoinHandle<io::Result<()>>,
        hangs: Arc<Notify>,
    }

    async fn served(most: usize) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (close, closing) = watch::channel(false);
        let hangs = Arc::<Notify>::default();
        let told = Arc::clone(&hangs);
        let hang = move || {
            told.notify_one();
            std::future::pending::<()>()
        };
        let router = Router::new().route("/", get(async || "ok")).route("/hang", get(hang));
        let server = tokio::spawn(serve(listener, router, most, closing));
        Served { address, close, server, hangs }
    }

    async fn sent(address: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn answer(mut stream: TcpStream) -> String {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8(bytes).unwrap()
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    #[tokio::test]
    async fn half_sent_requests_give_way_to_whole_ones() {
        let Served { address, .. } = &served(8).await;
        let address = *address;
        let mut half = Vec::new();
        for _ in 0..40 {
            half.push(sent(address, "GET / HTTP/1.1\r\nhos").await);
        }
        assert!(answer(sent(address, WHOLE).await).await.starts_with("HTTP/1.1 200"));
    }

    #[tokio::test]
    async fn a_client_too_many_is_told_so() {
        let server = served(1).await;
        let busy = sent(server.address, "GET /hang HTTP/1.1\r\nhost: x\r\n\r\n").await;
        server.hangs.notified().await;
        let refused = answer(sent(server.address, WHOLE).await).await;
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.contains("too_many_connections"), "{refused}");
        let (head, body) = refused.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}", body.len())), "{refused}");
        drop(busy);
    }

    #[tokio::test]
    async fn the_end_does_not_wait_for_half_sent_requests() {
        let Served { address, close, server, .. } = served(8).await;
        let half = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n";
        let _open = [sent(address, half).await, sent(address, "GET").await];
        assert!(answer(sent(address, WHOLE).await).await.starts_with("HTTP/1.1 200"));
        let began = Instant::now();
        close.send_replace(true);
        server.await.unwrap().unwrap();
        assert!(began.elapsed() < 3 * END_LIMIT);
    }
}
