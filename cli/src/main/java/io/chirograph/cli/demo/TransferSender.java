package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/// One account that sends token transfers, with so many on their way at once. What is not confirmed in time
/// is sent again, to whichever node answers then: a node that dies takes nothing with it. Thread-safe.
final class TransferSender implements Runnable {
    private static final int IN_FLIGHT_MAX = 25;
    private static final long GAS_LIMIT = 100_000;
    private static final long POLL_MILLIS = 100;
    private static final Duration RESEND_AFTER = Duration.ofSeconds(2);

    /// @param sentNanos when it was first sent
    /// @param lastSentNanos when it was last sent
    private record Sent(Bytes envelope, long sentNanos, long lastSentNanos) {}

    private final SigningKey account;
    private final long chainId;
    private final Address token;
    private final Address receiver;
    private final Supplier<DemoNode> node;
    private final Confirmations confirmations;

    private final Map<Hash32, Sent> inFlight = new LinkedHashMap<>();
    private long nonce;
    private boolean stopped;

    /// @param nonce the account's next
    /// @param node whom to send to; asked again for each transfer
    TransferSender(
            SigningKey account,
            long nonce,
            Address receiver,
            Target target,
            Supplier<DemoNode> node,
            Confirmations confirmations) {
        this.account = account;
        this.nonce = nonce;
        this.receiver = receiver;
        this.chainId = target.chainId();
        this.token = target.token();
        this.node = node;
        this.confirmations = confirmations;
    }

    /// What the transfers are of.
    record Target(long chainId, Address token) {}

    /// Sends until stopped, and then until everything sent is confirmed.
    @Override
    public void run() {
        try {
            for (Bytes envelope = next(); !envelope.isEmpty(); envelope = next()) {
                send(envelope);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean hasWork() {
        return !stopped || !inFlight.isEmpty();
    }

    /// The next thing to send, when there is one: a new transfer if there is room, or one that waits too
    /// long; empty when all is done.
    private synchronized Bytes next() throws InterruptedException {
        while (hasWork()) {
            long nowNanos = System.nanoTime();
            if (!stopped && inFlight.size() < IN_FLIGHT_MAX) {
                Transaction transfer = transfer(nonce++);
                inFlight.put(transfer.hash(), new Sent(transfer.encode(), nowNanos, nowNanos));
                return transfer.encode();
            }
            for (Map.Entry<Hash32, Sent> entry : inFlight.entrySet()) {
                Sent sent = entry.getValue();
                if (nowNanos - sent.lastSentNanos() > RESEND_AFTER.toNanos()) {
                    entry.setValue(new Sent(sent.envelope(), sent.sentNanos(), nowNanos));
                    return sent.envelope();
                }
            }
            wait(POLL_MILLIS);
        }
        return Bytes.EMPTY;
    }

    private Transaction transfer(long transferNonce) {
        return new UnsignedTransaction.FeeMarket(
                        chainId,
                        new Fees(UInt256.ZERO, UInt256.ZERO),
                        new Call(
                                transferNonce,
                                GAS_LIMIT,
                                Recipient.of(token),
                                UInt256.ZERO,
                                DemoToken.transfer(receiver, UInt256.ONE)),
                        List.of())
                .sign(account);
    }

    private void send(Bytes envelope) {
        try {
            node.get()
                    .publicClient()
                    .rpc(
                            "eth_sendRawTransaction",
                            JsonNodeFactory.instance.stringNode(envelope.toHex()));
        } catch (IOException | CommandFailure e) {
            // The node has gone, or has this nonce in a block by now: what stays unconfirmed is
            // sent again.
        }
    }

    /// Takes note when `transaction` is one of this account's.
    synchronized void included(Hash32 transaction, long nowNanos) {
        Sent sent = inFlight.remove(transaction);
        if (sent != null) {
            confirmations.add(sent.sentNanos(), nowNanos);
            notifyAll();
        }
    }

    synchronized int unconfirmed() {
        return inFlight.size();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
