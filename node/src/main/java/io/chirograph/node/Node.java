package io.chirograph.node;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.consensus.pbft.PbftReplica;
import io.chirograph.crypto.SigningKey;
import io.chirograph.evm.Account;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.network.Links;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// One organisation's node: the five layers in one process, started from the ground up and stopped from
/// the top down.
///
/// Threads: the core owns the agreement, one thread owns the ledger, as many workers as there are processors
/// check signatures, the store has its own, the links and the HTTP server move bytes on a few.
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final MemberIdentity identity;

    /// Starts the node; when it returns, the node takes part and its ports answer.
    /// @throws NodeException when something the operator can mend is in the way; nothing is left running
    public static Node start(NodeConfig config) {
        Node node = new Node(MemberIdentity.read(config));
        try {
            node.startParts(config);
            return node;
        } catch (IOException e) {
            node.close();
            throw new NodeException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private Node(MemberIdentity identity) {
        this.identity = identity;
    }

    private void startParts(NodeConfig config) throws IOException {
        NodeSettings settings = new NodeSettings(config, identity);
        Files.createDirectories(config.dataDirectory());
        Store store = opened(Store.open(config.dataDirectory().resolve("store"), settings.store()));
        ExecutorService workers =
                opened(
                        Executors.newFixedThreadPool(
                                Runtime.getRuntime().availableProcessors(), named("worker")));
        ExecutorService execution = opened(Executors.newSingleThreadExecutor(named("ledger")));
        TransactionReader reader = new TransactionReader(workers);
        Ledger ledger = new Ledger(store, identity.genesis(), reader);
        TransactionPool pool = newPool(settings, ledger);

        CoreThread core = new CoreThread(System::nanoTime, this::fail);
        LiveSurroundings surroundings = new LiveSurroundings(core::wakeAt);
        surroundings.halted().thenAccept(failed::complete);
        VoteTable votes = new VoteTable(store);
        Replica replica =
                new Replica(
                        agreement(settings.pbft(), ledger, votes, surroundings),
                        ledger,
                        votes,
                        new EvidenceTable(store),
                        new Bundling(pool, settings.bundles()),
                        new Replica.Executors(core, execution, workers),
                        surroundings);
        ledger.onCertified(block -> {
            pool.onBlock(block);
            replica.transactionsWait();
        });
        core.start(replica::tick);
        started.push(core);
        Intake intake = new Intake(workers, replica::check, surroundings::setOpen);
        Links links =
                opened(
                        Links.start(
                                settings.links(ledger.genesisHash()),
                                new PeerLinks(replica, intake),
                                new SecureRandom()));
        surroundings.connect(links);
        replica.start();
        LOG.log(
                System.Logger.Level.INFO,
                "node started member={0} index={1} genesis={2} height={3} links={4}",
                identity.member().name(),
                identity.index(),
                ledger.genesisHash(),
                ledger.certifiedHeight(),
                links.port());
    }

    private TransactionPool newPool(NodeSettings settings, Ledger ledger) {
        return new TransactionPool(
                settings.pool(),
                new AdmissionRules(
                        identity.genesis().chainId(),
                        identity.genesis().gasLimit(),
                        identity.genesis().header().baseFeePerGas()),
                address ->
                        ledger.state(ledger.certifiedHeight())
                                .flatMap(state -> state.account(address))
                                .orElse(Account.EMPTY));
    }

    private Replica.Agreement agreement(
            PbftConfig pbft, Ledger ledger, VoteTable votes, Surroundings surroundings) {
        SigningKey key = identity.keys().signingKey();
        Membership members =
                Membership.of(
                        ledger.genesisHash(), identity.genesis().validatorSet(), identity.index());
        return new Replica.Agreement(
                new PbftReplica(
                        pbft,
                        members,
                        key::sign,
                        new LedgerRecovery(ledger).read(votes.load(), pbft.retentionMillis()),
                        surroundings.now()),
                new MessageVerifier(pbft, members, (digest, signature) -> signature.signer(digest)),
                key);
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name + "-", 0).factory();
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the node stops", failure);
        failed.complete(String.valueOf(failure.getMessage()));
    }

    /// Completes with the reason when the node can't go on by itself; the caller should close it then.
    public CompletableFuture<String> failed() {
        return failed;
    }

    /// Stops every part, the last one started first. What was durable stays.
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a part did not stop cleanly", e);
            }
        }
    }
}
