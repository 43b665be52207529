package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.ledger.Execution;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Hash32;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a pass over the states begins, and what it leaves.
final class StatePruningTest {
    private static final long KEPT = 16;
    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1);
    private final Ledger ledger =
            new Ledger(store, FourMembers.GENESIS, new TransactionReader(Runnable::run));
    private final Queue<Runnable> passes = new ArrayDeque<>();
    private long nanos;

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
                            new Batch(
                                    FourMembers.KEYS.getFirst().address(),
                                    1_000 * height,
                                    List.of()));
            Hash32 hash = execution.executed().hash();
            ledger.attachCertificate(FourMembers.certificate(height, hash));
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
