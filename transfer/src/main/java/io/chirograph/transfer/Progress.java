package io.chirograph.transfer;

import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far an object has come, at one moment. Immutable.
///
/// @param blocksResumed were there already when it began
/// @param retries blocks that had to be asked for again
/// @param duplicates blocks that came although they were there
/// @param blocksByHolder how many blocks each holder gave
public record Progress(
        String object,
        Hash32 version,
        int blocks,
        int blocksDone,
        int blocksResumed,
        int blocksInFlight,
        long bytes,
        long bytesDone,
        long retries,
        long duplicates,
        SortedMap<Integer, Integer> blocksByHolder) {
    public Progress {
        blocksByHolder = Collections.unmodifiableSortedMap(new TreeMap<>(blocksByHolder));
    }
}
