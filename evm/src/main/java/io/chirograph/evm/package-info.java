/// The contract machine: Ethereum's virtual machine with gas, its rules chosen by [io.chirograph.evm.Fork].
/// It runs one message of one transaction over a [io.chirograph.evm.WorldState] that it only reads, and
/// yields [io.chirograph.evm.StateChanges]; it knows nothing of blocks, fees or signatures.
///
/// ```java
/// BlockContext block = new BlockContext(1, 1_700_000_000, me, 30_000_000, UInt256.ZERO, Hash32.ZERO,
///         UInt256.ONE, UInt256.ZERO, 1337, height -> Hash32.ZERO);
/// TransactionContext transaction = new TransactionContext(me, UInt256.ZERO, List.of());
/// Evm evm = new Evm(Fork.OSAKA);
/// TransactionState state = evm.begin(WorldState.EMPTY); // or your own, three methods
/// Address contract = Evm.contractAddress(me, 0);
/// evm.run(new Message.Create(me, contract, UInt256.ZERO, initCode, 100_000), state, block, transaction);
/// Message call = new Message.Call(me, contract, UInt256.ZERO, input, 100_000);
/// Result result = evm.run(call, state, block, transaction); // its output, its gas, or why it failed
/// StateChanges changes = state.changes(); // what to keep
/// ```
///
/// Read [io.chirograph.evm.Evm] first, then `Machine`, `Program`
/// and `Interpreter`: code is translated once into basic blocks of fused steps. The machine is deterministic: the same state and message give
/// the same result on every computer. It recurses nowhere: nested calls are frames on an explicit stack.
@NullMarked
package io.chirograph.evm;

import org.jspecify.annotations.NullMarked;
