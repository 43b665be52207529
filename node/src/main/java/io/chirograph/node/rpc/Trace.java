package io.chirograph.node.rpc;

import io.chirograph.evm.Tracer;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.types.Bytes;
import tools.jackson.databind.JsonNode;

/// A tracer that tells what it saw as JSON. Single-owner, for one call.
interface Trace extends Tracer {
    /// How the call ended.
    ///
    /// @param failure why in one line; empty when it ended well
    record End(boolean success, Bytes output, long gasUsed, String failure) {
        static End of(Outcome.Executed executed) {
            return new End(
                    executed.success(), executed.output(), executed.gasUsed(), executed.failure());
        }

        static End of(CallOutcome outcome) {
            return switch (outcome) {
                case CallOutcome.Returned(Bytes output, long gasUsed) ->
                        new End(true, output, gasUsed, "");
                case CallOutcome.Reverted(Bytes data, String reason, long gasUsed) ->
                        new End(false, data, gasUsed, "reverted: " + reason);
                case CallOutcome.Failed(String reason, long gasUsed) ->
                        new End(false, Bytes.EMPTY, gasUsed, reason);
            };
        }
    }

    JsonNode json(End end);
}
