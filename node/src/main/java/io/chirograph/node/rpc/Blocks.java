package io.chirograph.node.rpc;

import io.chirograph.evm.WorldState;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import java.util.Optional;

/// Finds what a [BlockParameter] means among the certified blocks.
final class Blocks {
    private final Ledger ledger;

    Blocks(Ledger ledger) {
        this.ledger = ledger;
    }

    Optional<ExecutedBlock> find(BlockParameter parameter) {
        return switch (parameter) {
            case BlockParameter.Latest _, BlockParameter.Pending _ ->
                    ledger.block(ledger.certifiedHeight());
            case BlockParameter.AtHeight(long height) -> ledger.block(height);
            case BlockParameter.WithHash(var hash) -> ledger.block(hash);
        };
    }

    /// @throws RpcException when there is no such block
    ExecutedBlock get(BlockParameter parameter) {
        return find(parameter).orElseThrow(() -> unknown(parameter));
    }

    /// The state after the block.
    /// @throws RpcException when there is no such block
    WorldState state(BlockParameter parameter) {
        return ledger.state(get(parameter).height()).orElseThrow(() -> unknown(parameter));
    }

    private RpcException unknown(BlockParameter parameter) {
        String what =
                switch (parameter) {
                    case BlockParameter.Latest _, BlockParameter.Pending _ -> "newest block";
                    case BlockParameter.AtHeight(long height) -> "block " + height;
                    case BlockParameter.WithHash(var hash) -> "block " + hash;
                };
        return new RpcException(
                RpcException.NOT_FOUND,
                "this node has no certified "
                        + what
                        + "; its newest is "
                        + ledger.certifiedHeight());
    }
}
