package io.chirograph.ledger;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.BlockContext;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.function.LongFunction;

/// How a block's header follows from its parent and its batch.
///
/// | field | value |
/// |---|---|
/// | coinbase | the batch's proposer |
/// | extraData | the batch's time in milliseconds since 1970, 8 bytes, most significant first, but never below the parent's; a null batch has its parent's |
/// | timestamp | the same in seconds |
/// | prevRandao | Keccak-256 of the parent's hash and the height (8 bytes, most significant first): known in advance, so no source of chance |
/// | gasLimit, baseFeePerGas | the parent's, so the genesis' |
/// | difficulty, nonce, blobGasUsed, excessBlobGas, parentBeaconBlockRoot | zero |
/// | ommersHash, withdrawalsRoot | those of empty lists |
/// | requestsHash | that of an empty list, but in the last block of a validator set: see [ValidatorChange#requestsHash] |
///
/// No system contract is called at the beginning or end of a block (EIP-2935, 4788, 7002, 7251): there
/// is no beacon chain, and the hashes of the last 256 blocks are there for BLOCKHASH.
final class BlockRules {
    private static final UInt256 BLOB_BASE_FEE = UInt256.ONE; // without excess blob gas (EIP-4844)
    private static final Bytes NONCE = Bytes.owning(new byte[BlockHeader.NONCE_BYTES]);

    private BlockRules() {}

    /// The header of the block after `parent`, as far as it is known before execution: state root, other
    /// roots, bloom and gas used are those of an empty block on the parent's state.
    static BlockHeader begin(
            BlockHeader parent, Hash32 parentHash, long parentTimestampMillis, Batch batch) {
        long height = parent.number() + 1;
        long timestampMillis = Math.max(batch.timestampMillis(), parentTimestampMillis);
        return new BlockHeader(
                parentHash,
                BlockHeader.NO_OMMERS,
                batch.proposer(),
                parent.stateRoot(),
                Hashes.EMPTY_TRIE_ROOT,
                Hashes.EMPTY_TRIE_ROOT,
                LogsBloom.EMPTY,
                UInt256.ZERO,
                height,
                parent.gasLimit(),
                0,
                timestampMillis / 1000,
                LedgerTables.heightKey(timestampMillis),
                Hashes.keccak256(Bytes.concat(parentHash.bytes(), LedgerTables.heightKey(height))),
                NONCE,
                parent.baseFeePerGas(),
                Hashes.EMPTY_TRIE_ROOT,
                0,
                0,
                Hash32.ZERO,
                BlockHeader.NO_REQUESTS,
                BlockHeader.FIELD_COUNT_NEWEST);
    }

    /// `begun` with what execution found.
    /// @param requestsHash by which validators hand over
    static BlockHeader complete(
            BlockHeader begun, BatchExecution execution, Hash32 stateRoot, Hash32 requestsHash) {
        return new BlockHeader(
                begun.parentHash(),
                begun.ommersHash(),
                begun.coinbase(),
                stateRoot,
                TrieRoot.ofIndexed(
                        execution.included().stream().map(s -> s.transaction().encode()).toList()),
                TrieRoot.ofIndexed(execution.receipts().stream().map(Receipt::encode).toList()),
                LogsBloom.union(execution.receipts().stream().map(Receipt::logsBloom).toList()),
                begun.difficulty(),
                begun.number(),
                begun.gasLimit(),
                execution.gasUsed(),
                begun.timestamp(),
                begun.extraData(),
                begun.prevRandao(),
                begun.nonce(),
                begun.baseFeePerGas(),
                begun.withdrawalsRoot(),
                begun.blobGasUsed(),
                begun.excessBlobGas(),
                begun.parentBeaconBlockRoot(),
                requestsHash,
                BlockHeader.FIELD_COUNT_NEWEST);
    }

    /// What contracts learn of the block with `header`.
    static BlockContext context(BlockHeader header, long chainId, LongFunction<Hash32> blockHash) {
        return new BlockContext(
                header.number(),
                header.timestamp(),
                header.coinbase(),
                header.gasLimit(),
                header.baseFeePerGas(),
                header.prevRandao(),
                BLOB_BASE_FEE,
                header.difficulty(),
                chainId,
                blockHash);
    }
}
