package io.chirograph.benchmarks.consensus;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a member makes one request of the agreement of: entries of several clients, one after the other,
/// each session 8 bytes, number 8, length 4, bytes. Number 0 opens the session.
final class Bundle {
    static final int ENTRY_HEAD_BYTES = 20;

    /// What tells requests apart.
    record Name(long session, long number) {}

    /// One client's request; `content` is what the client sent between number and MAC.
    record Entry(long session, long number, Bytes content) {
        int sizeBytes() {
            return ENTRY_HEAD_BYTES + content.size();
        }

        Name name() {
            return new Name(session, number);
        }
    }

    private Bundle() {}

    static Bytes encode(List<Entry> entries) {
        int size = entries.stream().mapToInt(Entry::sizeBytes).sum();
        byte[] bytes = new byte[size];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (Entry entry : entries) {
            buffer.putLong(entry.session()).putLong(entry.number()).putInt(entry.content().size());
            buffer.position(entry.content().copyTo(bytes, buffer.position()));
        }
        return Bytes.owning(bytes);
    }

    /// @throws IllegalArgumentException when `payload` is no bundle
    static List<Entry> decode(Bytes payload) {
        ByteBuffer buffer = payload.asByteBuffer();
        List<Entry> entries = new ArrayList<>();
        while (buffer.hasRemaining()) {
            if (buffer.remaining() < ENTRY_HEAD_BYTES) {
                throw new IllegalArgumentException("a bundle ends inside an entry");
            }
            long session = buffer.getLong();
            long number = buffer.getLong();
            int length = buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                throw new IllegalArgumentException("an entry of " + length + " bytes");
            }
            int start = buffer.position();
            entries.add(new Entry(session, number, payload.slice(start, start + length)));
            buffer.position(start + length);
        }
        return entries;
    }
}
