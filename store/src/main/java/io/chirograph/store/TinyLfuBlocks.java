package io.chirograph.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The blocks that Caffeine's W-TinyLFU expects to be used again. Its upkeep runs on the readers'
/// own threads.
final class TinyLfuBlocks implements CachedBlocks {
    private final Cache<Place, byte[]> blocks;

    TinyLfuBlocks(long bytesMax) {
        this.blocks =
                Caffeine.newBuilder()
                        .maximumWeight(bytesMax)
                        .weigher((Place place, byte[] block) -> CachedBlocks.cost(block))
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Optional<byte[]> find(Place place) {
        return Optional.ofNullable(blocks.getIfPresent(place));
    }

    @Override
    public void keep(Place place, byte[] block) {
        blocks.put(place, block);
    }

    @Override
    public void forEach(BiConsumer<Place, byte[]> action) {
        blocks.policy()
                .eviction()
                .ifPresent(eviction -> eviction.coldest(Integer.MAX_VALUE).forEach(action));
    }

    @Override
    public long bytes() {
        return blocks.policy().eviction().stream()
                .mapToLong(eviction -> eviction.weightedSize().orElse(0))
                .sum();
    }
}
