package io.chirograph.benchmarks.signatures;

import fr.acinq.secp256k1.Secp256k1;
import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/// Transactions read with their senders, beside the library that recovers public keys.
final class Recovery {
    /// What the library is given for one signature.
    private record Prepared(Bytes signature, Hash32 hash, int recoveryId, Address signer) {}

    private final List<Bytes> envelopes = new ArrayList<>();
    private final List<Prepared> prepared = new ArrayList<>();
    private final ExecutorService threads;
    private final int threadCount;

    /// @param threads as many as `threadCount`
    Recovery(int count, ExecutorService threads, int threadCount) {
        this.threads = threads;
        this.threadCount = threadCount;
        for (int i = 0; i < count; i++) {
            prepare(i);
        }
    }

    private void prepare(int index) {
        SigningKey key = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("signer " + index)));
        UnsignedTransaction unsigned =
                new UnsignedTransaction.FeeMarket(
                        1_337,
                        new Fees(UInt256.ONE, UInt256.ONE),
                        new Call(
                                index,
                                21_000,
                                Recipient.of(key.address()),
                                UInt256.ONE,
                                Bytes.EMPTY),
                        List.of());
        Transaction transaction = unsigned.sign(key);
        envelopes.add(transaction.encode());
        Hash32 hash = unsigned.signingHash();
        Signature signature = key.sign(hash);
        prepared.add(
                new Prepared(
                        signature.encode().slice(0, 64),
                        hash,
                        signature.recoveryId(),
                        key.address()));
    }

    Comparison comparison() {
        return new Comparison(
                "recover-2-cores",
                envelopes.size(),
                this::readAll,
                Map.of("libsecp256k1 in a loop", () -> loop(prepared)),
                OptionalDouble.of(1.85),
                Optional.of(this::loopOnAllThreads),
                "ours also decodes and hashes each transaction and derives the address; the bound"
                        + " is the library's loop on all processors");
    }

    private void readAll() {
        TransactionReader reader = new TransactionReader(threads); // which remembers nothing yet
        List<TransactionReader.Read> all = reader.readAll(envelopes);
        for (int i = 0; i < all.size(); i++) {
            if (!(all.get(i) instanceof TransactionReader.Read.Valid(var sent))
                    || !sent.sender().equals(prepared.get(i).signer())) {
                throw new BenchmarkException("transaction " + i + " was read as " + all.get(i));
            }
        }
    }

    private static void loop(List<Prepared> some) {
        Secp256k1 library = Secp256k1.get();
        long bytes = 0;
        for (Prepared one : some) {
            byte[] key =
                    library.ecdsaRecover(
                            one.signature().toArray(), one.hash().toArray(), one.recoveryId());
            bytes += key.length;
        }
        if (bytes != 65L * some.size()) {
            throw new BenchmarkException("the library recovered " + bytes + " bytes of keys");
        }
    }

    private void loopOnAllThreads() {
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        int size = prepared.size();
        for (int i = 0; i < threadCount; i++) {
            List<Prepared> part =
                    prepared.subList(size * i / threadCount, size * (i + 1) / threadCount);
            parts.add(CompletableFuture.runAsync(() -> loop(part), threads));
        }
        parts.forEach(CompletableFuture::join);
    }
}
