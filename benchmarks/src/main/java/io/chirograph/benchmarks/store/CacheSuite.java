package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import io.chirograph.store.CachePolicy;
import io.chirograph.store.Codec;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/// The store's block cache under each policy on the same traces: which part of the reads needed no
/// block from the disk. The policies are changed while the store is open.
final class CacheSuite {
    /// Of which a data block holds [#ROWS_PER_BLOCK].
    private static final int VALUE_BYTES = 1000;

    private static final int ROWS_PER_BLOCK = 8;

    /// What a cached block takes beside its rows, about.
    private static final int CACHED_BLOCK_BYTES = 8400;

    private static final long SALT = 1;

    private final int blocks;
    private final int reads;
    private final int rounds;

    CacheSuite(int blocks, int reads, int rounds) {
        this.blocks = blocks;
        this.reads = reads;
        this.rounds = rounds;
    }

    /// A row a trace; ours is the policy that the store uses unless told otherwise.
    List<BenchmarkRow> run() {
        StoreOptions options =
                StoreOptions.small()
                        .withMemtableBytesMax(256 << 10)
                        .withLogSegmentBytes(4 << 20)
                        .withTableCodec(Codec.NONE);
        try (Store store = Store.openInline(new MemoryDisk(), options, SALT)) {
            Table table = fill(store);
            List<BenchmarkRow> rows = new ArrayList<>();
            for (CacheTrace trace : CacheTrace.values()) {
                rows.add(row(store, table, trace));
            }
            return rows;
        }
    }

    private Table fill(Store store) {
        Table table = store.table("t");
        for (int block = 0; block < blocks; block++) {
            int first = block * ROWS_PER_BLOCK;
            store.update(tx -> {
                for (int row = first; row < first + ROWS_PER_BLOCK; row++) {
                    tx.put(table, key(row), new byte[VALUE_BYTES]);
                }
            });
        }
        return table;
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }

    private BenchmarkRow row(Store store, Table table, CacheTrace trace) {
        Map<CachePolicy, List<Double>> samples = new EnumMap<>(CachePolicy.class);
        for (int round = 0; round < rounds; round++) {
            for (CachePolicy policy : CachePolicy.values()) {
                samples.computeIfAbsent(policy, absent -> new ArrayList<>())
                        .add(hitRatio(store, table, trace, policy, round));
            }
        }
        CachePolicy ours = StoreOptions.defaults().blockCachePolicy();
        Map<String, List<Double>> peers = new LinkedHashMap<>();
        samples.forEach((policy, ratios) -> {
            if (policy != ours) {
                peers.put(policy.name().toLowerCase(Locale.ROOT), ratios);
            }
        });
        return new BenchmarkRow(
                trace.rowName(),
                "hits per read",
                Better.HIGHER,
                samples.getOrDefault(ours, List.of()),
                peers,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(1),
                "%s; ours is %s; cache for %d of %d blocks"
                        .formatted(trace.description(), ours, cachedBlocks(), blocks));
    }

    private int cachedBlocks() {
        return blocks / 10;
    }

    private double hitRatio(
            Store store, Table table, CacheTrace trace, CachePolicy policy, int seed) {
        // Emptied first, so that every policy begins with nothing.
        store.changeBlockCache(policy, 0);
        store.changeBlockCache(policy, cachedBlocks() * CACHED_BLOCK_BYTES);
        SplittableRandom random = new SplittableRandom(seed);
        CacheTrace.Shape shape =
                new CacheTrace.Shape(blocks, cachedBlocks(), reads, new Zipf(blocks));
        long missesBefore = store.statistics().blockCacheMisses();
        try (Snapshot snapshot = store.snapshot()) {
            for (int read = 0; read < reads; read++) {
                int row =
                        trace.block(read, shape, random) * ROWS_PER_BLOCK
                                + random.nextInt(ROWS_PER_BLOCK);
                if (snapshot.get(table, key(row)).isEmpty()) {
                    throw new IllegalStateException("row " + row + " is not there");
                }
            }
        }
        long misses = store.statistics().blockCacheMisses() - missesBefore;
        return Math.max(0, 1 - (double) misses / reads);
    }
}
