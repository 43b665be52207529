package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Sends signed transfers to one endpoint and waits for their receipts, so that there are always as many unconfirmed
/// ones as were asked for. Each connection has senders and a share of the unconfirmed of its own; it gathers what it
/// may send into one JSON batch. One more connection reads the receipts of every new block.
///
/// It goes on from run to run with the senders' nonces. Single-owner; its threads end with each run.
final class LoadGenerator {
    private static final long BLOCK_POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long DRAIN_NANOS_MAX = Duration.ofSeconds(60).toNanos();
    private static final int LATENCY_DIGITS = 3;
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);

    /// How the load is offered: the same for every endpoint.
    ///
    /// @param unconfirmed transfers on their way at once, over all connections
    /// @param batch of how many calls a request consists at most
    record Shape(int connections, int unconfirmed, int batch) {}

    private record Sent(Semaphore room, long nanos) {}

    private final Endpoint endpoint;
    private final SignedSupply supply;
    private final Shape shape;
    private final int[] nextNonces;
    private final Map<Hash32, Sent> unconfirmed = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<Throwable>> failure =
            new AtomicReference<>(Optional.empty());
    private volatile boolean sending;
    private volatile boolean measuring;
    private long confirmed;
    private long blocks;
    private long height;
    private Histogram latencies = new Histogram(LATENCY_DIGITS);

    LoadGenerator(Endpoint endpoint, SignedSupply supply, Shape shape) {
        this.endpoint = endpoint;
        this.supply = supply;
        this.shape = shape;
        this.nextNonces = new int[supply.senderCount()];
    }

    /// The highest nonce that any sender goes on with.
    int nonceMax() {
        int highest = 0;
        for (int nonce : nextNonces) {
            highest = Math.max(highest, nonce);
        }
        return highest;
    }

    /// Loads the endpoint for `lead`, then for `measured`, which counts, and waits until nothing is unconfirmed.
    Sample run(Duration lead, Duration measured) throws IOException, InterruptedException {
        failure.set(Optional.empty());
        confirmed = 0;
        blocks = 0;
        latencies = new Histogram(LATENCY_DIGITS);
        List<Thread> threads = new ArrayList<>();
        sending = true;
        try (RpcConnection reading = new RpcConnection(endpoint.ports().getFirst())) {
            height = newest(reading);
            threads.add(start("receipts", () -> follow(reading)));
            for (int i = 0; i < shape.connections(); i++) {
                int number = i;
                threads.add(start("sender-" + i, () -> send(number)));
            }
            pause(lead);
            Sample.Processors processors = new Sample.Processors(endpoint.processes());
            long startNanos = System.nanoTime();
            measuring = true;
            pause(measured);
            measuring = false;
            long nanos = System.nanoTime() - startNanos;
            List<Double> nodes = processors.ofNodes();
            double generator = processors.ofGenerator();
            sending = false;
            for (Thread thread : threads) {
                thread.join();
            }
            if (failure.get().isPresent()) {
                throw new BenchmarkException(
                        endpoint.label() + ": " + failure.get().get(), failure.get().get());
            }
            return new Sample(
                    confirmed * 1e9 / nanos,
                    latencies.getValueAtPercentile(50) / 1e3,
                    latencies.getValueAtPercentile(99) / 1e3,
                    blocks,
                    nodes,
                    generator);
        } finally {
            sending = false;
            threads.forEach(Thread::interrupt);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - deadline < 0 && failure.get().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private Thread start(String name, Work work) {
        return Thread.ofPlatform()
                .name(name)
                .start(() -> {
                    try {
                        work.run();
                    } catch (IOException | RuntimeException e) {
                        failure.compareAndSet(Optional.empty(), Optional.of(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void send(int number) throws IOException, InterruptedException {
        Semaphore room = new Semaphore(shape.unconfirmed() / shape.connections());
        int port = endpoint.ports().get(number % endpoint.ports().size());
        int sender = number;
        try (RpcConnection connection = new RpcConnection(port)) {
            while (sending && failure.get().isEmpty()) {
                if (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    continue;
                }
                int count = 1;
                while (count < shape.batch() && room.tryAcquire()) {
                    count++;
                }
                StringBuilder request = new StringBuilder("[");
                for (int i = 0; i < count; i++) {
                    Transfers.Signed next = supply.get(sender, nextNonces[sender]++);
                    unconfirmed.put(next.hash(), new Sent(room, System.nanoTime()));
                    request.append(i == 0 ? "" : ",")
                            .append("{\"jsonrpc\":\"2.0\",\"id\":")
                            .append(i)
                            .append(",\"method\":\"eth_sendRawTransaction\",\"params\":[\"")
                            .append(next.raw())
                            .append("\"]}");
                    sender += shape.connections();
                    sender = sender < nextNonces.length ? sender : number;
                }
                byte[] body = request.append(']').toString().getBytes(StandardCharsets.US_ASCII);
                refuseErrors(connection.post(body));
            }
        }
    }

    private static void refuseErrors(byte[] answer) {
        for (int i = 0; i + ERROR.length <= answer.length; i++) {
            if (Arrays.equals(answer, i, i + ERROR.length, ERROR, 0, ERROR.length)) {
                String whole = new String(answer, StandardCharsets.UTF_8);
                throw new BenchmarkException(
                        "a transfer was refused: "
                                + whole.substring(i, Math.min(whole.length(), i + 300)));
            }
        }
    }

    private static long newest(RpcConnection connection) throws IOException {
        String quantity = connection.call("eth_blockNumber", "[]").asString("");
        return Long.parseLong(quantity.substring(2), 16);
    }

    /// Reads the receipts of every new block, until nothing is sent any more and all is confirmed.
    private void follow(RpcConnection connection) throws IOException {
        long stoppedNanos = 0;
        while (failure.get().isEmpty() && (sending || !unconfirmed.isEmpty())) {
            long newest = newest(connection);
            if (newest == height) {
                LockSupport.parkNanos(BLOCK_POLL_NANOS);
            }
            while (height < newest) {
                height++;
                settle(connection.post(receiptsOf(height)));
            }
            stoppedNanos = sending || stoppedNanos != 0 ? stoppedNanos : System.nanoTime();
            if (stoppedNanos != 0 && System.nanoTime() - stoppedNanos > DRAIN_NANOS_MAX) {
                throw new BenchmarkException(
                        unconfirmed.size() + " transfers were taken but never confirmed");
            }
        }
    }

    private static byte[] receiptsOf(long height) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockReceipts\",\"params\":[\"0x"
                        + Long.toHexString(height)
                        + "\"]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads no more of the answer than the receipts' own hashes and outcomes.
    private void settle(byte[] answer) throws IOException {
        long now = System.nanoTime();
        boolean counts = measuring;
        blocks += counts ? 1 : 0;
        try (JsonParser parser = RpcConnection.JSON.createParser(answer)) {
            int depth = 0;
            String hash = "";
            String status = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY -> depth++;
                    case END_ARRAY -> depth--;
                    case END_OBJECT -> {
                        if (depth == 3) {
                            settle(Hash32.fromHex(hash), status, now, counts);
                        }
                        depth--;
                    }
                    case PROPERTY_NAME -> {
                        String name = parser.currentName();
                        if (depth == 1 && name.equals("error")) {
                            throw new IOException(new String(answer, StandardCharsets.UTF_8));
                        }
                        if (depth == 3 && name.equals("transactionHash")) {
                            hash = parser.nextStringValue();
                        } else if (depth == 3 && name.equals("status")) {
                            status = parser.nextStringValue();
                        }
                    }
                    default -> {}
                }
            }
        } catch (JacksonException e) {
            throw new IOException("the receipts are no JSON", e);
        }
    }

    private void settle(Hash32 hash, String status, long now, boolean counts) {
        Sent sent = unconfirmed.remove(hash);
        if (sent == null) {
            return; // not of this load
        }
        if (!"0x1".equals(status)) {
            throw new BenchmarkException("transfer " + hash + " has the status " + status);
        }
        if (counts) {
            confirmed++;
            latencies.recordValue((now - sent.nanos()) / 1_000);
        }
        sent.room().release();
    }
}
