package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static io.chirograph.store.Bytestrings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreTest {
    private final MemoryDisk disk = new MemoryDisk();
    private Store store = open();
    private final Table goods = store.table("goods");

    private Store open() {
        return Store.openInline(disk, StoreOptions.small(), 42);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(String... keys) {
        store.update(tx -> {
            for (String key : keys) {
                tx.put(goods, bytes(key), bytes("v" + key));
            }
        });
    }

    private Optional<String> get(String key) {
        try (Snapshot snapshot = store.snapshot()) {
            return snapshot.get(goods, bytes(key)).map(Bytestrings::text);
        }
    }

    @Test
    void returnsWhatWasCommittedAndNothingElse() {
        put("a", "c");
        assertThat(get("a")).contains("va");
        assertThat(get("b")).isEmpty();
        assertThat(get("c")).contains("vc");
    }

    @Test
    void dropsWhatWasNotCommitted() {
        try (Transaction tx = store.begin()) {
            tx.put(goods, bytes("a"), bytes("1"));
        }
        assertThat(get("a")).isEmpty();
    }

    @Test
    void keepsTablesApartAndSorted() {
        Table other = store.table("other");
        put("b");
        store.update(tx -> tx.put(other, bytes("b"), bytes("other")));
        assertThat(get("b")).contains("vb");
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(texts(snapshot.scan(other, KeyRange.all()))).containsExactly("b=other");
        }
        assertThat(store.tableNames()).containsExactly("goods", "other");
    }

    @Test
    void findsTablesAndContentsAgainAfterReopening() {
        put("a");
        store.close();
        store = open();
        assertThat(store.tableNames()).containsExactly("goods");
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(texts(snapshot.scan(store.table("goods"), KeyRange.all())))
                    .containsExactly("a=va");
        }
    }

    @Test
    void refusesTheTableOfAStoreThatWasClosed() {
        store.close();
        store = open();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> get("a"))
                .withMessageContaining("opened again");
    }

    @Test
    void scansBothWaysWithinTheRange() {
        put("a", "b", "c", "d", "e");
        KeyRange range = KeyRange.of(bytes("b"), bytes("e"));
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(texts(snapshot.scan(goods, range))).containsExactly("b=vb", "c=vc", "d=vd");
            assertThat(texts(snapshot.scanBackward(goods, range)))
                    .containsExactly("d=vd", "c=vc", "b=vb");
            assertThat(texts(snapshot.scan(goods, KeyRange.atLeast(bytes("d")))))
                    .containsExactly("d=vd", "e=ve");
            assertThat(texts(snapshot.scanBackward(goods, KeyRange.lessThan(bytes("b")))))
                    .containsExactly("a=va");
            assertThat(texts(snapshot.scan(goods, KeyRange.of(bytes("c"), bytes("c"))))).isEmpty();
        }
    }

    @Test
    void scansAPrefixThatEndsInTheHighestByte() {
        byte[] high = {1, (byte) 0xff, (byte) 0xff};
        store.update(tx -> {
            tx.put(goods, new byte[] {1, (byte) 0xff}, bytes("no"));
            tx.put(goods, high, bytes("yes"));
            tx.put(goods, new byte[] {2}, bytes("no"));
        });
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(snapshot.scan(goods, KeyRange.prefix(high)))
                    .singleElement()
                    .satisfies(found -> assertThat(text(found.value())).isEqualTo("yes"));
        }
    }

    @Test
    void deletesKeysAndRanges() {
        put("a", "b", "c", "d");
        store.update(tx -> {
            tx.delete(goods, bytes("a"));
            tx.deleteRange(goods, KeyRange.of(bytes("b"), bytes("d")));
            tx.put(goods, bytes("c"), bytes("again"));
        });
        try (Snapshot snapshot = store.snapshot()) {
            assertThat(texts(snapshot.scan(goods, KeyRange.all())))
                    .containsExactly("c=again", "d=vd");
        }
        assertThat(get("b")).isEmpty();
    }

    @Test
    void aTransactionSeesItsOwnWrites() {
        put("a", "b", "c");
        try (Transaction tx = store.begin()) {
            tx.deleteRange(goods, KeyRange.of(bytes("a"), bytes("c")));
            tx.put(goods, bytes("b"), bytes("mine"));
            tx.put(goods, bytes("z"), bytes("new"));
            assertThat(tx.get(goods, bytes("a"))).isEmpty();
            assertThat(tx.get(goods, bytes("b")).map(Bytestrings::text)).contains("mine");
            assertThat(texts(tx.scan(goods, KeyRange.all())))
                    .containsExactly("b=mine", "c=vc", "z=new");
            assertThat(texts(tx.scanBackward(goods, KeyRange.all())))
                    .containsExactly("z=new", "c=vc", "b=mine");
        }
    }

    @Test
    void aSnapshotStaysAsItWas() {
        put("a");
        try (Snapshot before = store.snapshot()) {
            store.update(tx -> {
                tx.deleteRange(goods, KeyRange.all());
                tx.put(goods, bytes("b"), bytes("later"));
            });
            assertThat(texts(before.scan(goods, KeyRange.all()))).containsExactly("a=va");
            assertThat(before.get(goods, bytes("b"))).isEmpty();
        }
        assertThat(get("a")).isEmpty();
    }

    @Test
    void refusesToCommitWhatWasReadAndChangedSince() {
        put("a");
        try (Transaction tx = store.begin()) {
            tx.get(goods, bytes("a"));
            put("a");
            tx.put(goods, bytes("b"), bytes("1"));
            assertThatThrownBy(tx::commit)
                    .isInstanceOfSatisfying(
                            ConflictException.class,
                            e -> {
                                assertThat(e.table()).isEqualTo("goods");
                                assertThat(text(e.key())).isEqualTo("a");
                            });
        }
        assertThat(get("b")).isEmpty();
        assertThat(store.statistics().conflicts()).isEqualTo(1);
    }

    @Test
    void refusesToCommitWhatWasAbsentAndIsThereNow() {
        put("a", "c");
        try (Transaction tx = store.begin()) {
            assertThat(texts(tx.scan(goods, KeyRange.of(bytes("a"), bytes("c"))))).hasSize(1);
            put("b");
            tx.put(goods, bytes("sum"), bytes("1"));
            assertThatThrownBy(tx::commit)
                    .isInstanceOfSatisfying(
                            ConflictException.class, e -> assertThat(text(e.key())).isEqualTo("b"));
        }
    }

    @Test
    void refusesToCommitWhatWasReadAndDeletedInARange() {
        put("b");
        try (Transaction tx = store.begin()) {
            tx.get(goods, bytes("b"));
            store.update(other -> other.deleteRange(goods, KeyRange.all()));
            tx.put(goods, bytes("z"), bytes("1"));
            assertThatThrownBy(tx::commit).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void doesNotConflictOverWhatWasNotRead() {
        put("a", "m");
        try (Transaction tx = store.begin()) {
            tx.get(goods, bytes("a"));
            assertThat(texts(tx.scan(goods, KeyRange.of(bytes("b"), bytes("d"))))).isEmpty();
            put("d", "m");
            tx.put(goods, bytes("m"), bytes("mine"));
            tx.commit();
        }
        assertThat(get("m")).contains("mine");
    }

    @Test
    void readsOnlyWithoutConflictAlthoughOthersWrote() {
        put("a");
        try (Transaction tx = store.begin()) {
            tx.get(goods, bytes("a"));
            put("a");
            tx.commit();
        }
    }

    @Test
    void runsAConflictingUpdateAgain() {
        put("n");
        int[] runs = {0};
        store.update(tx -> {
            tx.get(goods, bytes("n"));
            if (runs[0]++ == 0) {
                put("n");
            }
            tx.put(goods, bytes("n"), bytes("run " + runs[0]));
        });
        assertThat(get("n")).contains("run 2");
    }

    @Test
    void refusesKeysValuesAndTransactionsThatAreTooLong() {
        try (Transaction tx = store.begin()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.put(goods, new byte[65_537], bytes("")))
                    .withMessageContaining("65537")
                    .withMessageContaining("65536");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.put(goods, bytes("a"), new byte[(16 << 20) + 1]))
                    .withMessageContaining("16777217");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.put(goods, bytes("a"), new byte[60_000]))
                    .withMessageContaining("transactionBytesMax");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> store.table(""));
    }

    @Test
    void refusesTooManySeparateRangeDeletesInOneTransaction() {
        try (Transaction tx = store.begin()) {
            for (int i = 0; i < Store.RANGE_DELETES_MAX; i++) {
                tx.deleteRange(
                        goods, KeyRange.prefix(new byte[] {(byte) (i >> 4), (byte) (i << 4)}));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tx.deleteRange(goods, KeyRange.all()))
                    .withMessageContaining("1024");
        }
    }

    @Test
    void aTransactionIsOfNoUseAfterItsEnd() {
        Transaction tx = store.begin();
        tx.commit();
        assertThatIllegalStateException().isThrownBy(() -> tx.get(goods, bytes("a")));
        assertThatIllegalStateException().isThrownBy(tx::commit);
    }

    @Test
    void refusesASecondStoreOnTheSameDisk() {
        assertThatThrownBy(this::open)
                .isInstanceOf(DiskException.class)
                .hasMessageContaining("another open store");
        store.close();
        store = open();
    }

    @Test
    void saysThatItIsClosed() {
        store.close();
        assertThatThrownBy(() -> store.begin()).hasMessage("the store is closed");
    }
}
