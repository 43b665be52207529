package io.chirograph.store;

import java.time.Duration;

/// A transaction, or a call that runs it again and again, took longer than its
/// [TransactionOptions#timeout()]. Nothing of it was written.
public final class TransactionTimeoutException extends StoreException {
    TransactionTimeoutException(Duration timeout) {
        super(
                "the transaction was not committed within its timeout of %s; run it again, or allow more"
                        .formatted(timeout));
    }
}
