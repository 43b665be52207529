package io.chirograph.ledger.execution;

import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;

/// A call that is tried out and changes nothing: an unsigned transaction whose nonce and fees nobody checks.
///
/// @param from any account: nobody signed
/// @param gasLimit what the call may use at most, intrinsic gas included
/// @param gasPrice the answer of GASPRICE; nothing is paid
/// @param authorizations put into force before the call, as a transaction of type 4 does
/// @param blobHashes the answers of BLOBHASH
public record CallRequest(
        Address from,
        Recipient recipient,
        long gasLimit,
        UInt256 gasPrice,
        UInt256 value,
        Bytes data,
        List<AccessListEntry> accessList,
        List<Authorization> authorizations,
        List<Hash32> blobHashes) {
    public CallRequest {
        blobHashes = List.copyOf(blobHashes);
        accessList = List.copyOf(accessList);
        authorizations = List.copyOf(authorizations);
    }

    /// A call that authorizes nothing and has no blobs.
    public CallRequest(
            Address from,
            Recipient recipient,
            long gasLimit,
            UInt256 gasPrice,
            UInt256 value,
            Bytes data,
            List<AccessListEntry> accessList) {
        this(from, recipient, gasLimit, gasPrice, value, data, accessList, List.of(), List.of());
    }

    public CallRequest withAccessList(List<AccessListEntry> newAccessList) {
        return new CallRequest(
                from,
                recipient,
                gasLimit,
                gasPrice,
                value,
                data,
                newAccessList,
                authorizations,
                blobHashes);
    }

    CallRequest withGasLimit(long newGasLimit) {
        return new CallRequest(
                from,
                recipient,
                newGasLimit,
                gasPrice,
                value,
                data,
                accessList,
                authorizations,
                blobHashes);
    }
}
