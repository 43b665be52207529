package io.chirograph.benchmarks.consensus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/// The process of one server of Apache Ratis: its log in memory, its messages by gRPC without TLS, its state
/// machine a count. Prints `ready` when it listens, and ends with its input.
///
/// Arguments: its index, the servers' ports with commas between them, a directory.
public final class RatisServer {
    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(new UUID(0x6368_6972_6f67_7261L, 0x7068));

    private RatisServer() {}

    public static void main(String[] arguments) throws IOException {
        int self = Integer.parseInt(arguments[0]);
        List<Integer> ports =
                Arrays.stream(arguments[1].split(",")).map(Integer::parseInt).toList();
        RaftProperties properties = new RaftProperties();
        GrpcConfigKeys.Server.setPort(properties, ports.get(self));
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(Path.of(arguments[2]).resolve("ratis-" + self).toFile()));
        RaftServerConfigKeys.Log.setUseMemory(properties, true);
        RaftGroup group = group(ports);
        try (RaftServer server =
                RaftServer.newBuilder()
                        .setServerId(group.getPeers().stream().toList().get(self).getId())
                        .setGroup(group)
                        .setProperties(properties)
                        .setStateMachine(new Count())
                        .build()) {
            server.start();
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Only the end matters.
            }
        }
        Runtime.getRuntime().halt(0);
    }

    static RaftGroup group(List<Integer> ports) {
        List<RaftPeer> peers = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            peers.add(
                    RaftPeer.newBuilder()
                            .setId("server-" + i)
                            .setAddress("127.0.0.1:" + ports.get(i))
                            .build());
        }
        return RaftGroup.valueOf(GROUP, peers);
    }

    private static final class Count extends BaseStateMachine {
        private long count;

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            LogEntryProto entry = transaction.getLogEntry();
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            count++;
            return CompletableFuture.completedFuture(Message.valueOf(Long.toString(count)));
        }
    }
}
