package io.chirograph.store;

/// How the place of a cache is divided: slabs of one size each belong to a class of pieces of one size.
///
/// @param reservedBytes of all slabs
/// @param allocatedBytes of the pieces in use
/// @param usedBytes what is in these pieces
/// @param slabs how many there are
/// @param freeSlabs of no class yet, or again
/// @param reclaimedSlabs taken from their class with all that was in them, since the start
public record PoolUse(
        long reservedBytes,
        long allocatedBytes,
        long usedBytes,
        int slabs,
        int freeSlabs,
        long reclaimedSlabs) {
    /// Of the pieces in use, the part that nothing is in: 0 to 1.
    public double fragmentation() {
        return allocatedBytes == 0 ? 0 : 1 - (double) usedBytes / allocatedBytes;
    }
}
