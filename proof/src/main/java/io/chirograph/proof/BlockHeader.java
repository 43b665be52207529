package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.Set;

/// An Ethereum block header; its hash names the block. Ours have the 21 fields of the Prague and Osaka forks.
///
/// @param logsBloom 256 bytes
/// @param timestamp seconds since 1970, never below the parent's
/// @param extraData at most 32 bytes; behind the genesis the batch's timestamp in milliseconds, 8
///     bytes, most significant first
/// @param nonce 8 bytes
/// @param fieldCount how many of the other components are encoded: 15 at first, 16 from London on, 17 from
///     Shanghai, 20 from Cancun, 21 from Prague; those that are not are zero
public record BlockHeader(
        Hash32 parentHash,
        Hash32 ommersHash,
        Address coinbase,
        Hash32 stateRoot,
        Hash32 transactionsRoot,
        Hash32 receiptsRoot,
        Bytes logsBloom,
        UInt256 difficulty,
        long number,
        long gasLimit,
        long gasUsed,
        long timestamp,
        Bytes extraData,
        Hash32 prevRandao,
        Bytes nonce,
        UInt256 baseFeePerGas,
        Hash32 withdrawalsRoot,
        long blobGasUsed,
        long excessBlobGas,
        Hash32 parentBeaconBlockRoot,
        Hash32 requestsHash,
        int fieldCount) {
    /// From Prague on.
    public static final int FIELD_COUNT_NEWEST = 21;

    private static final Set<Integer> FIELD_COUNTS = Set.of(15, 16, 17, 20, FIELD_COUNT_NEWEST);

    public static final int LOGS_BLOOM_BYTES = 256;
    public static final int NONCE_BYTES = 8;
    public static final int EXTRA_DATA_BYTES_MAX = 32;

    /// The ommers hash of a block without ommers, as all are since the merge.
    public static final Hash32 NO_OMMERS = Hashes.keccak256(RlpWriter.list(none -> {}));

    /// The requests hash of a block without requests (EIP-7685): the SHA-256 of nothing.
    public static final Hash32 NO_REQUESTS = Hashes.sha256(Bytes.EMPTY);

    public BlockHeader {
        requireSize("logsBloom", logsBloom, LOGS_BLOOM_BYTES);
        requireSize("nonce", nonce, NONCE_BYTES);
        if (extraData.size() > EXTRA_DATA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "block header: extraData has %d bytes, at most %d are allowed"
                            .formatted(extraData.size(), EXTRA_DATA_BYTES_MAX));
        }
        requireNotNegative("number", number);
        requireNotNegative("gasLimit", gasLimit);
        requireNotNegative("gasUsed", gasUsed);
        requireNotNegative("timestamp", timestamp);
        requireNotNegative("blobGasUsed", blobGasUsed);
        requireNotNegative("excessBlobGas", excessBlobGas);
        if (!FIELD_COUNTS.contains(fieldCount)) {
            throw new IllegalArgumentException(
                    "block header: no fork's headers have " + fieldCount + " fields");
        }
    }

    private static void requireSize(String field, Bytes value, int size) {
        if (value.size() != size) {
            throw new IllegalArgumentException(
                    "block header: %s has %d bytes, not %d".formatted(field, value.size(), size));
        }
    }

    private static void requireNotNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "block header: %s is at least 0, not %d".formatted(field, value));
        }
    }

    /// Reads one of our own headers.
    ///
    /// @throws RlpException when `rlp` is not exactly one canonical header with all fields
    public static BlockHeader fromRlp(Bytes rlp) {
        BlockHeader header = fromRlpOfAnyFork(rlp);
        if (header.fieldCount != FIELD_COUNT_NEWEST) {
            throw new RlpException(
                    "block header: %d fields, not %d"
                            .formatted(header.fieldCount, FIELD_COUNT_NEWEST));
        }
        return header;
    }

    /// Reads a header as any of Ethereum's forks has them.
    ///
    /// @throws RlpException when `rlp` is not exactly one canonical header
    public static BlockHeader fromRlpOfAnyFork(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        LaterFields later = new LaterFields(fields);
        try {
            // Arguments are evaluated left to right, so this reads the fields in their order.
            BlockHeader header =
                    new BlockHeader(
                            fields.hash(),
                            fields.hash(),
                            fields.address(),
                            fields.hash(),
                            fields.hash(),
                            fields.hash(),
                            fields.bytes(LOGS_BLOOM_BYTES),
                            fields.number256(),
                            fields.number(),
                            fields.number(),
                            fields.number(),
                            fields.number(),
                            fields.bytes(EXTRA_DATA_BYTES_MAX),
                            fields.hash(),
                            fields.bytes(NONCE_BYTES),
                            later.number256(),
                            later.hash(),
                            later.number(),
                            later.number(),
                            later.hash(),
                            later.hash(),
                            later.count);
            fields.end();
            return header;
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }

    /// Reads what is there of the fields that came with later forks.
    private static final class LaterFields {
        private final RlpReader fields;
        private int count = 15;

        LaterFields(RlpReader fields) {
            this.fields = fields;
        }

        private boolean next() {
            count += fields.hasNext() ? 1 : 0;
            return fields.hasNext();
        }

        UInt256 number256() {
            return next() ? fields.number256() : UInt256.ZERO;
        }

        long number() {
            return next() ? fields.number() : 0;
        }

        Hash32 hash() {
            return next() ? fields.hash() : Hash32.ZERO;
        }
    }

    public Bytes toRlp() {
        return RlpWriter.list(w -> {
            w.hash(parentHash)
                    .hash(ommersHash)
                    .address(coinbase)
                    .hash(stateRoot)
                    .hash(transactionsRoot)
                    .hash(receiptsRoot)
                    .bytes(logsBloom)
                    .number(difficulty)
                    .number(number)
                    .number(gasLimit)
                    .number(gasUsed)
                    .number(timestamp)
                    .bytes(extraData)
                    .hash(prevRandao)
                    .bytes(nonce);
            if (fieldCount >= 16) {
                w.number(baseFeePerGas);
            }
            if (fieldCount >= 17) {
                w.hash(withdrawalsRoot);
            }
            if (fieldCount >= 20) {
                w.number(blobGasUsed).number(excessBlobGas).hash(parentBeaconBlockRoot);
            }
            if (fieldCount >= 21) {
                w.hash(requestsHash);
            }
        });
    }

    /// The Keccak-256 of the encoding; computed anew at each call.
    public Hash32 hash() {
        return Hashes.keccak256(toRlp());
    }
}
