package io.chirograph.store;

import java.nio.file.Path;

/// Where blocks are kept that the block cache has no room for, as they are in their tables: packed, and
/// with their checksums, which are looked at whenever one is taken from here. What does not check out
/// is as if it were not there. It begins empty at every open.
public sealed interface SecondLevel {
    /// A smaller one would be of no use.
    long BYTES_MIN = 1 << 20;

    /// A terabyte.
    long BYTES_MAX = 1L << 40;

    /// Nowhere.
    record None() implements SecondLevel {}

    /// In memory outside the heap, reserved at once: for a small heap on a large machine. Java lets as
    /// much be outside as the heap may have, unless `-XX:MaxDirectMemorySize` says more.
    /// @param bytesMax 1 MiB or more
    record OffHeap(long bytesMax) implements SecondLevel {
        public OffHeap {
            checkSize(bytesMax);
        }
    }

    /// In one file: for tables on a slow disk and a fast one at hand. A disk that refuses ends its use
    /// until the next open, and nothing else.
    /// @param disk which nobody else uses
    /// @param bytesMax 1 MiB or more
    record OnDisk(Disk disk, long bytesMax) implements SecondLevel {
        public OnDisk {
            checkSize(bytesMax);
        }
    }

    private static void checkSize(long bytes) {
        if (bytes < BYTES_MIN || bytes > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "second level of %d bytes, allowed are %d to %d"
                            .formatted(bytes, BYTES_MIN, BYTES_MAX));
        }
    }

    static SecondLevel none() {
        return new None();
    }

    static SecondLevel offHeap(long bytesMax) {
        return new OffHeap(bytesMax);
    }

    /// @param directory of its own, made when it does not exist
    static SecondLevel in(Path directory, long bytesMax) {
        return new OnDisk(new DirectoryDisk(directory), bytesMax);
    }
}
