package io.chirograph.ledger.transaction;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// A signed transaction and its one encoding. Immutable; equal when the encodings are.
public final class Transaction {
    /// No transaction that can run is larger: under Osaka's rules each byte of data costs at least
    /// 10 gas, and a transaction has at most 2^24.
    public static final int ENVELOPE_BYTES_MAX = 2 << 20;

    private final UnsignedTransaction unsigned;
    private final Signature signature;
    private final Bytes envelope;
    private final Hash32 hash;

    private Transaction(UnsignedTransaction unsigned, Signature signature, Bytes envelope) {
        this.unsigned = unsigned;
        this.signature = signature;
        this.envelope = envelope;
        this.hash = Hashes.keccak256(envelope);
    }

    static Transaction of(UnsignedTransaction unsigned, Signature signature) {
        return new Transaction(unsigned, signature, TransactionRlp.encode(unsigned, signature));
    }

    /// What [#decode] found.
    public sealed interface Decoded {}

    /// The bytes are a transaction.
    public record Valid(Transaction transaction) implements Decoded {}

    /// The bytes are none.
    public record Invalid(String reason) implements Decoded {}

    /// Reads an envelope strictly: every field in its range and its canonical form, the signature with
    /// the low `s`, nothing left over. Whose signature it is stays open until [#sender].
    public static Decoded decode(Bytes envelope) {
        if (envelope.isEmpty() || envelope.size() > ENVELOPE_BYTES_MAX) {
            return new Invalid(
                    "a transaction has 1 to "
                            + ENVELOPE_BYTES_MAX
                            + " bytes, not "
                            + envelope.size());
        }
        try {
            TransactionRlp.Parts parts = TransactionRlp.decode(envelope);
            return new Valid(new Transaction(parts.unsigned(), parts.signature(), envelope));
        } catch (RlpException e) {
            return new Invalid(String.valueOf(e.getMessage()));
        }
    }

    public Bytes encode() {
        return envelope;
    }

    public Hash32 hash() {
        return hash;
    }

    /// The account whose key signed; empty when there is no such key. Each call costs a recovery.
    public Optional<Address> sender() {
        return signature.signer(unsigned.signingHash());
    }

    public UnsignedTransaction unsigned() {
        return unsigned;
    }

    public Signature signature() {
        return signature;
    }

    /// 0 to 4.
    public int type() {
        return unsigned.type();
    }

    /// 0 when the transaction is valid on every chain.
    public long chainId() {
        return unsigned.chainId();
    }

    /// Read as unsigned.
    public long nonce() {
        return unsigned.call().nonce();
    }

    public long gasLimit() {
        return unsigned.call().gasLimit();
    }

    /// Empty when the transaction creates a contract.
    public Optional<Address> to() {
        return unsigned.call().recipient().address();
    }

    public UInt256 value() {
        return unsigned.call().value();
    }

    public Bytes data() {
        return unsigned.call().data();
    }

    /// The gas price of types 0 and 1.
    public UInt256 maxFee() {
        return unsigned.fees().maxFee();
    }

    /// The gas price of types 0 and 1.
    public UInt256 maxPriorityFee() {
        return unsigned.fees().maxPriorityFee();
    }

    public List<AccessListEntry> accessList() {
        return unsigned.accessList();
    }

    public List<Authorization> authorizations() {
        return unsigned instanceof UnsignedTransaction.SetCode setCode
                ? setCode.authorizations()
                : List.of();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that && envelope.equals(that.envelope);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "transaction "
                + hash
                + " of type "
                + type()
                + " with nonce "
                + Long.toUnsignedString(nonce());
    }
}
