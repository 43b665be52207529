package io.chirograph.evm;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;

/// The contract machine under one fork's rules. Thread-safe: what its runs share are a cache of codes and spare stacks.
///
/// ```java
/// TransactionState state = evm.begin(world);
/// Result result = evm.run(new Message.Call(caller, to, value, input, gas), state, block, transaction);
/// StateChanges changes = state.changes();
/// ```
public final class Evm {
    private static final long CODE_CACHE_BYTES_MAX = 8 << 20;

    private final Fork fork;
    private final InstructionSet instructions;
    private final Precompiles precompiles;
    private final CodeCache codes = new CodeCache(CODE_CACHE_BYTES_MAX);
    private final SpareStacks stacks = new SpareStacks();

    public Evm(Fork fork) {
        this.fork = fork;
        this.instructions = new InstructionSet(fork);
        this.precompiles = new Precompiles(fork);
    }

    public Fork fork() {
        return fork;
    }

    /// The state that one transaction changes, on top of `world`.
    public TransactionState begin(WorldState world) {
        return new TransactionState(world, fork, codes, precompiles);
    }

    /// Runs `message` to its end. What it changed is in `state`, or undone when it failed.
    ///
    /// @param message with gas that bounds its time and memory
    public Result run(
            Message message,
            TransactionState state,
            BlockContext block,
            TransactionContext transaction) {
        return run(message, state, block, transaction, Tracer.NONE);
    }

    /// The same under the eyes of `tracer`.
    public Result run(
            Message message,
            TransactionState state,
            BlockContext block,
            TransactionContext transaction,
            Tracer tracer) {
        return new Machine(
                        fork, instructions, precompiles, stacks, state, block, transaction, tracer)
                .run(message);
    }

    /// The addresses where the fork has precompiled contracts.
    public boolean isPrecompiled(Address address) {
        return precompiles.at(address).isPresent();
    }

    /// Where the contract lands that `creator` creates with its nonce `nonce`.
    ///
    /// @param nonce read as unsigned
    public static Address contractAddress(Address creator, long nonce) {
        Bytes preimage =
                RlpWriter.list(list -> list.address(creator).number(new UInt256(0, 0, 0, nonce)));
        return Address.of(Hashes.keccak256(preimage).bytes().slice(12));
    }
}
