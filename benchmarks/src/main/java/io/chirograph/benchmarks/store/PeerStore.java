package io.chirograph.benchmarks.store;

/// An engine under measurement, open in a directory. What is asked of one is asked of all.
/// Thread-safe; a [Session] is of one thread.
interface PeerStore extends AutoCloseable {
    /// What one thread does with the engine. Single-owner.
    interface Session extends AutoCloseable {
        /// One transaction of one put, durable when this returns.
        void commit(byte[] key, byte[] value);

        /// One transaction of as many puts, durable when this returns.
        void commit(byte[][] keys, byte[][] values);

        /// The value that is committed now, as an array of the caller's own.
        /// @throws IllegalStateException when there is none: only keys that were written are asked for
        byte[] read(byte[] key);

        @Override
        void close();
    }

    /// What a walk hands on: any digest of the bytes, so that nobody can leave them unread.
    interface Visitor {
        void record(byte keyByte, byte valueByte, int size);
    }

    /// What makes it durable, and what else was set.
    String settings();

    Session session();

    /// Writes `count` records as fast as the engine can, in the order of their numbers, which is none
    /// of the keys. All are on stable storage when it returns.
    void load(Records records, int count);

    /// Walks all records in the order of their keys.
    void scan(Visitor visitor);

    @Override
    void close();
}
