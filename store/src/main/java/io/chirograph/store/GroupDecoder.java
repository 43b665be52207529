package io.chirograph.store;

import io.chirograph.store.LogFormat.GroupHeader;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Checks the payload of one group of the log and makes commits of it: the part of a replay that
/// needs nothing of the groups before, so that several threads can do it at once. Immutable.
///
/// @param flushedVersion commits up to this one are in tables and are passed over
record GroupDecoder(
        String file, long salt, long offset, GroupHeader header, Bytes stored, long flushedVersion)
        implements Callable<Optional<List<WriteSet>>> {
    /// The commits above the flushed version; empty when the checksum is wrong.
    /// @throws CorruptionException when the checksum is right and the content is not
    @Override
    public Optional<List<WriteSet>> call() {
        byte[] payloadBytes = stored.toArray();
        int crc =
                LogFormat.payloadCrc(
                        salt, header.segment(), offset, payloadBytes, 0, payloadBytes.length);
        if (crc != header.payloadCrc()) {
            return Optional.empty();
        }
        long payloadAt = offset + LogFormat.GROUP_HEADER_BYTES;
        ByteReader payload = new ByteReader(file, payloadAt, unpack(payloadAt, payloadBytes));
        List<WriteSet> commits = new ArrayList<>();
        for (int i = 0; i < header.count(); i++) {
            ByteReader commit = payload.part(payload.u32());
            if (header.firstVersion() + i > flushedVersion) {
                commits.add(WriteSet.readFrom(commit));
            }
        }
        return Optional.of(commits);
    }

    private byte[] unpack(long payloadAt, byte[] payloadBytes) {
        try {
            return Codec.ofNumber(header.codec()).unpack(payloadBytes, header.plainSize());
        } catch (IllegalArgumentException e) {
            throw new CorruptionException(file, payloadAt, String.valueOf(e.getMessage()));
        }
    }
}
