package io.chirograph.node.rpc;

import io.chirograph.evm.WorldState;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import java.util.Optional;

/// Finds what a [BlockParameter] means among the certified blocks.
final class Blocks {
    private final CertifiedChain chain;

    Blocks(CertifiedChain chain) {
        this.chain = chain;
    }

    long newestHeight() {
        return chain.certifiedHeight();
    }

    Optional<ExecutedBlock> find(BlockParameter parameter) {
        return switch (parameter) {
            case BlockParameter.Latest _, BlockParameter.Pending _ ->
                    chain.block(chain.certifiedHeight());
            case BlockParameter.AtHeight(long height) -> chain.block(height);
            case BlockParameter.WithHash(var hash) -> chain.block(hash);
        };
    }

    /// @throws RpcException when there is no such block
    ExecutedBlock get(BlockParameter parameter) {
        return find(parameter).orElseThrow(() -> unknown(parameter));
    }

    /// The state after the block.
    /// @throws RpcException when there is no such block
    WorldState state(BlockParameter parameter) {
        return state(get(parameter).height());
    }

    /// @param height of a certified block
    /// @throws RpcException when that state is no longer kept
    WorldState state(long height) {
        return chain.state(height).orElseThrow(() -> forgotten(height));
    }

    /// Asks are not worth repeating here, but a node that keeps all states can answer them.
    RpcException forgotten(long height) {
        return new RpcException(
                RpcException.REFUSED,
                "historical state of block %d is not available: this node keeps the states of blocks %d to %d (setting ledger.stateHistoryBlocks); ask a node that keeps all of them"
                        .formatted(height, chain.oldestStateHeight(), chain.certifiedHeight()));
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
                        + chain.certifiedHeight());
    }
}
