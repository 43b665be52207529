package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A WebSocket client that also sends what no honest one would.
public final class RawWebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FINAL = 0x80;

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final String statusLine;

    /// What the server sent, unmasked as servers do.
    ///
    /// @param opcode without the bit that says whether it is the last
    public record Frame(int opcode, Bytes payload) {
        public String text() {
            return payload.toUtf8();
        }

        /// Of a closing frame.
        public int closeCode() {
            return ((payload.get(0) & 0xff) << 8) | (payload.get(1) & 0xff);
        }
    }

    public RawWebSocket(int port, String... headers) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        List<String> lines = new ArrayList<>();
        lines.add("GET / HTTP/1.1");
        lines.add("Host: localhost:" + port);
        lines.add("Connection: Upgrade");
        lines.add("Upgrade: websocket");
        lines.add("Sec-WebSocket-Version: 13");
        lines.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        lines.addAll(List.of(headers));
        out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        statusLine = line();
        if (isOpen()) {
            while (!line().isEmpty()) {
                // the other headers
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed while the handshake was read: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    public boolean isOpen() {
        return statusLine.contains(" 101 ");
    }

    public String statusLine() {
        return statusLine;
    }

    public RawWebSocket send(String text) throws IOException {
        return send(TEXT | FINAL, text.getBytes(StandardCharsets.UTF_8));
    }

    public RawWebSocket send(int firstByte, byte[] payload) throws IOException {
        out.write(frame(firstByte, payload));
        return this;
    }

    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /// A frame, masked as clients must.
    public static byte[] frame(int firstByte, byte[] payload) {
        byte[] mask = new byte[4];
        new Random(payload.length).nextBytes(mask);
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i & 3];
        }
        int size = payload.length;
        byte[] head =
                size < 126
                        ? new byte[] {(byte) firstByte, (byte) (0x80 | size)}
                        : size < 65_536
                                ? new byte[] {
                                    (byte) firstByte, (byte) 0xfe, (byte) (size >> 8), (byte) size
                                }
                                : new byte[] {
                                    (byte) firstByte,
                                    (byte) 0xff,
                                    0,
                                    0,
                                    0,
                                    0,
                                    (byte) (size >> 24),
                                    (byte) (size >> 16),
                                    (byte) (size >> 8),
                                    (byte) size
                                };
        return Bytes.concat(Bytes.copyOf(head), Bytes.copyOf(mask), Bytes.copyOf(masked)).toArray();
    }

    public Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        long size = in.readUnsignedByte();
        if (size == 126) {
            size = in.readUnsignedShort();
        } else if (size == 127) {
            size = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(size)];
        in.readFully(payload);
        return new Frame(opcode, Bytes.owning(payload));
    }

    /// Whether the server ends the connection, whatever it says before.
    public boolean isEnded() throws IOException {
        try {
            while (in.read() >= 0) {
                // what it says before
            }
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
