package io.chirograph.node;

import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.network.LinkConfig;
import io.chirograph.network.LinkLimits;
import io.chirograph.network.overlay.Overlay;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.http.HttpConfig;
import io.chirograph.node.members.Neighbours;
import io.chirograph.node.rpc.RpcLimits;
import io.chirograph.proof.AgreementRules;
import io.chirograph.store.SecondLevel;
import io.chirograph.store.StoreOptions;
import io.chirograph.transfer.TransferLimits;
import io.chirograph.transfer.TransferMessage;
import io.chirograph.types.Hash32;
import java.time.Duration;
import java.util.Set;

/// What a node's configuration means for each part. Everything that must hold between the parts' limits is
/// here: a request fits a batch, a batch fits a message, a message fits a frame, a block fits a commit.
final class NodeSettings {
    private static final int LINK_THREADS = 2;
    private static final int HTTP_THREADS = 1;
    private static final int HTTP_REQUESTS_MAX = 256;
    private static final int HTTP_HEADER_BYTES_MAX = 16 << 10;
    private static final int WEB_SOCKETS_MAX = 256;
    private static final int WEB_SOCKET_INBOX_MESSAGES_MAX = 1_000;
    private static final int WEB_SOCKET_OUTBOX_BYTES_MAX = 4 << 20;
    private static final int RPC_CALLS_MAX = 1_000;
    private static final int RPC_SUBSCRIPTIONS_MAX = 100;
    private static final int RPC_FILTERS_MAX = 1_000;
    private static final long RPC_CALL_GAS_MAX = 50_000_000;
    private static final int BUNDLES_PER_BLOCK = 4;
    private static final long TRANSACTION_GAS_MAX = 1 << 24; // EIP-7825
    private static final int BLOCK_COMMIT_BYTES_MIN = 8 << 20;
    private static final int LOG_HEADROOM_BYTES = 1 << 20;
    private static final Duration TRANSACTION_LIFETIME = Duration.ofHours(3);

    private final NodeConfig config;
    private final MemberIdentity identity;

    NodeSettings(NodeConfig config, MemberIdentity identity) {
        this.config = config;
        this.identity = identity;
    }

    PbftConfig pbft() {
        AgreementRules rules = identity.genesis().agreement();
        long timeoutMillis = config.consensus().viewChangeTimeoutMillis();
        PbftConfig usual = PbftConfig.defaults();
        return new PbftConfig(
                rules.windowBlocks(),
                rules.checkpointIntervalBlocks(),
                rules.blockIntervalMillisMin(),
                usual.batchDelayMillisMax(),
                rules.emptyBlockMillis(),
                rules.batchRequestsMax(),
                rules.batchBytesMax(),
                bundleBytesMax(),
                usual.pendingRequestsMax(),
                usual.pendingBytesMax(),
                usual.requestAgeMillisMax(),
                usual.requestFutureMillisMax(),
                rules.clockSkewMillisMax(),
                timeoutMillis,
                Math.max(usual.viewTimeoutMillisMax(), timeoutMillis),
                Math.max(usual.requestTimeoutMillis(), timeoutMillis),
                usual.linkDownMillis(),
                usual.statusMillis(),
                messageBytesMax());
    }

    private int bundleBytesMax() {
        return Math.min(
                Bundle.PAYLOAD_BYTES_MAX, identity.genesis().agreement().batchBytesMax() / 2);
    }

    private int messageBytesMax() {
        return Math.max(
                PbftConfig.defaults().messageBytesMax(),
                3 * identity.genesis().agreement().batchBytesMax());
    }

    Bundles bundles(TransactionPool pool) {
        return new Bundles(
                pool,
                bundleBytesMax(),
                Math.max(identity.genesis().gasLimit() / BUNDLES_PER_BLOCK, TRANSACTION_GAS_MAX),
                config.bundling());
    }

    PoolLimits pool() {
        NodeConfig.Pool wished = config.pool();
        return new PoolLimits(
                wished.transactionsMax(),
                wished.bytesMax(),
                wished.transactionsPerSenderMax(),
                Math.min(
                        Transaction.ENVELOPE_BYTES_MAX,
                        bundleBytesMax() - Bundle.ENVELOPE_OVERHEAD_BYTES),
                TRANSACTION_LIFETIME.toNanos());
    }

    StoreOptions store() {
        NodeConfig.Storage wished = config.store();
        int commitBytes =
                2 * identity.genesis().agreement().batchBytesMax() + BLOCK_COMMIT_BYTES_MIN;
        return StoreOptions.defaults()
                .withLogSegmentBytes(
                        Math.max(wished.logSegmentBytes(), commitBytes + LOG_HEADROOM_BYTES))
                .withTransactionBytesMax(commitBytes)
                .withMemtableBytesMax(wished.memtableBytesMax())
                .withBlockCacheBytesMax(wished.blockCacheBytesMax())
                .withSecondLevel(
                        wished.diskCacheBytesMax() == 0
                                ? SecondLevel.none()
                                : SecondLevel.in(
                                        wished.diskCacheDirectory(), wished.diskCacheBytesMax()));
    }

    StateExchange.Settings states() {
        return new StateExchange.Settings(
                config.consensus().stateLagBlocks(),
                pbft().checkpointInterval(),
                TransferLimits.BLOCK_BYTES);
    }

    LinkConfig links(Hash32 genesisHash, Neighbours.Roster roster) {
        // Any message has to fit a parcel too.
        int frameBytesMax = messageBytesMax() + Overlay.ENVELOPE_BYTES_MAX;
        LinkLimits.LaneLimits lane = new LinkLimits.LaneLimits(frameBytesMax, 4 * frameBytesMax);
        return new LinkConfig(
                identity.keys().tlsKey(),
                genesisHash,
                roster.self(),
                roster.peers(),
                config.network().host(),
                config.network().port(),
                linkLimits(lane),
                LINK_THREADS);
    }

    HttpConfig http() {
        NodeConfig.Rpc wished = config.rpc();
        return new HttpConfig(
                wished.host(),
                wished.port(),
                HTTP_THREADS,
                new HttpConfig.Limits(
                        wished.connectionsMax(),
                        HTTP_REQUESTS_MAX,
                        HTTP_HEADER_BYTES_MAX,
                        Math.max(wished.requestBytesMax(), wished.documentBytesMax()),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60)),
                new HttpConfig.WebSocketLimits(
                        WEB_SOCKETS_MAX,
                        wished.requestBytesMax(),
                        WEB_SOCKET_INBOX_MESSAGES_MAX,
                        WEB_SOCKET_OUTBOX_BYTES_MAX,
                        Duration.ofSeconds(30)),
                Set.of(),
                Set.of());
    }

    RpcLimits rpc() {
        return new RpcLimits(
                config.rpc().requestBytesMax(),
                RPC_CALLS_MAX,
                32,
                16 << 20,
                RPC_CALL_GAS_MAX,
                Duration.ofSeconds(5),
                RPC_SUBSCRIPTIONS_MAX,
                RPC_FILTERS_MAX,
                Duration.ofMinutes(5));
    }

    private static LinkLimits linkLimits(LinkLimits.LaneLimits lane) {
        return new LinkLimits(
                lane,
                lane,
                new LinkLimits.LaneLimits(
                        TransferMessage.FRAME_BYTES_MAX, 4 * TransferMessage.FRAME_BYTES_MAX),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                16,
                64);
    }
}
