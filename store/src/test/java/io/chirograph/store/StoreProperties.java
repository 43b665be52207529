package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The store against a plain sorted map, with memory tables so small that most is in files.
class StoreProperties {
    private record OpenSnapshot(Snapshot snapshot, Model model) {}

    @ParameterizedTest
    @EnumSource(Codec.class)
    void showsWhatAPlainMapShowsNowAndInOldSnapshots(Codec codec) {
        Seed.of(0x5709e).run("store", StoreProperties.class, random -> run(codec, random));
    }

    private static void run(Codec codec, Random random) {
        MemoryDisk disk = new MemoryDisk();
        StoreOptions options =
                StoreOptions.small()
                        .withMemtableBytesMax(8 << 10)
                        .withBlockCacheBytesMax(16 << 10)
                        .withLogCodec(codec)
                        .withTableCodec(codec);
        Model model = new Model();
        for (int life = 0; life < 4; life++) {
            try (Store store = Store.openInline(disk, options, 7)) {
                Table table = store.table("t");
                List<OpenSnapshot> snapshots = new ArrayList<>();
                for (int i = 0; i < 700; i++) {
                    try (Transaction tx = store.begin()) {
                        Model next = model.copy();
                        next.write(tx, table, random);
                        if (random.nextInt(50) == 0) {
                            assertThat(next.differences(tx, table, random)).isEmpty();
                        }
                        if (random.nextInt(8) > 0) {
                            tx.commit();
                            model = next;
                        }
                    }
                    if (random.nextInt(40) == 0) {
                        snapshots.add(new OpenSnapshot(store.snapshot(), model.copy()));
                    }
                    if (!snapshots.isEmpty() && random.nextInt(40) == 0) {
                        OpenSnapshot old = snapshots.remove(random.nextInt(snapshots.size()));
                        assertThat(old.model().differences(old.snapshot(), table, random))
                                .isEmpty();
                        old.snapshot().close();
                    }
                }
                try (Snapshot snapshot = store.snapshot()) {
                    assertThat(model.differences(snapshot, table, random)).isEmpty();
                }
                assertThat(store.statistics().compactions()).isPositive();
                for (OpenSnapshot old : snapshots) {
                    assertThat(old.model().differences(old.snapshot(), table, random)).isEmpty();
                    old.snapshot().close();
                }
            }
        }
    }
}
