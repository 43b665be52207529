package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;

/// An event that a contract emitted.
///
/// @param topics at most four
public record Log(Address address, List<Hash32> topics, Bytes data) {
    public Log {
        topics = List.copyOf(topics);
    }
}
