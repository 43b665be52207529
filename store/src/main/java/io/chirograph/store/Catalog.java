package io.chirograph.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The tables of a store by name. Names and numbers are rows of a table themselves, whose number is 0; numbers
/// are given once and never again. Thread-safe.
final class Catalog {
    /// Where the next free number stands among the names.
    private static final byte[] NEXT_NUMBER = {};

    private final Store store;
    private final Table names;
    private final Map<String, Table> tables = new ConcurrentHashMap<>();

    Catalog(Store store) {
        this.store = store;
        this.names = new Table(store, "catalog", 0);
    }

    /// Reads what was there when the store was opened.
    void load() {
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue known : snapshot.scan(names, KeyRange.all())) {
                if (known.key().length > 0) {
                    String name = new String(known.key(), StandardCharsets.UTF_8);
                    int number = ByteBuffer.wrap(known.value()).getInt();
                    tables.put(name, new Table(store, name, number));
                }
            }
        }
    }

    /// The table of that name, durably made on first use.
    Table table(String name) {
        Table known = tables.get(name);
        if (known != null) {
            return known;
        }
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0 || key.length > Store.TABLE_NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "table name of %d bytes, allowed are 1 to %d"
                            .formatted(key.length, Store.TABLE_NAME_BYTES_MAX));
        }
        int number = store.compute(tx -> numberOf(tx, key));
        return tables.computeIfAbsent(name, absent -> new Table(store, name, number));
    }

    private int numberOf(Transaction tx, byte[] name) {
        Optional<byte[]> known = tx.get(names, name);
        if (known.isPresent()) {
            return ByteBuffer.wrap(known.get()).getInt();
        }
        int number =
                tx.get(names, NEXT_NUMBER).map(bytes -> ByteBuffer.wrap(bytes).getInt()).orElse(1);
        tx.put(names, name, bytes(number));
        tx.put(names, NEXT_NUMBER, bytes(number + 1));
        return number;
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /// Sorted.
    List<String> names() {
        return tables.keySet().stream().sorted().toList();
    }

    /// The name of the table with this number, for messages.
    String nameOf(int number) {
        return switch (number) {
            case IdempotentResults.TABLE_NUMBER -> IdempotentResults.TABLE_NAME;
            case CommitTimes.TABLE_NUMBER -> CommitTimes.TABLE_NAME;
            default ->
                    tables.values().stream()
                            .filter(table -> table.number() == number)
                            .map(Table::name)
                            .findFirst()
                            .orElse(names.name());
        };
    }
}
