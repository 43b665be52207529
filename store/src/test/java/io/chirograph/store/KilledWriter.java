package io.chirograph.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// The process that [StoreKillIT] kills: several threads that commit as fast as they can and say so.
final class KilledWriter {
    static final int WRITERS = 16;

    private KilledWriter() {}

    /// Prints `writer number;` after each commit has returned.
    public static void main(String[] arguments) {
        Store store = Store.open(Path.of(arguments[0]), StoreKillIT.OPTIONS);
        Table table = store.table("t");
        IntStream.range(0, WRITERS)
                .forEach(writer -> new Thread(() -> write(store, table, writer)).start());
    }

    private static void write(Store store, Table table, int writer) {
        int number;
        try (Snapshot snapshot = store.snapshot()) {
            number = last(snapshot, table, writer);
        }
        while (true) {
            number++;
            int next = number;
            store.update(tx -> {
                tx.put(table, key(writer, next), new byte[next % 300]);
                tx.put(table, key(writer, 0), number(next));
            });
            System.out.println(writer + " " + next + ";");
        }
    }

    static int last(ReadView view, Table table, int writer) {
        return view.get(table, key(writer, 0))
                .map(found -> ByteBuffer.wrap(found).getInt())
                .orElse(0);
    }

    static byte[] key(int writer, int number) {
        return ByteBuffer.allocate(8).putInt(writer).putInt(number).array();
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
