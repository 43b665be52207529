package io.chirograph.benchmarks.consensus;

import io.chirograph.types.Bytes;
import java.util.zip.CRC32C;

/// Tells different orders of requests apart, at the price of a few multiplications a request: enough between
/// processes that may fail but do not cheat. What members vote for is a cryptographic hash above it.
final class Trail {
    private Trail() {}

    static int checksum(Bytes content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.asByteBuffer());
        return (int) checksum.getValue();
    }

    /// The trail of a log, whose trail was `before`, with one request more; an empty log's is 0.
    static long next(long before, long session, long number, int checksum) {
        return mix(mix(before, session), number * 31 + checksum);
    }

    private static long mix(long a, long b) {
        long mixed = (a ^ Long.rotateLeft(b, 31)) * 0x9e37_79b9_7f4a_7c15L;
        return (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L + b;
    }
}
