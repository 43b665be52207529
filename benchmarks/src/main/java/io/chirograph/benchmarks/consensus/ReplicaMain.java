package io.chirograph.benchmarks.consensus;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.network.Links;
import io.chirograph.node.CoreThread;
import io.chirograph.types.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;

/// The process of one member. Prints `ready` when it listens, and one line of a report for each line it reads;
/// ends with its input, that is with its parent.
///
/// Arguments: `key=value` each; see [Cluster].
public final class ReplicaMain {
    private static final int CHECKS_UNSPLIT = 16;

    private ReplicaMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new TreeMap<>();
        Arrays.stream(args).forEach(each -> given.put(each.split("=")[0], each.split("=", 2)[1]));
        Path directory = Path.of(given.get("directory"));
        int self = Integer.parseInt(given.get("self"));
        boolean durable = Boolean.parseBoolean(given.get("durable"));
        ClusterKeys keys = ClusterKeys.read(directory.resolve("keys"));
        Optional<ReplicaStore> store =
                durable
                        ? Optional.of(
                                new ReplicaStore(
                                        directory.resolve("store-" + self),
                                        OrderingReplica.config().retentionMillis(),
                                        Long.parseLong(given.get("archivedHeights"))))
                        : Optional.empty();
        ParallelBatch checks =
                ParallelBatch.on(
                        new ForkJoinPool(1),
                        CHECKS_UNSPLIT,
                        System::nanoTime,
                        new BatchMetrics(System.nanoTime()));
        ClientPort clients = new ClientPort();
        OrderedLog log =
                new OrderedLog(
                        (session, sessionKey) -> {
                            Bytes key =
                                    SessionMac.keyOf(
                                            keys.members().get(self).sessionKey(),
                                            ClusterKeys.readSessionKey(sessionKey));
                            clients.opened(session, key);
                            return SessionMac.of(key);
                        },
                        checks);
        CoreThread core = new CoreThread(System::nanoTime, OrderingReplica::fail);
        OrderingReplica replica =
                new OrderingReplica(
                        keys,
                        self,
                        log,
                        store,
                        core,
                        clients,
                        checks,
                        Long.parseLong(given.getOrDefault("wallOffsetMillis", "0")));
        core.start(replica::tick);
        Links links =
                Links.start(
                        LinkSetup.of(
                                keys,
                                self,
                                portsOf(given, "linkPorts"),
                                portsOf(given, "peerPorts")),
                        replica,
                        new SecureRandom());
        replica.start(links);
        clients.listen(portsOf(given, "clientPorts").get(self), replica::submit);
        serve(replica);
        Runtime.getRuntime().halt(0);
    }

    private static List<Integer> portsOf(Map<String, String> given, String name) {
        return Arrays.stream(given.getOrDefault(name, "").split(","))
                .map(Integer::parseInt)
                .toList();
    }

    private static void serve(OrderingReplica replica) throws IOException, InterruptedException {
        System.out.println("ready");
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            System.out.println(ReportLine.write(replica.report().join()));
        }
    }
}
