package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final TransactionOptions DEFAULTS = TransactionOptions.defaults();

    private final ManualWaiter waiter = new ManualWaiter();
    private final Store store =
            Store.openInline(new MemoryDisk(), StoreOptions.small(), 42, waiter);
    private final Table table = store.table("t");
    private final List<IsolationLevel> ran = new ArrayList<>();

    @AfterEach
    void close() {
        store.close();
    }

    /// Reads and writes x and y while another writes x, `conflicts` times.
    private String conflicting(Transaction tx, int conflicts) {
        ran.add(tx.isolation());
        tx.get(table, bytes("x"));
        if (ran.size() <= conflicts) {
            store.update(other -> other.put(table, bytes("x"), bytes("other")));
        }
        tx.put(table, bytes("x"), bytes("mine"));
        return "run " + ran.size();
    }

    @Test
    void repeatsUntilItCommitsAndSaysHowOften() {
        Committed<String> committed = store.compute(DEFAULTS, tx -> conflicting(tx, 4));
        assertThat(committed.value()).isEqualTo("run 5");
        assertThat(committed.attempts()).isEqualTo(5);
        assertThat(committed.isRepeated()).isFalse();
        assertThat(committed.version()).isEqualTo(store.statistics().latestVersion());
        assertThat(committed.isolation()).isEqualTo(IsolationLevel.SERIALIZABLE);
        assertThat(store.statistics().conflicts()).isEqualTo(4);
    }

    @Test
    void waitsTwiceAsLongAfterEveryConflictUpToABound() {
        store.compute(DEFAULTS, tx -> conflicting(tx, 20));
        assertThat(waiter.pauses()).startsWith(50_000L, 100_000L, 200_000L, 400_000L);
        assertThat(waiter.pauses()).hasSize(19).endsWith(50_000_000L, 50_000_000L);
    }

    @Test
    void givesUpAtTheLimitAndNamesTableAndKey() {
        assertThatThrownBy(
                        () -> store.compute(DEFAULTS.withAttemptsMax(3), tx -> conflicting(tx, 99)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> {
                            assertThat(e.table()).isEqualTo("t");
                            assertThat(e.key()).isEqualTo(bytes("x"));
                        });
        assertThat(ran).hasSize(3);
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        TransactionOptions timed = DEFAULTS.withTimeout(Duration.ofMillis(2));
        assertThatThrownBy(() -> store.compute(timed, tx -> conflicting(tx, 99)))
                .isInstanceOf(TransactionTimeoutException.class)
                .hasMessageContaining("PT0.002S");
        // 50, 100, 200, 400 and 800 µs, and what was left.
        assertThat(waiter.pauses()).hasSize(6).endsWith(450_000L);
        assertThat(store.statistics().openViews()).isZero();
    }

    @Test
    void everyOperationFailsAfterTheTimeOut() {
        try (Transaction tx = store.begin(DEFAULTS.withTimeout(Duration.ofSeconds(1)))) {
            tx.put(table, bytes("x"), bytes("1"));
            var rows = tx.scan(table, KeyRange.all()).iterator();
            waiter.pass(Duration.ofSeconds(1).toNanos() + 1);
            assertThatThrownBy(() -> tx.get(table, bytes("y")))
                    .isInstanceOf(TransactionTimeoutException.class);
            assertThatThrownBy(rows::hasNext).isInstanceOf(TransactionTimeoutException.class);
            assertThatThrownBy(tx::commit).isInstanceOf(TransactionTimeoutException.class);
        }
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(snapshot.get(table, bytes("x"))).isEmpty();
        }
        assertThat(store.statistics().openViews()).isZero();
    }

    @Test
    void lowersTheLevelOnlyAsFarAsTheCallerAllowed() {
        TransactionOptions adaptive = DEFAULTS.withIsolationMin(IsolationLevel.REPEATABLE_READ);
        Committed<String> committed = store.compute(adaptive, tx -> conflicting(tx, 8));
        assertThat(committed.isolation()).isEqualTo(IsolationLevel.REPEATABLE_READ);
        assertThat(ran.subList(0, 3)).containsOnly(IsolationLevel.SERIALIZABLE);
        assertThat(ran.subList(3, 9)).containsOnly(IsolationLevel.REPEATABLE_READ);
    }

    @Test
    void lowersThroughAllLevelsWhereAllowed() {
        TransactionOptions adaptive = DEFAULTS.withIsolationMin(IsolationLevel.READ_COMMITTED);
        Committed<String> committed = store.compute(adaptive, tx -> conflicting(tx, 99));
        assertThat(committed.isolation()).isEqualTo(IsolationLevel.READ_COMMITTED);
        assertThat(committed.attempts()).isEqualTo(7);
    }

    @Test
    void keepsTheLevelWhereTheCallerSaidNothing() {
        store.compute(DEFAULTS, tx -> conflicting(tx, 30));
        assertThat(ran).containsOnly(IsolationLevel.SERIALIZABLE);
    }

    @Test
    void refusesOptionsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TransactionOptions.isolated(IsolationLevel.READ_COMMITTED)
                                .withIsolationMin(IsolationLevel.SERIALIZABLE));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withAttemptsMax(0));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withTimeout(Duration.ZERO));
    }
}
