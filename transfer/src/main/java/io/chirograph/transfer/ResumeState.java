package io.chirograph.transfer;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// Remembers over a restart which blocks of which objects are there. It may be behind or ahead of what is
/// really there: blocks it names are checked before they are relied on. Used by one thread.
public interface ResumeState {
    /// @param blocks bit i of byte ⌊i/8⌋, counted from the least, says whether block i was written
    record Written(Hash32 version, Bytes blocks) {}

    Optional<Written> load(String object);

    void save(String object, Written written);

    void forget(String object);
}
