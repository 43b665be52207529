package io.chirograph.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// What is done with a channel in one way only.
final class Channels {
    private Channels() {}

    /// Without a flush; a write that fails ends the connection.
    static void write(Channel channel, ByteBuf buffer) {
        channel.write(buffer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    static void writeAndFlush(Channel channel, ByteBuf buffer) {
        channel.writeAndFlush(buffer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    /// Whoever has to know listens to the close future, since a channel may close in other ways too.
    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(Channel channel) {
        channel.close();
    }

    /// Without the port: that says nothing of who it is.
    static String remoteAddress(Channel channel) {
        SocketAddress address = channel.remoteAddress();
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : "unknown";
    }
}
