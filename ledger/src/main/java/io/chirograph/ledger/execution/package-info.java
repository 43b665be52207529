/// Runs one transaction against a state: the rules by which it is valid, the gas and the fees it pays,
/// what it changes. Also calls that change nothing, and the gas a call needs.
///
/// Read [io.chirograph.ledger.execution.TransactionProcessor] first.
@NullMarked
package io.chirograph.ledger.execution;

import org.jspecify.annotations.NullMarked;
