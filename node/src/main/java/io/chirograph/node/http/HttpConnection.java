package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client's connection: gathers a request, has it answered, writes the answer, and only then reads the
/// next. Owned by the channel's event loop; the handler's thread touches nothing but [#answer].
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
    private static final int QUERY_PARAMETERS_MAX = 100;
    private static final int BODY_BYTES_START_MAX = 64 * 1024;

    /// The request being gathered.
    /// @param keepAlive whether the connection outlives it
    private record Incoming(
            io.netty.handler.codec.http.HttpRequest head,
            boolean keepAlive,
            ByteArrayOutputStream body) {}

    private final HttpServer.Shared shared;
    private @Nullable Incoming incoming;

    /// Closes the connection if the request does not come, or the answer is not taken, in time.
    private @Nullable Future<?> timeout;

    private boolean closing;

    HttpConnection(HttpServer.Shared shared) {
        this.shared = shared;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        expect(context.channel(), shared.config().limits().requestTimeout());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        expectNothing();
    }

    private void expect(Channel channel, Duration time) {
        expectNothing();
        timeout =
                channel.eventLoop()
                        .schedule(() -> close(channel), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void expectNothing() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (closing) {
            return;
        }
        if (message.decoderResult().isFailure()) {
            refuse(context.channel(), malformed(message.decoderResult()));
            return;
        }
        if (message instanceof io.netty.handler.codec.http.HttpRequest head) {
            begin(context, head);
        }
        if (message instanceof HttpContent content && !closing) {
            gather(context.channel(), content);
        }
    }

    private static HttpResponse malformed(DecoderResult result) {
        return switch (result.cause()) {
            case TooLongHttpLineException _ -> ErrorAnswer.of(414, "the address is too long");
            case TooLongHttpHeaderException _ -> ErrorAnswer.of(431, "the headers are too long");
            default -> ErrorAnswer.of(400, "this is not HTTP/1.1");
        };
    }

    private void begin(
            ChannelHandlerContext context, io.netty.handler.codec.http.HttpRequest head) {
        int bytesMax = shared.config().limits().bodyBytesMax();
        long announced = HttpUtil.getContentLength(head, 0L);
        if (announced > bytesMax) {
            refuse(context.channel(), tooLong(bytesMax));
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            context.writeAndFlush(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
        int start = (int) Math.min(announced, BODY_BYTES_START_MAX);
        incoming = new Incoming(head, HttpUtil.isKeepAlive(head), new ByteArrayOutputStream(start));
    }

    private static HttpResponse tooLong(int bytesMax) {
        return ErrorAnswer.of(413, "the body is longer than " + bytesMax + " bytes");
    }

    private void gather(Channel channel, HttpContent content) {
        Incoming request = incoming;
        if (request == null) {
            return;
        }
        ByteBuf bytes = content.content();
        int bytesMax = shared.config().limits().bodyBytesMax();
        if (request.body.size() + bytes.readableBytes() > bytesMax) {
            refuse(channel, tooLong(bytesMax));
            return;
        }
        try {
            bytes.readBytes(request.body, bytes.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array takes all bytes", e);
        }
        if (content instanceof LastHttpContent) {
            incoming = null;
            complete(channel, request);
        }
    }

    private void complete(Channel channel, Incoming incoming) {
        channel.config().setAutoRead(false);
        expectNothing();
        boolean keepAlive = incoming.keepAlive;
        HttpRequest request;
        try {
            request = requestOf(channel, incoming);
        } catch (IllegalArgumentException e) {
            refuse(channel, ErrorAnswer.of(400, "the address is not well-formed"));
            return;
        }
        if (WebSocketUpgrade.isWanted(request)) {
            new WebSocketUpgrade(shared)
                    .begin(channel, incoming.head, request)
                    .ifPresent(refusal -> refuse(channel, refusal));
            return;
        }
        boolean withBody = !request.method().equals("HEAD");
        if (!shared.permits().tryAcquire()) {
            shared.overloads().increment();
            HttpResponse overload =
                    ErrorAnswer.of(503, "this node is busy, try again").with("Retry-After", "1");
            answer(channel, overload, keepAlive, withBody);
            return;
        }
        shared.requests().increment();
        Thread.ofVirtual()
                .name("http request")
                .start(() -> {
                    HttpResponse response;
                    try {
                        response = respond(request);
                    } catch (RuntimeException | Error e) {
                        // Only what must stop the node comes here: the client is not kept waiting.
                        close(channel);
                        throw e;
                    } finally {
                        shared.permits().release();
                    }
                    answer(channel, response, keepAlive, withBody);
                });
    }

    private HttpResponse respond(HttpRequest request) {
        BrowserRules rules = shared.browserRules();
        HttpResponse response =
                rules.refusal(request)
                        .or(() -> rules.preflight(request))
                        .orElseGet(() -> ErrorAnswer.orAnswer(shared.handler(), request));
        return rules.allow(request, response);
    }

    private static HttpRequest requestOf(Channel channel, Incoming incoming) {
        QueryStringDecoder address =
                new QueryStringDecoder(
                        incoming.head.uri(), StandardCharsets.UTF_8, true, QUERY_PARAMETERS_MAX);
        Map<String, List<String>> headers = new HashMap<>();
        for (Map.Entry<String, String> each : incoming.head.headers()) {
            headers.computeIfAbsent(each.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(each.getValue());
        }
        return new HttpRequest(
                incoming.head.method().name(),
                address.path(),
                address.parameters(),
                headers,
                Bytes.owning(incoming.body.toByteArray()),
                ((InetSocketAddress) channel.remoteAddress()).getAddress());
    }

    /// Answers what could not be read to its end; where the next request starts is unknown then.
    private void refuse(Channel channel, HttpResponse response) {
        closing = true;
        incoming = null;
        answer(channel, response, false, true);
    }

    /// Writes, then reads the next request or closes. Thread-safe.
    private void answer(
            Channel channel, HttpResponse response, boolean keepAlive, boolean withBody) {
        try {
            channel.eventLoop().execute(() -> write(channel, response, keepAlive, withBody));
        } catch (RejectedExecutionException e) {
            // The server is closed, and the client's connection with it.
            close(channel);
        }
    }

    private void write(
            Channel channel, HttpResponse response, boolean keepAlive, boolean withBody) {
        expect(channel, shared.config().limits().responseTimeout());
        channel.writeAndFlush(encode(response, keepAlive, withBody))
                .addListener(written -> next(channel, written.isSuccess() && keepAlive));
    }

    private void next(Channel channel, boolean keepAlive) {
        if (keepAlive) {
            expect(channel, shared.config().limits().requestTimeout());
            channel.config().setAutoRead(true);
        } else {
            close(channel);
        }
    }

    private static FullHttpResponse encode(
            HttpResponse response, boolean keepAlive, boolean withBody) {
        ByteBuf body =
                withBody
                        ? Unpooled.wrappedBuffer(response.body().asByteBuffer())
                        : Unpooled.EMPTY_BUFFER;
        FullHttpResponse encoded =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
        response.headers().forEach(encoded.headers()::set);
        if (response.status() != HttpResponseStatus.NO_CONTENT.code()) {
            encoded.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, response.contentType())
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.body().size());
        }
        encoded.headers()
                .set("X-Content-Type-Options", "nosniff")
                .set(
                        HttpHeaderNames.CONNECTION,
                        keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        return encoded;
    }

    /// Broken connections are a client's business; what is ours to know comes as a decoder result.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context.channel());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    static void close(Channel channel) {
        channel.close();
    }
}
