package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.ledger.Execution;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.Member;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a pass over the states begins, and what it leaves.
final class StatePruningTest {
    private static final long KEPT = 16;
    private static final List<SigningKey> MEMBERS =
            IntStream.range(0, 4)
                    .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("member " + i))))
                    .toList();

    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1);
    private final Genesis genesis = genesis();
    private final Ledger ledger = new Ledger(store, genesis, new TransactionReader(Runnable::run));
    private final Queue<Runnable> passes = new ArrayDeque<>();
    private long nanos;

    private static Genesis genesis() {
        SecureRandom random = new SecureRandom();
        List<Member> members =
                IntStream.range(0, MEMBERS.size())
                        .mapToObj(i ->
                                Member.bind(
                                        "member-" + i,
                                        MEMBERS.get(i),
                                        MEMBERS.get(i).address(),
                                        TlsKey.generate(random).publicKey(),
                                        "127.0.0.1",
                                        30_303 + i))
                        .toList();
        return new Genesis(1, 1_000, Genesis.GAS_LIMIT_DEFAULT, members, new TreeMap<>());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void grow(int blocks, StatePruning pruning) {
        for (int i = 0; i < blocks; i++) {
            long height = ledger.head().height() + 1;
            Execution execution =
                    ledger.execute(
                            height,
                            new Batch(MEMBERS.getFirst().address(), 1_000 * height, List.of()));
            Hash32 hash = execution.executed().hash();
            Hash32 setId = genesis.validatorSet().id();
            Hash32 vote = Certificate.voteHash(genesis.hash(), setId, height, hash);
            TreeMap<Integer, Signature> signatures = new TreeMap<>();
            IntStream.range(0, 3).forEach(m -> signatures.put(m, MEMBERS.get(m).sign(vote)));
            ledger.attachCertificate(new Certificate(setId, height, hash, signatures));
            pruning.onCertified();
        }
    }

    private StatePruning pruning() {
        return new StatePruning(
                ledger, KEPT, passes::add, () -> nanos++); // so that a pass takes a moment
    }

    @Test
    void beginsWhenEnoughBlocksAreTooOldAndKeepsAsManyAsWereWished() {
        StatePruning pruning = pruning();
        grow((int) (KEPT + KEPT / 8), pruning);
        assertThat(passes).isEmpty();
        grow(3, pruning);
        assertThat(passes).hasSize(1);
        passes.remove().run();
        assertThat(ledger.oldestStateHeight()).isEqualTo(ledger.certifiedHeight() - KEPT);
        assertThat(ledger.state(ledger.oldestStateHeight())).isPresent();
        assertThat(ledger.state(ledger.oldestStateHeight() - 1)).isEmpty();
    }

    @Test
    void restsNineTimesAsLongAsItWorked() {
        StatePruning pruning = pruning();
        grow((int) (2 * KEPT), pruning);
        long before = nanos;
        passes.remove().run();
        long worked = nanos - before;
        grow((int) KEPT / 2, pruning);
        assertThat(passes).isEmpty();
        nanos += 10 * worked;
        grow(1, pruning);
        assertThat(passes).hasSize(1);
    }

    @Test
    void removesNothingOnceItIsClosed() {
        StatePruning pruning = pruning();
        grow((int) (2 * KEPT), pruning);
        pruning.close();
        passes.remove().run();
        grow((int) KEPT, pruning);
        assertThat(passes).isEmpty();
    }
}
