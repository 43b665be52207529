package io.chirograph.ledger.execution;

import io.chirograph.evm.Log;
import io.chirograph.evm.StateChanges;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// What came of a transaction.
public sealed interface Outcome {
    /// The transaction is not valid in this state and block; nothing changed, nothing was paid.
    record Rejected(String reason) implements Outcome {}

    /// The transaction is part of the block, whether or not its call succeeded; gas was paid.
    ///
    /// @param success whether the call ended well; if not, it changed nothing but nonces, fees and
    ///     delegations, and `logs` is empty
    /// @param gasUsed what was paid for, after refunds
    /// @param output what the call returned; the reason when it reverted; the code of a new contract
    /// @param logsBloom the filter of `logs`
    /// @param failure why the call failed in one line; empty on success
    /// @param effectiveGasPrice paid for a unit of gas
    record Executed(
            boolean success,
            long gasUsed,
            Bytes output,
            String failure,
            List<Log> logs,
            Bytes logsBloom,
            CreatedContract contract,
            StateChanges changes,
            UInt256 effectiveGasPrice)
            implements Outcome {
        public Executed {
            logs = List.copyOf(logs);
        }

        /// The address of the contract that the transaction created.
        public Optional<Address> created() {
            return switch (contract) {
                case CreatedContract.None() -> Optional.empty();
                case CreatedContract.At(Address address) -> Optional.of(address);
            };
        }
    }

    /// Whether there is a new contract.
    sealed interface CreatedContract {
        record None() implements CreatedContract {}

        record At(Address address) implements CreatedContract {}
    }
}
