package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreScrubIT {
    @TempDir private Path directory;

    @Test
    void readsAllTablesOnScheduleAndTellsOfDamage() throws IOException, InterruptedException {
        try (Store store = Store.open(directory, StoreOptions.small())) {
            Table table = store.table("t");
            for (int i = 0; i < 100; i++) {
                byte[] key = {(byte) i};
                store.update(tx -> tx.put(table, key, new byte[400]));
            }
            store.checkpoint();
            StoreScrub scrub = new StoreScrub(store, Long.MAX_VALUE);
            scrub.run();
            assertThat(scrub.runs()).isEqualTo(1);
            assertThat(scrub.bytes()).isGreaterThan(10_000);
            assertThat(scrub.damagesFound()).isZero();

            damageATable();
            CountDownLatch ran = new CountDownLatch(1);
            try (var timer = Executors.newSingleThreadScheduledExecutor()) {
                scrub.schedule(timer, Duration.ofMillis(1));
                timer.schedule(ran::countDown, 5, TimeUnit.MILLISECONDS);
                assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
                timer.shutdownNow();
            }
            assertThat(scrub.runs()).isGreaterThan(1);
            assertThat(scrub.damagesFound()).isEqualTo(1);
        }
    }

    private void damageATable() throws IOException {
        try (var files = Files.list(directory)) {
            Path table =
                    files.filter(file -> file.getFileName().toString().startsWith("table-"))
                            .findFirst()
                            .orElseThrow();
            byte[] content = Files.readAllBytes(table);
            content[100] ^= 4;
            Files.write(table, content);
        }
    }
}
