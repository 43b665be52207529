package io.chirograph.benchmarks.execution;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.ledger.Bundle;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Execution;
import io.chirograph.ledger.ExecutionStage;
import io.chirograph.ledger.ExecutionWorkers;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.Receipt;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

/// A ledger on disk that executes blocks and tells how long each stage took. Single-owner.
final class TestLedger implements AutoCloseable {
    static final long CHAIN_ID = 1_337;
    static final Address TOKEN = Address.fromHex("0x0000000000000000000000000000000000007011");

    private static final long GAS_LIMIT = 1_000_000_000_000L;
    private static final int BUNDLE = 500;
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final List<SigningKey> MEMBERS =
            IntStream.range(0, 4)
                    .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("member " + i))))
                    .toList();
    private static final SigningKey MEMBER = MEMBERS.getFirst();

    private final Store store;
    private final Ledger ledger;
    private final Hash32 genesisHash;
    private final Map<ExecutionStage, Long> begun = new EnumMap<>(ExecutionStage.class);
    private long requests;

    /// @param workers beside the caller
    TestLedger(
            Path directory,
            List<Address> senders,
            Bytes tokenCode,
            SortedMap<UInt256, UInt256> tokenSlots,
            ExecutorService threads,
            int workers) {
        SortedMap<Address, GenesisAccount> accounts = new TreeMap<>();
        senders.forEach(sender ->
                accounts.put(sender, GenesisAccount.funded(UInt256.of(1_000_000_000_000_000L))));
        accounts.put(TOKEN, new GenesisAccount(UInt256.ZERO, 1, tokenCode, tokenSlots));
        List<Member> members =
                IntStream.range(0, MEMBERS.size())
                        .mapToObj(i -> member(i, MEMBERS.get(i)))
                        .toList();
        Genesis genesis = new Genesis(CHAIN_ID, START_MILLIS, GAS_LIMIT, members, accounts);
        genesisHash = genesis.hash();
        store = Store.open(directory, StoreOptions.defaults());
        ledger =
                new Ledger(
                        store,
                        genesis,
                        new TransactionReader(threads),
                        new ExecutionWorkers(threads, workers));
        ledger.onStage(stage -> begun.put(stage, System.nanoTime()));
    }

    private static Member member(int index, SigningKey key) {
        return Member.bind(
                "member-" + index,
                key,
                key.address(),
                TlsKey.generate(new SecureRandom()).publicKey(),
                "127.0.0.1",
                30_303 + index);
    }

    /// How long each stage of the block took, in nanoseconds; all of it under the last.
    Map<ExecutionStage, Double> execute(List<Bytes> envelopes) {
        long height = ledger.head().height() + 1;
        long millis = START_MILLIS + 1_000 * height;
        List<Request> bundles = new ArrayList<>();
        for (int from = 0; from < envelopes.size(); from += BUNDLE) {
            List<Bytes> bundle = envelopes.subList(from, Math.min(from + BUNDLE, envelopes.size()));
            bundles.add(
                    Request.sign(
                            genesisHash, MEMBER, requests++, millis, new Bundle(bundle).encode()));
        }
        Execution execution = ledger.execute(height, new Batch(MEMBER.address(), millis, bundles));
        check(execution.executed(), envelopes.size());
        execution.durable().join();
        Map<ExecutionStage, Double> taken = new EnumMap<>(ExecutionStage.class);
        ExecutionStage[] stages = ExecutionStage.values();
        for (int i = 0; i + 1 < stages.length; i++) {
            taken.put(stages[i], (double) (at(stages[i + 1]) - at(stages[i])));
        }
        taken.put(ExecutionStage.DONE, (double) (at(ExecutionStage.DONE) - at(stages[0])));
        return taken;
    }

    private long at(ExecutionStage stage) {
        return begun.getOrDefault(stage, 0L);
    }

    private static void check(ExecutedBlock block, int count) {
        if (block.receipts().size() != count
                || !block.receipts().stream().allMatch(Receipt::success)) {
            throw new BenchmarkException(
                    "block %d has %d of %d transactions, skipped %s"
                            .formatted(
                                    block.height(),
                                    block.receipts().size(),
                                    count,
                                    block.skipped().stream().limit(1).toList()));
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
