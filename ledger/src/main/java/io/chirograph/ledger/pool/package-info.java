/// The transactions that wait to be ordered: which are taken in, in which order they are offered, and when
/// they leave. The pool is told the time and does nothing by itself.
///
/// Read [io.chirograph.ledger.pool.TransactionPool] first, then `SenderQueue`.
@NullMarked
package io.chirograph.ledger.pool;

import org.jspecify.annotations.NullMarked;
