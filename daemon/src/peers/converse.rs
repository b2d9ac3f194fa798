//! The waiting half of a connection: it carries messages between the socket and the session's thread, with back
//! pressure both ways, and notices when the other end is gone.

use super::Peers;
use super::blocking::run_blocking;
use super::socket::{Frame, Socket, SocketError};
use super::talk::{Talk, Told};
use crate::discovery::name::NetworkName;
use crate::places::Place;
use futures_util::{SinkExt, Stream, StreamExt};
use mingle_proto::id::DeviceId;
use mingle_proto::session::{Role, Settings, VERSIONS};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::{Instant, interval_at, timeout};
use tokio_util::sync::CancellationToken;

/// Messages from the network that wait for the session; while they are that many, no more is read.
const WAITING_IN: usize = 8;
/// Messages that wait for the network. More than a session has under way without hearing from the other side (32 MB
/// against four frames of documents and four of offers), so that two sides that both send always both go on reading.
const WAITING_OUT: usize = 512;
/// Who has not proven anything by then is shown out.
const PROVE_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(5);
/// After so long without any sign of life, pings unanswered, the other end is taken for dead.
const SILENCE: Duration = Duration::from_secs(16);
/// A message that the network does not take within this time ends the connection.
const SEND_WITHIN: Duration = Duration::from_secs(30);
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// How a call to a device went.
#[derive(Debug)]
pub enum Called {
    /// There was a session with a device of the owner, for so long.
    Talked(Duration),
    /// It came to nothing, and why.
    Failed(String),
}

/// One side of a connection that has just been made.
pub struct Ends {
    pub role: Role,
    pub address: SocketAddr,
    /// The name under which the other side was found, or calls itself.
    pub name: Option<NetworkName>,
    pub expect: Option<DeviceId>,
    pub place: Option<Place>,
}

/// Talks with somebody who called.
pub async fn answer(
    peers: &Peers,
    socket: Socket,
    address: SocketAddr,
    name: Option<NetworkName>,
    place: Place,
) {
    let ends = Ends { role: Role::Listener, address, name, expect: None, place: Some(place) };
    if let Called::Failed(why) = converse(peers, socket, ends).await {
        peers.0.notes.note(format_args!("a call from {address} came to nothing: {why}"));
    }
}

/// Talks over `socket` until either side ends it.
pub async fn converse(peers: &Peers, socket: Socket, ends: Ends) -> Called {
    let board = peers.board();
    let line = board.add(ends.role, ends.address, ends.name, &peers.0.stop);
    let (message_in, inbox) = mpsc::channel(WAITING_IN);
    let (outbox, frame_out) = mpsc::channel(WAITING_OUT);
    let (id, stop, proven) = (line.id, line.stop.clone(), CancellationToken::new());
    let gives_way = ends.place.as_ref().map(Place::gives_way).unwrap_or_default();
    let settings =
        Settings { us: peers.0.key.id(), role: ends.role, expect: ends.expect, versions: VERSIONS };
    let talk = Talk {
        peers: peers.clone(),
        settings,
        line,
        inbox,
        outbox,
        place: ends.place,
        proven: proven.clone(),
        address: ends.address,
        in_sync_since: None,
    };
    let work = run_blocking(move || talk.run());
    let carry = carry(socket, message_in, frame_out, [&proven, &gives_way], &stop);
    let (told, lost) = tokio::join!(work, carry);
    board.remove(id);
    match told {
        Ok(Told { device: Some((device, since)), ended }) => {
            if let Some(ended) = ended {
                crate::note!("the session with {} ended: {ended}", ends.address);
                board.set_problem(device, ended.to_string());
            }
            Called::Talked(since.elapsed())
        }
        Ok(Told { ended: Some(ended), .. }) => Called::Failed(ended.to_string()),
        Ok(Told { ended: None, .. }) => Called::Failed(lost),
        Err(error) => Called::Failed(format!("{error:#}")),
    }
}

/// Carries until one side is done; says which. What the session has sent by then still goes out.
async fn carry(
    socket: Socket,
    inbox: Sender<Vec<u8>>,
    mut outbox: Receiver<Frame>,
    [proven, gives_way]: [&CancellationToken; 2],
    stop: &CancellationToken,
) -> String {
    let Socket { mut incoming, mut outgoing } = socket;
    let unproven = async {
        let _ = timeout(PROVE_WITHIN, gives_way.cancelled()).await;
        if proven.is_cancelled() {
            std::future::pending::<()>().await;
        }
    };
    let why = tokio::select! {
        biased;
        () = stop.cancelled() => "it is not needed any more".to_owned(),
        ended = write(&mut outgoing, &mut outbox) => match ended {
            Ok(why) => why,
            Err(broken) => return broken,
        },
        why = read(&mut incoming, &inbox) => why,
        () = unproven => "it did not prove who it is in time".to_owned(),
    };
    let _ = timeout(CLOSE_WITHIN, outgoing.send(Frame::Close)).await;
    why
}

/// Why there is no more to read. Pending once the session is over: what it has still to say is in the outbox.
async fn read(
    incoming: &mut (impl Stream<Item = Result<Frame, SocketError>> + Unpin),
    inbox: &Sender<Vec<u8>>,
) -> String {
    // A message is taken from the network only when there is room for it.
    while let Ok(room) = inbox.reserve().await {
        match timeout(SILENCE, incoming.next()).await {
            Ok(Some(Ok(Frame::Data(message)))) => room.send(message),
            Ok(Some(Ok(Frame::Ping | Frame::Alive))) => {}
            Ok(Some(Ok(Frame::Text))) => return "it sent text".to_owned(),
            Ok(Some(Ok(Frame::Close)) | None) => return "it hung up".to_owned(),
            Ok(Some(Err(error))) => return format!("the connection broke: {error}"),
            Err(_) => return "it has fallen silent".to_owned(),
        }
    }
    std::future::pending().await
}

/// Why there is no more to write. An error ends the socket: it panics if it is written to after one.
async fn write(
    outgoing: &mut (impl SinkExt<Frame, Error = SocketError> + Unpin),
    outbox: &mut Receiver<Frame>,
) -> Result<String, String> {
    let mut ping = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    loop {
        let frame = tokio::select! {
            frame = outbox.recv() => frame,
            _ = ping.tick() => Some(Frame::Ping),
        };
        let Some(frame) = frame else { return Ok("the session is over".to_owned()) };
        match timeout(SEND_WITHIN, outgoing.send(frame)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(format!("the connection broke: {error}")),
            Err(_) => return Ok("it takes nothing any more".to_owned()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use futures_util::{sink, stream};

    #[tokio::test]
    async fn a_socket_that_breaks_while_it_is_written_to_ends_the_conversation_in_words() {
        let refused = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        let broken = sink::unfold((), move |(), _: Frame| async move { Err::<(), _>(refused()) });
        let socket = Socket {
            incoming: Box::pin(stream::pending()),
            outgoing: Box::pin(broken.sink_map_err(SocketError::from)),
        };
        let (message_in, _inbox) = mpsc::channel(1);
        let (outbox, frame_out) = mpsc::channel(1);
        outbox.send(Frame::Data(vec![1])).await.unwrap();
        let (proven, stop) = (CancellationToken::new(), CancellationToken::new());
        let why = carry(socket, message_in, frame_out, [&proven, &stop], &stop).await;
        assert!(why.starts_with("the connection broke"), "{why}");
    }
}
