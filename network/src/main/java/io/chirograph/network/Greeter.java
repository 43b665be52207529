package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/// A connection until both sides have said hello. Then a [Connection] takes this one's place; in every other
/// case the other side is told why, if it got so far, and the connection is closed.
///
/// Owned by the channel's event loop.
final class Greeter extends SimpleChannelInboundHandler<Frame> {
    /// Enough for the hello of any later version.
    static final int PAYLOAD_BYTES_MAX = 1024;

    /// Which side of the connection this member is on.
    sealed interface Side {
        /// This member called a peer, for one lane.
        record Calling(PeerLane peerLane) implements Side {}

        /// Someone called; `left` is run once, when it is greeted or gone.
        record Answering(Runnable left) implements Side {}
    }

    private final LinkConfig config;
    private final Roster roster;
    private final Refusals refusals;
    private final FrameReader reader;
    private final Side side;

    /// Set by the TLS handshake, before any frame is read.
    private Bytes peerKey = Bytes.EMPTY;

    private String closeReason = "closed by the other side before it said hello";
    private boolean finished;

    Greeter(LinkConfig config, Roster roster, Refusals refusals, FrameReader reader, Side side) {
        this.config = config;
        this.roster = roster;
        this.refusals = refusals;
        this.reader = reader;
        this.side = side;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var timeout =
                context.executor()
                        .schedule(
                                () -> refuse(context, Refusal.HANDSHAKE_TIMEOUT, ""),
                                config.limits().handshakeTimeout().toNanos(),
                                TimeUnit.NANOSECONDS);
        context.channel().closeFuture().addListener(_ -> timeout.cancel(false));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                secured(context);
            } else {
                insecure(context, handshake.cause());
            }
        }
    }

    private void secured(ChannelHandlerContext context) {
        try {
            peerKey = LinkTls.peerKey(context.pipeline().get(SslHandler.class).engine());
        } catch (SSLPeerUnverifiedException e) {
            refuse(context, Refusal.UNKNOWN_KEY, Problems.describe(e));
            return;
        }
        if (side instanceof Side.Calling(PeerLane peerLane)) {
            sayHello(context, peerLane.lane());
        }
    }

    private void insecure(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ClosedChannelException && side instanceof Side.Calling) {
            finish("closed by the other side during the TLS handshake");
            return;
        }
        Refusal refusal =
                switch (cause) {
                    case NotSslRecordException _ -> Refusal.NOT_TLS;
                    case Throwable each when LinkTls.isUnknownKey(each) -> Refusal.UNKNOWN_KEY;
                    default -> Refusal.HANDSHAKE_FAILED;
                };
        refuse(context, refusal, Problems.describe(cause));
    }

    private void sayHello(ChannelHandlerContext context, Lane lane) {
        ByteBuf buffer = context.alloc().buffer(Frame.HEADER_BYTES + Hello.SIZE);
        FrameQueue.put(buffer, Frame.Type.HELLO, Hello.of(config, roster.self(), lane).encode());
        Channels.writeAndFlush(context.channel(), buffer);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (finished) {
            return;
        }
        if (frame.type() == Frame.Type.REFUSED) {
            finish(RefusedNotice.read(frame.payload()));
            Channels.close(context.channel());
            return;
        }
        Optional<Hello> hello =
                frame.type() == Frame.Type.HELLO ? Hello.decode(frame.payload()) : Optional.empty();
        if (hello.isEmpty()) {
            refuse(context, Refusal.BAD_HELLO, "frame of type " + frame.type());
        } else if (hello.get().version() != Hello.VERSION) {
            refuse(
                    context,
                    Refusal.WRONG_VERSION,
                    "version " + hello.get().version() + ", this side has " + Hello.VERSION);
        } else if (!hello.get().genesisHash().equals(config.genesisHash())) {
            refuse(
                    context,
                    Refusal.WRONG_NETWORK,
                    "genesis "
                            + hello.get().genesisHash()
                            + ", this side has "
                            + config.genesisHash());
        } else {
            heard(context, hello.get());
        }
    }

    private void heard(ChannelHandlerContext context, Hello hello) {
        switch (side) {
            case Side.Calling(PeerLane peerLane) -> {
                if (!hello.isBy(peerLane.peer().index())
                        || hello.lane() != peerLane.lane().code()) {
                    refuse(
                            context,
                            Refusal.WRONG_INDEX,
                            "called member "
                                    + peerLane.peer().index()
                                    + " for "
                                    + peerLane.lane()
                                    + ", member "
                                    + hello.index()
                                    + " answered for lane "
                                    + hello.lane());
                } else {
                    greeted(context, peerLane);
                }
            }
            case Side.Answering _ -> answer(context, hello);
        }
    }

    private void answer(ChannelHandlerContext context, Hello hello) {
        Optional<Peer> caller = roster.withKey(peerKey);
        if (caller.isEmpty() || !hello.isBy(caller.get().index())) {
            refuse(
                    context,
                    Refusal.WRONG_INDEX,
                    "index "
                            + hello.index()
                            + " for the key of member "
                            + caller.map(peer -> Integer.toString(peer.index())).orElse("none"));
        } else if (hello.knownLane().isEmpty()) {
            refuse(context, Refusal.BAD_HELLO, "lane " + hello.lane());
        } else if (!hello.knownLane().get().isCalledBy(caller.get().index(), roster.self())) {
            refuse(
                    context,
                    Refusal.WRONG_CALLER,
                    "member " + hello.index() + " called member " + roster.self());
        } else {
            Lane lane = hello.knownLane().get();
            Optional<PeerLane> peerLane = roster.of(caller.get().index(), lane);
            if (peerLane.isEmpty()) {
                refuse(context, Refusal.UNKNOWN_KEY, "it has just left");
                return;
            }
            sayHello(context, lane);
            greeted(context, peerLane.get());
        }
    }

    private void greeted(ChannelHandlerContext context, PeerLane peerLane) {
        finish("");
        Channel channel = context.channel();
        Connection connection = new Connection(channel, peerLane, config.limits(), refusals);
        reader.limitPayload(peerLane.limits().frameBytesMax());
        context.pipeline().replace(this, null, connection);
        connection.start(config.limits().heartbeatInterval());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof FrameReader.FrameException e) {
            refuse(context, e.refusal(), e.detail());
        } else {
            finish(Problems.describe(cause));
            Channels.close(context.channel());
        }
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal, String detail) {
        if (finished) {
            return;
        }
        finish(refusal + ": " + detail);
        refusals.add(Channels.remoteAddress(context.channel()), refusal, detail);
        if (peerKey.isEmpty()) {
            Channels.close(context.channel());
        } else {
            RefusedNotice.sendAndClose(context.channel(), refusal, detail);
        }
    }

    /// What happened first is the reason; what follows from it is not.
    private void finish(String reason) {
        if (!finished) {
            finished = true;
            closeReason = reason;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (side instanceof Side.Calling(PeerLane peerLane)) {
            peerLane.problem(closeReason);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (side instanceof Side.Answering(Runnable left)) {
            left.run();
        }
    }
}
