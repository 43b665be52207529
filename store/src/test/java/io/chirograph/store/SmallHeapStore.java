package io.chirograph.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// The process that [SmallHeapIT] starts: it writes, compacts and reads far more than its heap holds.
final class SmallHeapStore {
    private static final int VALUE_BYTES = 1000;
    private static final int ROWS_PER_COMMIT = 32;

    /// Whatever Java itself needs stays free.
    private static final int HEAP_SHARE = 3;

    private SmallHeapStore() {}

    /// Prints what it did when all was right.
    /// @param arguments directory and count of bytes
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        int rows = (int) (Long.parseLong(arguments[1]) / VALUE_BYTES);
        StoreOptions options =
                StoreOptions.defaults()
                        .withMemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_SHARE)
                        .withSecondLevel(SecondLevel.offHeap(16 << 20));
        try (Store store = Store.open(directory, options)) {
            Table table = store.table("t");
            write(store, table, rows);
            store.checkpoint();
            read(store, table, rows);
        }
        try (Store store = Store.open(directory, options)) {
            scan(store, store.table("t"), rows);
            StoreStatistics statistics = store.statistics();
            System.out.printf(
                    "rows %d table-bytes %d heap-max %d%n",
                    rows, statistics.tableBytes(), Runtime.getRuntime().maxMemory());
        }
    }

    private static void write(Store store, Table table, int rows) {
        for (int row = 0; row < rows; row += ROWS_PER_COMMIT) {
            try (Transaction tx = store.begin()) {
                for (int i = row; i < Math.min(rows, row + ROWS_PER_COMMIT); i++) {
                    tx.put(table, key(i), value(i));
                }
                tx.commit(Durability.RELAXED);
            }
            if (row % 1024 == 0) {
                store.reportMemory(MemoryPressure.ofHeap());
            }
        }
        store.sync();
        if (store.statistics().compactions() == 0) {
            throw new IllegalStateException("nothing was compacted");
        }
    }

    private static void read(Store store, Table table, int rows) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 5000; i++) {
            int row = random.nextInt(rows);
            check(row, store.get(table, key(row)).orElseThrow());
        }
    }

    private static void scan(Store store, Table table, int rows) {
        int seen = 0;
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue found : snapshot.scan(table, KeyRange.all())) {
                check(ByteBuffer.wrap(found.key()).getInt(8), found.value());
                seen++;
            }
        }
        if (seen != rows) {
            throw new IllegalStateException(seen + " rows of " + rows);
        }
    }

    private static void check(int row, byte[] value) {
        if (ByteBuffer.wrap(value).getInt() != row || value.length != VALUE_BYTES) {
            throw new IllegalStateException("row " + row + " is wrong");
        }
    }

    /// In no order, so that every table has keys of the whole range.
    private static byte[] key(int row) {
        long mixed = row * 0x9e3779b97f4a7c15L;
        return ByteBuffer.allocate(12).putLong(mixed ^ (mixed >>> 29)).putInt(row).array();
    }

    private static byte[] value(int row) {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(row).nextBytes(value);
        ByteBuffer.wrap(value).putInt(row);
        return value;
    }
}
