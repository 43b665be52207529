package io.chirograph.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chirograph.crypto.Hashes;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// Decodes transactions and recovers their senders, many at once. Recovery is by far the dearest step
/// before execution, and a node meets most transactions twice (in its pool, then in a batch), so senders
/// are remembered by transaction hash. Thread-safe.
public final class TransactionReader {
    private static final int SENDERS_MAX = 65_536;
    private static final int CHUNK = 32;

    private final Executor executor;
    private final Cache<Hash32, Address> senders =
            Caffeine.newBuilder().maximumSize(SENDERS_MAX).executor(Runnable::run).build();

    /// @param executor runs chunks of the work; `readAll` waits for them, so a caller must not itself
    ///     occupy the executor's last thread
    public TransactionReader(Executor executor) {
        this.executor = executor;
    }

    /// What an envelope turned out to be.
    public sealed interface Read {
        record Valid(SentTransaction sent) implements Read {}

        /// @param hash of the envelope
        record Invalid(Hash32 hash, String reason) implements Read {}
    }

    public Read read(Bytes envelope) {
        return switch (Transaction.decode(envelope)) {
            case Transaction.Invalid(String reason) ->
                    new Read.Invalid(Hashes.keccak256(envelope), reason);
            case Transaction.Valid(Transaction transaction) -> withSender(transaction);
        };
    }

    private Read withSender(Transaction transaction) {
        Address known = senders.getIfPresent(transaction.hash());
        if (known != null) {
            return new Read.Valid(new SentTransaction(transaction, known));
        }
        Optional<Address> sender = transaction.sender();
        if (sender.isEmpty()) {
            return new Read.Invalid(transaction.hash(), "the signature is of no key");
        }
        senders.put(transaction.hash(), sender.get());
        return new Read.Valid(new SentTransaction(transaction, sender.get()));
    }

    /// Reads all `envelopes`, in their order.
    public List<Read> readAll(List<Bytes> envelopes) {
        List<CompletableFuture<List<Read>>> chunks = new ArrayList<>();
        for (int from = 0; from < envelopes.size(); from += CHUNK) {
            List<Bytes> chunk = envelopes.subList(from, Math.min(from + CHUNK, envelopes.size()));
            chunks.add(CompletableFuture.supplyAsync(() -> readEach(chunk), executor));
        }
        List<Read> all = new ArrayList<>(envelopes.size());
        chunks.forEach(chunk -> all.addAll(chunk.join()));
        return all;
    }

    private List<Read> readEach(List<Bytes> envelopes) {
        return envelopes.stream().map(this::read).toList();
    }
}
