package io.chirograph.cli.demo;

import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// All accounts sending token transfers in a ring, and a follower that sees them confirmed.
final class TransferLoad implements AutoCloseable {
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(60);

    private final Confirmations confirmations = new Confirmations();
    private final List<TransferSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final BlockFollower follower;

    /// Starts at once.
    TransferLoad(DemoNetwork network, TransferSender.Target target, List<SigningKey> accounts)
            throws IOException {
        DemoNode first = network.running().getFirst();
        for (int i = 0; i < accounts.size(); i++) {
            SigningKey account = accounts.get(i);
            Address receiver = accounts.get((i + 1) % accounts.size()).address();
            long nonce =
                    first.publicClient()
                            .quantity(
                                    "eth_getTransactionCount", account.address().toHex(), "latest")
                            .toLong();
            int preferred = i;
            Supplier<DemoNode> node = () -> network.runningNode(preferred);
            senders.add(new TransferSender(account, nonce, receiver, target, node, confirmations));
        }
        this.follower =
                new BlockFollower(
                        () -> network.runningNode(0),
                        first.height().orElse(0L),
                        (transaction, nowNanos) ->
                                senders.forEach(each -> each.included(transaction, nowNanos)));
        threads.add(Thread.ofVirtual().name("follower").start(follower));
        for (TransferSender sender : senders) {
            threads.add(Thread.ofVirtual().name("sender").start(sender));
        }
    }

    Confirmations confirmations() {
        return confirmations;
    }

    long blocksWithTransfers() {
        return follower.blocksWithTransactions();
    }

    private int unconfirmed() {
        return senders.stream().mapToInt(TransferSender::unconfirmed).sum();
    }

    /// Sends nothing new, and waits until everything sent is confirmed.
    /// @return how many transfers never were
    int drain() {
        senders.forEach(TransferSender::stop);
        long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
        DemoNetwork.await(
                "the transfers are confirmed",
                DRAIN_PATIENCE.plusSeconds(1),
                () -> unconfirmed() == 0 || System.nanoTime() - deadline > 0);
        return unconfirmed();
    }

    @Override
    public void close() {
        senders.forEach(TransferSender::stop);
        follower.stop();
        threads.forEach(Thread::interrupt);
    }
}
