package io.chirograph.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The blocks that Caffeine's W-TinyLFU expects to be used again. Its upkeep runs on the readers'
/// own threads.
final class TinyLfuBlocks implements CachedBlocks {
    private final Cache<Place, CachedBlock> blocks;

    TinyLfuBlocks(long bytesMax) {
        this.blocks =
                Caffeine.newBuilder()
                        .maximumWeight(bytesMax)
                        .weigher((Place place, CachedBlock block) -> block.cost())
                        .executor(Runnable::run)
                        .removalListener(
                                (@Nullable Place place,
                                        @Nullable CachedBlock block,
                                        RemovalCause cause) -> {
                                    if (block != null) {
                                        block.letGo();
                                    }
                                })
                        .build();
    }

    @Override
    public Optional<CachedBlock> find(Place place) {
        return Optional.ofNullable(blocks.getIfPresent(place));
    }

    @Override
    public void keep(CachedBlock block) {
        blocks.put(block.place(), block);
    }

    @Override
    public void forEach(Consumer<CachedBlock> action) {
        blocks.policy()
                .eviction()
                .ifPresent(
                        eviction -> eviction.coldest(Integer.MAX_VALUE).values().forEach(action));
    }

    @Override
    public long bytes() {
        return blocks.policy().eviction().stream()
                .mapToLong(eviction -> eviction.weightedSize().orElse(0))
                .sum();
    }
}
