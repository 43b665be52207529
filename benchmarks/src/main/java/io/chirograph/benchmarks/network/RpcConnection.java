package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One kept connection for JSON-RPC over HTTP/1.1, so plain that it takes little of the machine it measures:
/// a POST, and its answer by `content-length`. Single-owner.
final class RpcConnection implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int ANSWER_BYTES_MAX = 256 << 20;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int port;

    RpcConnection(int port) throws IOException {
        this.port = port;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    /// @return the answer's body
    byte[] post(byte[] body) throws IOException {
        byte[] head =
                "POST / HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                        .formatted(port, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
        out.flush();
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        if (length < 0 || length > ANSWER_BYTES_MAX) {
            throw new IOException("the answer '%s' has %d bytes".formatted(status, length));
        }
        byte[] answer = in.readNBytes(length);
        if (answer.length < length) {
            throw new EOFException("the answer ends before its length");
        }
        if (!status.contains(" 200")) {
            throw new IOException(
                    status
                            + ": "
                            + new String(answer, 0, Math.min(length, 300), StandardCharsets.UTF_8));
        }
        return answer;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the node at port " + port + " closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /// One call.
    /// @param parameters a JSON array
    /// @throws BenchmarkException when the answer is an error
    JsonNode call(String method, String parameters) throws IOException {
        String request =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                        .formatted(method, parameters);
        try {
            JsonNode answer = JSON.readTree(post(request.getBytes(StandardCharsets.UTF_8)));
            if (answer.has("error")) {
                throw new BenchmarkException(method + ": " + answer.path("error"));
            }
            return answer.path("result");
        } catch (JacksonException e) {
            throw new IOException("the answer to " + method + " is no JSON", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
