package io.chirograph.benchmarks.network;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes every transfer for confirmed in a block of its own making, and does nothing else: what the generator reaches
/// here is the most that it could show of anybody. Its receipts are as long as real ones. It runs in the generator's
/// process. Thread-safe.
final class AnsweringSink implements AutoCloseable {
    private static final Pattern RAW = Pattern.compile("\\[\"(0x[0-9a-f]+)\"]");
    private static final long BLOCK_NANOS = 50_000_000;
    private static final String RECEIPT_REST =
            ",\"status\":\"0x1\",\"blockHash\":\"0x%1$064x\",\"blockNumber\":\"0x1\",\"from\":\"0x%1$040x\",\"to\":\"0x%1$040x\",\"cumulativeGasUsed\":\"0xcf08\",\"effectiveGasPrice\":\"0x0\",\"gasUsed\":\"0xcf08\",\"logs\":[{\"address\":\"0x%1$040x\",\"topics\":[\"0x%1$064x\",\"0x%1$064x\",\"0x%1$064x\"],\"data\":\"0x%1$064x\",\"transactionHash\":\"0x%1$064x\"}],\"logsBloom\":\"0x%1$0512x\",\"type\":\"0x2\"}"
                    .formatted(1);

    private final ServerSocket server;
    private final Map<Long, List<String>> blocks = new ConcurrentHashMap<>();
    private List<String> open = new ArrayList<>();
    private long height;
    private long blockNanos = System.nanoTime();

    AnsweringSink() throws IOException {
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("sink").start(this::accept);
    }

    Endpoint endpoint() {
        return new Endpoint("nobody", List.of(server.getLocalPort()), List.of());
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().name("sink").start(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            OutputStream out = socket.getOutputStream();
            while (true) {
                int length = 0;
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    if (line.startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                    }
                }
                if (length == 0) {
                    return;
                }
                byte[] answer =
                        answer(new String(in.readNBytes(length), StandardCharsets.US_ASCII))
                                .getBytes(StandardCharsets.US_ASCII);
                out.write(
                        ("HTTP/1.1 200 OK\r\ncontent-length: " + answer.length + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                out.write(answer);
            }
        } catch (IOException _) {
            // The generator has gone.
        }
    }

    /// Empty at the end of a head, and at the end of the connection.
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private String answer(String request) {
        if (request.startsWith("[")) {
            StringBuilder answers = new StringBuilder("[");
            Matcher raw = RAW.matcher(request);
            while (raw.find()) {
                String hash = Hashes.keccak256(Bytes.fromHex(raw.group(1))).toString();
                add(hash);
                answers.append(answers.length() == 1 ? "" : ",").append(result('"' + hash + '"'));
            }
            return answers.append(']').toString();
        }
        if (request.contains("eth_blockNumber")) {
            return result("\"0x" + Long.toHexString(newest()) + '"');
        }
        String parameter = request.substring(request.lastIndexOf("0x") + 2);
        long asked = Long.parseLong(parameter.substring(0, parameter.indexOf('"')), 16);
        StringBuilder receipts = new StringBuilder("[");
        List<String> hashes = blocks.remove(asked);
        if (hashes != null) {
            for (String hash : hashes) {
                receipts.append(receipts.length() == 1 ? "" : ",")
                        .append("{\"transactionHash\":\"")
                        .append(hash)
                        .append('"')
                        .append(RECEIPT_REST);
            }
        }
        return result(receipts.append(']').toString());
    }

    private static String result(String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}";
    }

    private synchronized void add(String hash) {
        open.add(hash);
    }

    private synchronized long newest() {
        if (!open.isEmpty() && System.nanoTime() - blockNanos >= BLOCK_NANOS) {
            blockNanos = System.nanoTime();
            height++;
            blocks.put(height, open);
            open = new ArrayList<>();
        }
        return height;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
