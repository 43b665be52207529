package io.chirograph.ledger.execution;

import io.chirograph.crypto.Keccak256;
import io.chirograph.evm.Log;
import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;

/// The 2048-bit filter of log addresses and topics in receipts and headers (Yellow Paper, section 4.4.3):
/// each item sets the three bits that the first three pairs of bytes of its Keccak-256 name.
public final class LogsBloom {
    public static final Bytes EMPTY = Bytes.owning(new byte[BlockHeader.LOGS_BLOOM_BYTES]);

    private static final int BITS = 8 * BlockHeader.LOGS_BLOOM_BYTES;

    private LogsBloom() {}

    /// The filter of all `logs`.
    public static Bytes of(List<Log> logs) {
        if (logs.isEmpty()) {
            return EMPTY;
        }
        Keccak256 keccak = new Keccak256();
        byte[] bloom = new byte[BlockHeader.LOGS_BLOOM_BYTES];
        for (Log log : logs) {
            add(bloom, keccak, log.address().toArray());
            for (Hash32 topic : log.topics()) {
                add(bloom, keccak, topic.toArray());
            }
        }
        return Bytes.owning(bloom);
    }

    /// The filter of everything that is in any of `blooms`.
    public static Bytes union(List<Bytes> blooms) {
        byte[] union = new byte[BlockHeader.LOGS_BLOOM_BYTES];
        for (Bytes bloom : blooms) {
            for (int i = 0; i < union.length; i++) {
                union[i] |= bloom.get(i);
            }
        }
        return Bytes.owning(union);
    }

    private static void add(byte[] bloom, Keccak256 keccak, byte[] item) {
        keccak.hash(item, 0, item.length);
        long hash = keccak.word(0);
        for (int shift = 48; shift > 0; shift -= 16) {
            int bit = (int) (hash >>> shift) & (BITS - 1);
            bloom[BlockHeader.LOGS_BLOOM_BYTES - 1 - bit / 8] |= (byte) (1 << (bit % 8));
        }
    }
}
