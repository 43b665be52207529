package io.chirograph.store;

import io.chirograph.types.Bytes;

/// Something that a transaction read (at [IsolationLevel#REPEATABLE_READ]: wrote) was changed by
/// another one before it could commit. Nothing of it was written; run it again from [Store#begin()]
/// on, or let [Store#update] do so.
public final class ConflictException extends StoreException {
    private final String table;
    private final Bytes key;

    ConflictException(String table, Bytes key, String problem) {
        super("table '%s' key %s: %s; run the transaction again".formatted(table, key, problem));
        this.table = table;
        this.key = key;
    }

    /// The table of the first conflict found.
    public String table() {
        return table;
    }

    /// The key written by the other transaction; for a range it deleted, the first key of that range.
    public byte[] key() {
        return key.toArray();
    }
}
