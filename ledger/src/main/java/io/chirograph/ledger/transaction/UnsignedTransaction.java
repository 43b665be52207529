package io.chirograph.ledger.transaction;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;

/// What a sender signs: one record for each type of transaction.
public sealed interface UnsignedTransaction {
    /// @see Call
    Call call();

    /// The chain it is for, 0 for every chain (only the legacy type can be).
    long chainId();

    /// The number that starts the envelope; 0 for the legacy type, whose envelope starts with a list.
    default int type() {
        return switch (this) {
            case Legacy _ -> 0;
            case AccessListed _ -> 1;
            case FeeMarket _ -> 2;
            case Blob _ -> 3;
            case SetCode _ -> 4;
        };
    }

    /// Both fees are the gas price where the type has only that.
    default Fees fees() {
        return switch (this) {
            case Legacy legacy -> new Fees(legacy.gasPrice, legacy.gasPrice);
            case AccessListed listed -> new Fees(listed.gasPrice, listed.gasPrice);
            case FeeMarket market -> market.fees;
            case Blob blob -> blob.fees;
            case SetCode setCode -> setCode.fees;
        };
    }

    /// Empty where the type has none.
    default List<AccessListEntry> accessList() {
        return switch (this) {
            case Legacy _ -> List.of();
            case AccessListed listed -> listed.accessList;
            case FeeMarket market -> market.accessList;
            case Blob blob -> blob.accessList;
            case SetCode setCode -> setCode.accessList;
        };
    }

    /// The envelope with zeros where the signature will be, as JSON-RPC shows what is still to be signed.
    default Bytes encode() {
        return TransactionRlp.encode(this);
    }

    default Hash32 signingHash() {
        return Hashes.keccak256(TransactionRlp.signedPart(this));
    }

    default Transaction sign(SigningKey sender) {
        return Transaction.of(this, sender.sign(signingHash()));
    }

    /// Type 0.
    ///
    /// @param chainId from 1 to [#CHAIN_ID_MAX], or 0 to be valid on every chain (before EIP-155)
    record Legacy(long chainId, UInt256 gasPrice, Call call) implements UnsignedTransaction {
        /// The largest chain id whose `v` still fits a signed 64-bit number.
        public static final long CHAIN_ID_MAX = (Long.MAX_VALUE - 36) / 2;

        public Legacy {
            if (chainId < 0 || chainId > CHAIN_ID_MAX) {
                throw new IllegalArgumentException(
                        "chain id " + chainId + " is not within 0 to " + CHAIN_ID_MAX);
            }
        }
    }

    /// Type 1 (EIP-2930).
    record AccessListed(long chainId, UInt256 gasPrice, Call call, List<AccessListEntry> accessList)
            implements UnsignedTransaction {
        public AccessListed {
            accessList = List.copyOf(accessList);
        }
    }

    /// Type 2 (EIP-1559).
    record FeeMarket(long chainId, Fees fees, Call call, List<AccessListEntry> accessList)
            implements UnsignedTransaction {
        public FeeMarket {
            accessList = List.copyOf(accessList);
        }
    }

    /// Type 3 (EIP-4844), without the blobs themselves.
    record Blob(
            long chainId,
            Fees fees,
            Call call,
            List<AccessListEntry> accessList,
            UInt256 maxFeePerBlobGas,
            List<Hash32> blobHashes)
            implements UnsignedTransaction {
        public Blob {
            accessList = List.copyOf(accessList);
            blobHashes = List.copyOf(blobHashes);
        }
    }

    /// Type 4 (EIP-7702).
    record SetCode(
            long chainId,
            Fees fees,
            Call call,
            List<AccessListEntry> accessList,
            List<Authorization> authorizations)
            implements UnsignedTransaction {
        public SetCode {
            accessList = List.copyOf(accessList);
            authorizations = List.copyOf(authorizations);
        }
    }
}
