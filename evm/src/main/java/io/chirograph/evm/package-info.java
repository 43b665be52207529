/// The contract machine: Ethereum's virtual machine with gas, its rules chosen by [io.chirograph.evm.Fork].
/// It runs one message of one transaction over a [io.chirograph.evm.WorldState] that it only reads, and
/// yields [io.chirograph.evm.StateChanges]; it knows nothing of blocks, fees or signatures.
///
/// Read [io.chirograph.evm.Evm] first, then `Machine` and `Interpreter`. The machine is deterministic: the same state and message give
/// the same result on every computer. It recurses nowhere: nested calls are frames on an explicit stack.
@NullMarked
package io.chirograph.evm;

import org.jspecify.annotations.NullMarked;
