package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static io.chirograph.store.Bytestrings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A scan shows the moment its iterator was made, whatever its own transaction writes meanwhile.
@Timeout(30)
class ScanStabilityTest {
    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.small(), 42);
    private final Table table = store.table("t");

    @BeforeEach
    void fill() {
        store.update(tx -> {
            for (String key : List.of("a", "c", "e")) {
                tx.put(table, bytes(key), bytes("old"));
            }
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void endsAlthoughEveryRowPutsAnotherAheadOfIt() {
        try (Transaction tx = store.begin()) {
            int rows = 0;
            for (KeyValue row : tx.scan(table, KeyRange.all())) {
                tx.put(table, bytes(text(row.key()) + "+"), row.value());
                rows++;
            }
            assertThat(rows).isEqualTo(3);
            assertThat(tx.scan(table, KeyRange.all())).hasSize(6);
            rows = 0;
            for (KeyValue row : tx.scanBackward(table, KeyRange.all())) {
                tx.put(table, bytes("A" + text(row.key())), row.value());
                rows++;
            }
            assertThat(rows).isEqualTo(6);
        }
    }

    @Test
    void showsWhatWasDeletedOrOverwrittenAheadOfIt() {
        try (Transaction tx = store.begin()) {
            tx.put(table, bytes("b"), bytes("mine"));
            tx.delete(table, bytes("e"));
            Iterator<KeyValue> rows = tx.scan(table, KeyRange.all()).iterator();
            tx.put(table, bytes("b"), bytes("later"));
            tx.put(table, bytes("e"), bytes("later"));
            tx.deleteRange(table, KeyRange.of(bytes("a"), bytes("d")));
            List<String> seen = new ArrayList<>();
            rows.forEachRemaining(row -> seen.add(text(row.key()) + "=" + text(row.value())));
            assertThat(seen).containsExactly("a=old", "b=mine", "c=old");
            assertThat(texts(tx.scan(table, KeyRange.all()))).containsExactly("e=later");
        }
    }

    @Test
    void takesTheFirstRowAgainAndAgain() {
        try (Transaction tx = store.begin()) {
            List<String> taken = new ArrayList<>();
            Iterator<KeyValue> first = tx.scan(table, KeyRange.all()).iterator();
            while (first.hasNext()) {
                byte[] key = first.next().key();
                taken.add(text(key));
                tx.delete(table, key);
                first = tx.scan(table, KeyRange.all()).iterator();
            }
            assertThat(taken).containsExactly("a", "c", "e");
        }
    }

    /// Many scans at once, in both directions and over parts, between random writes.
    @Test
    void showsThePlainMapAsItWasWhenTheScanBegan() {
        Seed.of(0x5ca7)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            Model model = new Model();
                            store.update(tx -> {
                                for (int i = 0; i < 30; i++) {
                                    model.write(tx, table, random);
                                }
                            });
                            store.update(
                                    tx -> tx.deleteRange(table, KeyRange.lessThan(bytes("k"))));
                            try (Transaction tx = store.begin()) {
                                record Under(Iterator<KeyValue> rows, List<String> expected) {}
                                List<Under> under = new ArrayList<>();
                                for (int i = 0; i < 150; i++) {
                                    model.write(tx, table, random);
                                    if (random.nextInt(4) == 0) {
                                        boolean forward = random.nextBoolean();
                                        List<String> all = model.all();
                                        under.add(
                                                new Under(
                                                        (forward
                                                                        ? tx.scan(
                                                                                table,
                                                                                KeyRange.all())
                                                                        : tx.scanBackward(
                                                                                table,
                                                                                KeyRange.all()))
                                                                .iterator(),
                                                        forward ? all : all.reversed()));
                                    }
                                }
                                for (Under one : under) {
                                    assertThat(texts(() -> one.rows())).isEqualTo(one.expected());
                                }
                            }
                        });
    }
}
