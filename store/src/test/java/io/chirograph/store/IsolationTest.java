package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static io.chirograph.store.Bytestrings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each anomaly at each level: forbidden where the level says so, and seen to happen where it is
/// allowed, so that the weaker levels are known to be as cheap as they claim.
class IsolationTest {
    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.small(), 42);
    private final Table table = store.table("t");

    @BeforeEach
    void fill() {
        put("x", "1");
        put("y", "1");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Transaction begin(IsolationLevel level) {
        return store.begin(TransactionOptions.isolated(level));
    }

    private void put(String key, String value) {
        store.update(tx -> put(tx, key, value));
    }

    private void put(Transaction tx, String key, String value) {
        tx.put(table, bytes(key), bytes(value));
    }

    private String get(ReadView view, String key) {
        return view.get(table, bytes(key)).map(Bytestrings::text).orElse("nothing");
    }

    private String committed(String key) {
        try (Snapshot snapshot = store.snapshot()) {
            return get(snapshot, key);
        }
    }

    private static void assertConflict(Transaction tx, String key) {
        assertThatThrownBy(tx::commit)
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> {
                            assertThat(e.table()).isEqualTo("t");
                            assertThat(text(e.key())).isEqualTo(key);
                        });
    }

    @ParameterizedTest
    @EnumSource
    void noLevelReadsWhatIsNotCommitted(IsolationLevel level) {
        try (Transaction reader = begin(level)) {
            try (Transaction writer = begin(level)) {
                put(writer, "x", "dirty");
                put(writer, "new", "dirty");
                assertThat(get(reader, "x")).isEqualTo("1");
                assertThat(texts(reader.scan(table, KeyRange.all()))).containsExactly("x=1", "y=1");
            }
            assertThat(get(reader, "x")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLevelReadsItsOwnWrites(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            put(tx, "x", "mine");
            tx.delete(table, bytes("y"));
            assertThat(get(tx, "x")).isEqualTo("mine");
            assertThat(texts(tx.scan(table, KeyRange.all()))).containsExactly("x=mine");
            assertThat(tx.isolation()).isEqualTo(level);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "READ_COMMITTED")
    void readsTheSameAgain(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            assertThat(get(tx, "x")).isEqualTo("1");
            put("x", "2");
            assertThat(get(tx, "x")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "READ_COMMITTED")
    void readCommittedReadsWhatWasCommittedMeanwhile(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            assertThat(get(tx, "x")).isEqualTo("1");
            put("x", "2");
            assertThat(get(tx, "x")).isEqualTo("2");
        }
    }

    /// Both read the same balance and write what they made of it.
    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "READ_COMMITTED")
    void losesNoUpdate(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            String read = get(tx, "x");
            put("x", "2");
            put(tx, "x", read + "0");
            assertConflict(tx, "x");
        }
        assertThat(committed("x")).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(names = "READ_COMMITTED")
    void readCommittedMayLoseAnUpdate(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            String read = get(tx, "x");
            put("x", "2");
            put(tx, "x", read + "0");
            tx.commit();
        }
        assertThat(committed("x")).isEqualTo("10");
    }

    /// A range deletion writes all keys of the range.
    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "READ_COMMITTED")
    void losesNoUpdateToARangeDeletion(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            get(tx, "x");
            put("x", "2");
            tx.deleteRange(table, KeyRange.all());
            assertConflict(tx, "x");
        }
    }

    /// Both check that one of two is on call, and each takes another one off.
    @ParameterizedTest
    @EnumSource(names = "SERIALIZABLE")
    void serializableRefusesWriteSkew(IsolationLevel level) {
        try (Transaction a = begin(level);
                Transaction b = begin(level)) {
            skew(a, "x");
            skew(b, "y");
            a.commit();
            assertConflict(b, "x");
        }
        assertThat(committed("y")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "SERIALIZABLE")
    void weakerLevelsAllowWriteSkew(IsolationLevel level) {
        try (Transaction a = begin(level);
                Transaction b = begin(level)) {
            skew(a, "x");
            skew(b, "y");
            a.commit();
            b.commit();
        }
        assertThat(committed("x") + committed("y")).isEqualTo("00");
    }

    private void skew(Transaction tx, String written) {
        assertThat(get(tx, "x") + get(tx, "y")).isEqualTo("11");
        put(tx, written, "0");
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "READ_COMMITTED")
    void seesNoPhantom(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            assertThat(tx.scan(table, KeyRange.all())).hasSize(2);
            put("xx", "phantom");
            assertThat(tx.scan(table, KeyRange.all())).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "READ_COMMITTED")
    void readCommittedMaySeeAPhantom(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            assertThat(tx.scan(table, KeyRange.all())).hasSize(2);
            put("xx", "phantom");
            assertThat(tx.scan(table, KeyRange.all())).hasSize(3);
        }
    }

    /// Both count, and each adds one: write skew over what was absent.
    @ParameterizedTest
    @EnumSource
    void onlySerializableRefusesToBuildOnAPhantom(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            assertThat(tx.scan(table, KeyRange.prefix(bytes("z")))).isEmpty();
            put("z1", "phantom");
            put(tx, "z2", "only one");
            if (level == IsolationLevel.SERIALIZABLE) {
                assertConflict(tx, "z1");
            } else {
                tx.commit();
            }
        }
    }

    /// One scan shows one moment at every level, however long it takes and whatever is compacted.
    @ParameterizedTest
    @EnumSource
    void aScanShowsOneMoment(IsolationLevel level) {
        for (int i = 0; i < 700; i++) {
            put("k%03d".formatted(i), "old");
        }
        try (Transaction tx = begin(level)) {
            var rows = tx.scan(table, KeyRange.prefix(bytes("k"))).iterator();
            for (int i = 0; i < 300; i++) {
                assertThat(text(rows.next().value())).isEqualTo("old");
            }
            for (int i = 0; i < 700; i++) {
                put("k%03d".formatted(i), "new" + "-".repeat(100));
            }
            assertThat(store.statistics().flushes()).isPositive();
            int rest = 0;
            while (rows.hasNext()) {
                assertThat(text(rows.next().value())).isEqualTo("old");
                rest++;
            }
            assertThat(rest).isEqualTo(400);
        }
        assertThat(store.statistics().openViews()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void scansLeftInTheMiddleHoldNothingAfterTheEnd(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            tx.scan(table, KeyRange.all()).iterator().next();
            tx.scanBackward(table, KeyRange.all()).iterator().next();
            assertThat(store.statistics().openViews()).isPositive();
            put(tx, "x", "2");
            tx.commit();
        }
        assertThat(store.statistics().openViews()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void writesWithoutReadsNeverConflict(IsolationLevel level) {
        try (Transaction tx = begin(level)) {
            put(tx, "x", "3");
            put("x", "2");
            tx.commit();
        }
        assertThat(committed("x")).isEqualTo("3");
    }
}
