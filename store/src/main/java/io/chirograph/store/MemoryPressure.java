package io.chirograph.store;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;

/// How much of the memory that a store shares with others is taken. Told to [Store#reportMemory].
///
/// @param usedBytes what is in use and can't be freed
/// @param maxBytes what there is; above 0
public record MemoryPressure(long usedBytes, long maxBytes) {
    public MemoryPressure {
        if (maxBytes < 1 || usedBytes < 0) {
            throw new IllegalArgumentException(
                    "usedBytes is %d and maxBytes %d, allowed are 0 and more, and 1 and more"
                            .formatted(usedBytes, maxBytes));
        }
    }

    /// Of this process's heap: what was in use after its last collection.
    public static MemoryPressure ofHeap() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            Optional<MemoryUsage> afterCollection = Optional.ofNullable(pool.getCollectionUsage());
            if (pool.getType() == MemoryType.HEAP && afterCollection.isPresent()) {
                used += afterCollection.get().getUsed();
            }
        }
        return new MemoryPressure(used, Runtime.getRuntime().maxMemory());
    }

    double share() {
        return (double) usedBytes / maxBytes;
    }
}
