package io.chirograph.evm;

import io.chirograph.types.Hash32;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Codes made ready to run, by their hash; the one unused the longest goes first. Thread-safe, guarded by
/// its own lock. What it holds follows from the code alone, so that it can't change a result.
final class CodeCache {
    private final long bytesMax;
    private final Map<Hash32, Code> codes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// @param bytesMax of code; the programs made of it take up to twelve times that
    CodeCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized Optional<Code> get(Hash32 hash) {
        return Optional.ofNullable(codes.get(hash));
    }

    synchronized void put(Hash32 hash, Code code) {
        if (codes.put(hash, code) != null) {
            return;
        }
        bytes += code.size();
        var oldest = codes.values().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            bytes -= oldest.next().size();
            oldest.remove();
        }
    }
}
