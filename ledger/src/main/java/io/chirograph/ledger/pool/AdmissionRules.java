package io.chirograph.ledger.pool;

import io.chirograph.evm.Account;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.Optional;

/// What a transaction must fulfil to enter a pool, besides room: that it can be valid on this chain, and
/// that its sender could pay for it alone. What else the sender has in the pool is not added up; if the
/// balance does not last, execution skips what comes after.
///
/// @param chainId of this chain
/// @param gasLimit of a block
/// @param baseFee of every block
/// @param takesBlobs whether transactions may have blobs (type 3)
public record AdmissionRules(long chainId, long gasLimit, UInt256 baseFee, boolean takesBlobs) {
    private static final TransactionProcessor PROCESSOR = new TransactionProcessor(Ledger.FORK);

    private static final int BLOB_TYPE = 3;

    /// Of a chain of ours, which takes no blobs.
    public AdmissionRules(long chainId, long gasLimit, UInt256 baseFee) {
        this(chainId, gasLimit, baseFee, false);
    }

    /// What `transaction` pays the proposer for a unit of gas.
    UInt256 tip(Transaction transaction) {
        UInt256 most = transaction.maxFee().minus(baseFee);
        return most.compareTo(transaction.maxPriorityFee()) < 0
                ? most
                : transaction.maxPriorityFee();
    }

    Optional<Admission.Refused> refuse(
            Transaction transaction, Account account, PoolLimits limits) {
        Optional<Admission.Refused> invalid = invalid(transaction, limits);
        if (invalid.isPresent()) {
            return invalid;
        }
        long nonce = transaction.nonce();
        if (Long.compareUnsigned(nonce, account.nonce()) < 0) {
            return Optional.of(nonceTooLow(nonce, account.nonce()));
        }
        if (Long.compareUnsigned(nonce - account.nonce(), limits.perSenderMax()) >= 0) {
            return Optional.of(
                    new Admission.Refused(
                            Admission.Cause.NONCE_TOO_HIGH,
                            "nonce %s is too far ahead: the account's next is %d, and the pool takes %d of a sender"
                                    .formatted(
                                            Long.toUnsignedString(nonce),
                                            account.nonce(),
                                            limits.perSenderMax())));
        }
        if (!canPay(account.balance(), transaction)) {
            return Optional.of(
                    new Admission.Refused(
                            Admission.Cause.INSUFFICIENT_FUNDS,
                            "insufficient funds: the balance is %s, gas limit %d at %s and value %s are more"
                                    .formatted(
                                            account.balance(),
                                            transaction.gasLimit(),
                                            transaction.maxFee(),
                                            transaction.value())));
        }
        return Optional.empty();
    }

    static Admission.Refused nonceTooLow(long nonce, long accountNonce) {
        return new Admission.Refused(
                Admission.Cause.NONCE_TOO_LOW,
                "nonce too low: %d, the account's next is %d".formatted(nonce, accountNonce));
    }

    private Optional<Admission.Refused> invalid(Transaction transaction, PoolLimits limits) {
        if (transaction.type() == BLOB_TYPE && !takesBlobs) {
            return refused("blob transactions (type 3) are not supported");
        }
        int size = transaction.encode().size();
        if (size > limits.transactionBytesMax()) {
            return refused(
                    "the transaction has %d bytes, the pool takes %d at most"
                            .formatted(size, limits.transactionBytesMax()));
        }
        if (transaction.chainId() != 0 && transaction.chainId() != chainId) {
            return refused(
                    "the transaction is for chain %d, this is chain %d"
                            .formatted(transaction.chainId(), chainId));
        }
        if (Long.compareUnsigned(transaction.gasLimit(), gasLimit) > 0) {
            return refused(
                    "gas limit %s is over the block's %d"
                            .formatted(Long.toUnsignedString(transaction.gasLimit()), gasLimit));
        }
        if (transaction.maxFee().compareTo(baseFee) < 0) {
            return refused(
                    "max fee %s is below the base fee %s".formatted(transaction.maxFee(), baseFee));
        }
        if (transaction.maxPriorityFee().compareTo(transaction.maxFee()) > 0) {
            return refused(
                    "max priority fee %s is over the max fee %s"
                            .formatted(transaction.maxPriorityFee(), transaction.maxFee()));
        }
        return PROCESSOR.problem(transaction).flatMap(AdmissionRules::refused);
    }

    private static Optional<Admission.Refused> refused(String reason) {
        return Optional.of(new Admission.Refused(Admission.Cause.INVALID, reason));
    }

    private static boolean canPay(UInt256 balance, Transaction transaction) {
        if (transaction.value().compareTo(balance) > 0) {
            return false;
        }
        UInt256 forGas = balance.minus(transaction.value());
        return transaction
                        .maxFee()
                        .toBigInteger()
                        .multiply(BigInteger.valueOf(transaction.gasLimit()))
                        .compareTo(forGas.toBigInteger())
                <= 0;
    }
}
