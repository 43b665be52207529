package io.chirograph.ledger.execution;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Fork;
import io.chirograph.evm.TransactionState;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction.Blob;
import io.chirograph.ledger.transaction.UnsignedTransaction.SetCode;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// When a transaction may run. Each rule gives the problem in one line, or nothing.
final class TransactionRules {
    /// EIP-7825: gas of a transaction.
    static final long GAS_LIMIT_MAX = 1 << 24;

    /// EIP-3860: bytes of the code that creates a contract.
    private static final int INIT_CODE_BYTES_MAX = 49_152;

    /// EIP-4844.
    private static final long GAS_OF_BLOB = 1 << 17;

    private static final byte BLOB_HASH_VERSION = 1;

    private final Fork fork;

    TransactionRules(Fork fork) {
        this.fork = fork;
    }

    /// What is wrong with the transaction in any block and state.
    Optional<String> problem(Transaction transaction) {
        if (!fork.isAtLeast(sinceFork(transaction.type()))) {
            return Optional.of("transaction type " + transaction.type() + " is not known yet");
        }
        if (transaction.chainId() != 0 && !fork.isAtLeast(Fork.SPURIOUS_DRAGON)) {
            return Optional.of("chain ids in signatures are not known yet (EIP-155)");
        }
        if (transaction.nonce() == -1) {
            return Optional.of("the nonce is the largest there is");
        }
        if (fork.isAtLeast(Fork.OSAKA) && transaction.gasLimit() > GAS_LIMIT_MAX) {
            return Optional.of("gas limit " + transaction.gasLimit() + " is over " + GAS_LIMIT_MAX);
        }
        // Any gas limit times a fee of 64 bits is far below.
        if (!transaction.maxFee().fitsLong() && maxGasFee(transaction).bitLength() > 256) {
            return Optional.of("gas limit times fee is over 2^256 − 1");
        }
        boolean isCreation = transaction.to().isEmpty();
        int size = transaction.data().size();
        if (fork.isAtLeast(Fork.SHANGHAI) && isCreation && size > INIT_CODE_BYTES_MAX) {
            return Optional.of(
                    "creation code has " + size + " bytes, at most " + INIT_CODE_BYTES_MAX);
        }
        long required = intrinsicGas(transaction).required();
        if (transaction.gasLimit() < required) {
            return Optional.of(
                    "gas limit " + transaction.gasLimit() + " is below the intrinsic " + required);
        }
        return switch (transaction.unsigned()) {
            case Blob blob -> blobProblem(blob.blobHashes());
            case SetCode setCode when setCode.authorizations().isEmpty() ->
                    Optional.of("a transaction of type 4 has at least one authorization");
            default -> Optional.empty();
        };
    }

    private static Fork sinceFork(int type) {
        return switch (type) {
            case 0 -> Fork.FRONTIER;
            case 1 -> Fork.BERLIN;
            case 2 -> Fork.LONDON;
            case 3 -> Fork.CANCUN;
            default -> Fork.PRAGUE;
        };
    }

    IntrinsicGas intrinsicGas(Transaction transaction) {
        return IntrinsicGas.of(
                fork,
                transaction.to().isEmpty(),
                transaction.data(),
                transaction.accessList(),
                transaction.authorizations().size());
    }

    private Optional<String> blobProblem(List<Hash32> hashes) {
        // Osaka lowered what one transaction may have below what a block may (EIP-7594).
        boolean isPrague = fork == Fork.PRAGUE;
        int countMax = isPrague ? 9 : 6;
        if (hashes.isEmpty() || hashes.size() > countMax) {
            return Optional.of(
                    "a transaction of type 3 has 1 to "
                            + countMax
                            + " blobs, not "
                            + hashes.size());
        }
        for (Hash32 hash : hashes) {
            if (hash.bytes().get(0) != BLOB_HASH_VERSION) {
                return Optional.of("blob hash " + hash + " is not of version 1");
            }
        }
        return Optional.empty();
    }

    /// What is wrong with the transaction in this block.
    Optional<String> problem(Transaction transaction, BlockContext block) {
        if (transaction.chainId() != 0 && transaction.chainId() != block.chainId()) {
            return Optional.of(
                    "it is for chain " + transaction.chainId() + ", this is " + block.chainId());
        }
        if (transaction.gasLimit() > block.gasLimit()) {
            return Optional.of(
                    "gas limit "
                            + transaction.gasLimit()
                            + " is over the block's "
                            + block.gasLimit());
        }
        UInt256 maxFee = transaction.maxFee();
        if (transaction.maxPriorityFee().compareTo(maxFee) > 0) {
            return Optional.of("the priority fee is over the whole fee " + maxFee);
        }
        if (fork.isAtLeast(Fork.LONDON) && maxFee.compareTo(block.baseFee()) < 0) {
            return Optional.of("fee " + maxFee + " is below the base fee " + block.baseFee());
        }
        if (transaction.unsigned() instanceof Blob blob
                && blob.maxFeePerBlobGas().compareTo(block.blobBaseFee()) < 0) {
            return Optional.of(
                    "blob fee "
                            + blob.maxFeePerBlobGas()
                            + " is below the block's "
                            + block.blobBaseFee());
        }
        return Optional.empty();
    }

    /// What is wrong with the transaction in this state.
    Optional<String> problem(Transaction transaction, Address sender, TransactionState state) {
        if (transaction.nonce() != state.nonce(sender)) {
            return Optional.of(
                    "nonce is "
                            + Long.toUnsignedString(transaction.nonce())
                            + ", the account's is "
                            + Long.toUnsignedString(state.nonce(sender)));
        }
        if (!state.code(sender).isEmpty() && state.delegate(sender).isEmpty()) {
            return Optional.of("the sender is a contract");
        }
        BigInteger cost =
                maxGasFee(transaction)
                        .add(transaction.value().toBigInteger())
                        .add(maxBlobFee(transaction));
        if (state.balance(sender).toBigInteger().compareTo(cost) < 0) {
            return Optional.of(
                    "balance " + state.balance(sender) + " is below the highest cost " + cost);
        }
        return Optional.empty();
    }

    private static BigInteger maxGasFee(Transaction transaction) {
        return BigInteger.valueOf(transaction.gasLimit())
                .multiply(transaction.maxFee().toBigInteger());
    }

    private static BigInteger maxBlobFee(Transaction transaction) {
        return transaction.unsigned() instanceof Blob blob
                ? blob.maxFeePerBlobGas()
                        .toBigInteger()
                        .multiply(BigInteger.valueOf(blobGas(transaction)))
                : BigInteger.ZERO;
    }

    static long blobGas(Transaction transaction) {
        return transaction.unsigned() instanceof Blob blob
                ? GAS_OF_BLOB * blob.blobHashes().size()
                : 0;
    }

    /// What is paid for a unit of gas.
    UInt256 effectiveGasPrice(Fees fees, BlockContext block) {
        if (!fork.isAtLeast(Fork.LONDON)) {
            return fees.maxFee();
        }
        UInt256 room = fees.maxFee().minus(block.baseFee());
        UInt256 tip = fees.maxPriorityFee().compareTo(room) < 0 ? fees.maxPriorityFee() : room;
        return block.baseFee().plus(tip);
    }
}
