package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;

/// What a contract can learn of the transaction that it runs in.
///
/// @param origin who signed it
/// @param gasPrice paid for a unit of gas
/// @param blobHashes the versioned hashes of its blobs
public record TransactionContext(Address origin, UInt256 gasPrice, List<Hash32> blobHashes) {
    public TransactionContext {
        blobHashes = List.copyOf(blobHashes);
    }
}
