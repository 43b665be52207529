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
        return chain.state(get(parameter).height()).orElseThrow(() -> unknown(parameter));
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
