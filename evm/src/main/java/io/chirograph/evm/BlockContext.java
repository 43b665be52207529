package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.function.LongFunction;

/// What a contract can learn of the block that it runs in.
///
/// @param timestamp seconds since 1970
/// @param prevRandao the answer of PREVRANDAO from Paris on
/// @param blobBaseFee price of a unit of blob gas
/// @param difficulty the answer of DIFFICULTY before Paris
/// @param blockHash the hash of the block at a height; asked only for the 256 blocks before this one
public record BlockContext(
        long number,
        long timestamp,
        Address coinbase,
        long gasLimit,
        UInt256 baseFee,
        Hash32 prevRandao,
        UInt256 blobBaseFee,
        UInt256 difficulty,
        long chainId,
        LongFunction<Hash32> blockHash) {}
