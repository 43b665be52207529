package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/// Apache Ratis with three servers, which bear one that stops (ours bear one that lies), and closed-loop
/// clients with a connection each, in this process as ours are.
///
/// @param directory for what Ratis keeps besides its log
record Ratis(Path directory) {
    private static final int SERVERS = 3;

    /// Requests answered a second.
    double order(int clients, int payloadBytes, Duration warmup, Duration time)
            throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.find(SERVERS);
        List<Process> servers = new ArrayList<>();
        List<Client> running = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                servers.add(start(i, ports));
            }
            for (Process server : servers) {
                awaitReady(server);
            }
            LongAdder answered = new LongAdder();
            for (int i = 0; i < clients; i++) {
                running.add(new Client(ports, payloadBytes, answered));
            }
            running.forEach(Client::next);
            TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
            long before = answered.sum();
            long start = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            double perSecond = (answered.sum() - before) * 1e9 / (System.nanoTime() - start);
            for (Client client : running) {
                client.check();
            }
            if (perSecond == 0) {
                throw new BenchmarkException("Ratis answered nothing within " + time);
            }
            return perSecond;
        } finally {
            for (Client client : running) {
                client.close();
            }
            for (Process server : servers) {
                server.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(int index, List<Integer> ports) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms1g",
                        "-Xmx2g",
                        "-Xmn512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RatisServer.class.getName(),
                        Integer.toString(index),
                        ports.stream().map(String::valueOf).collect(Collectors.joining(",")),
                        directory.toString())
                .redirectError(directory.resolve("ratis-" + index + ".log").toFile())
                .start();
    }

    private static void awaitReady(Process server) throws IOException {
        String line =
                new BufferedReader(
                                new InputStreamReader(
                                        server.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
        if (!"ready".equals(line)) {
            throw new BenchmarkException("a server of Ratis said '%s' and ended".formatted(line));
        }
    }

    /// Sends its next request when the last one is answered.
    private static final class Client implements AutoCloseable {
        private final RaftClient client;
        private final Message request;
        private final LongAdder answered;
        private final AtomicBoolean hasFailed = new AtomicBoolean();

        Client(List<Integer> ports, int payloadBytes, LongAdder answered) {
            this.client =
                    RaftClient.newBuilder()
                            .setProperties(new RaftProperties())
                            .setRaftGroup(RatisServer.group(ports))
                            .build();
            this.request = Message.valueOf(ByteString.copyFrom(new byte[payloadBytes]));
            this.answered = answered;
        }

        void next() {
            client.async()
                    .send(request)
                    .whenComplete((reply, failure) -> {
                        if (failure == null && reply.isSuccess()) {
                            answered.increment();
                            next();
                        } else {
                            hasFailed.set(true);
                        }
                    });
        }

        void check() {
            if (hasFailed.get()) {
                throw new BenchmarkException("a client of Ratis was refused");
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}
