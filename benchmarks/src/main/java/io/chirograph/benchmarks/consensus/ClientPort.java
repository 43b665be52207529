package io.chirograph.benchmarks.consensus;

import io.chirograph.types.Bytes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Where clients come in: one thread reads their frames, checks the MACs and writes replies. Thread-safe.
final class ClientPort implements OrderingReplica.Clients, AutoCloseable {
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("clients", true), NioIoHandler.newFactory());
    private final Map<Long, Channel> channels = new ConcurrentHashMap<>();

    /// Of requests; each used by the loop alone.
    private final Map<Long, SessionMac> macs = new ConcurrentHashMap<>();

    private volatile Consumer<Bundle.Entry> requests = _ -> {};

    /// From now on requests of `session` are checked with the key that the client shares with this member.
    void opened(long session, Bytes key) {
        macs.put(session, SessionMac.of(key));
    }

    /// @param taker takes each request whose MAC is right; called by the loop
    void listen(int port, Consumer<Bundle.Entry> taker) {
        requests = taker;
        new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                channel.pipeline().addLast(newFrames(), new Requests());
                            }
                        })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .syncUninterruptibly();
    }

    static LengthFieldBasedFrameDecoder newFrames() {
        return new LengthFieldBasedFrameDecoder(
                ClientProtocol.FRAME_BYTES_MAX, 0, Integer.BYTES, 0, Integer.BYTES);
    }

    private final class Requests extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            byte type = frame.readByte();
            byte[] rest = new byte[frame.readableBytes()];
            frame.readBytes(rest);
            if (type == ClientProtocol.OPEN) {
                open(context.channel(), Bytes.owning(rest));
            } else if (type == ClientProtocol.REQUEST
                    && rest.length > ClientProtocol.REQUEST_HEAD_BYTES + SessionMac.BYTES) {
                take(context, rest);
            } else {
                context.close();
            }
        }

        private void open(Channel channel, Bytes opening) {
            long session =
                    ClientProtocol.sessionOf(opening.slice(0, ClientProtocol.SESSION_KEY_BYTES));
            channels.put(session, channel);
            requests.accept(new Bundle.Entry(session, 0, opening));
        }

        private void take(ChannelHandlerContext context, byte[] rest) {
            ByteBuffer head = ByteBuffer.wrap(rest);
            long session = head.getLong();
            long number = head.getLong();
            int end = rest.length - SessionMac.BYTES;
            SessionMac mac = macs.get(session);
            if (mac == null || !mac.check(rest, 0, end, ByteBuffer.wrap(rest).position(end))) {
                context.close();
                return;
            }
            channels.put(session, context.channel());
            Bytes content = Bytes.owning(rest).slice(ClientProtocol.REQUEST_HEAD_BYTES, end);
            requests.accept(new Bundle.Entry(session, number, content));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void send(List<OrderedLog.Session> sessions, List<byte[]> frames) {
        loop.execute(() -> {
            for (int i = 0; i < frames.size(); i++) {
                Channel channel = channels.get(sessions.get(i).id());
                if (channel != null && channel.isActive()) {
                    channel.writeAndFlush(
                            Unpooled.wrappedBuffer(frames.get(i)), channel.voidPromise());
                }
            }
        });
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
