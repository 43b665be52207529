package io.chirograph.store;

/// What of a cache's space is used.
///
/// @param reservedBytes the whole space
/// @param allocatedBytes of the pieces in it
/// @param usedBytes of those pieces that something wanted is in
/// @param pieces how many there are
/// @param evictedPieces whose place another took, since the start
public record PoolUse(
        long reservedBytes, long allocatedBytes, long usedBytes, int pieces, long evictedPieces) {
    /// Of the pieces, the part that nothing wanted is in until their turn comes again: 0 to 1.
    public double fragmentation() {
        return allocatedBytes == 0 ? 0 : 1 - (double) usedBytes / allocatedBytes;
    }
}
