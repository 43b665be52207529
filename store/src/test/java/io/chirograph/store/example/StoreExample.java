package io.chirograph.store.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import java.nio.file.Path;

/// The store in thirty lines: accounts, a transfer, a walk through all of them.
public final class StoreExample {
    public static void main(String[] arguments) {
        try (Store store = Store.open(Path.of(arguments[0]), StoreOptions.defaults())) {
            Table accounts = store.table("accounts");
            store.update(tx -> {
                tx.put(accounts, "alice".getBytes(UTF_8), number(100));
                tx.put(accounts, "bob".getBytes(UTF_8), number(0));
            });
            // Runs again from its begin when another transaction got in between; durable on return.
            store.update(tx -> {
                int alice = number(tx.get(accounts, "alice".getBytes(UTF_8)).orElseThrow());
                tx.put(accounts, "alice".getBytes(UTF_8), number(alice - 10));
                tx.put(accounts, "bob".getBytes(UTF_8), number(10));
            });
            try (Snapshot snapshot = store.snapshot()) {
                for (KeyValue one : snapshot.scan(accounts, KeyRange.all())) {
                    System.out.println(new String(one.key(), UTF_8) + " " + number(one.value()));
                }
            }
        }
    }

    private static byte[] number(int number) {
        return String.valueOf(number).getBytes(UTF_8);
    }

    private static int number(byte[] number) {
        return Integer.parseInt(new String(number, UTF_8));
    }

    private StoreExample() {}
}
