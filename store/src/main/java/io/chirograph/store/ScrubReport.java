package io.chirograph.store;

import java.util.List;

/// What a look at all of a store's files found. From [Store#scrub] and [Store#check].
///
/// @param files looked at
/// @param bytes read
/// @param damages found; none in a sound store
public record ScrubReport(int files, long bytes, List<Damage> damages) {
    /// A part of a file that is not as it was written.
    ///
    /// @param file in the store's directory
    /// @param offset byte position of the damaged part's begin
    /// @param problem what is wrong there
    public record Damage(String file, long offset, String problem) {
        static Damage of(CorruptionException found) {
            return new Damage(found.file(), found.offset(), String.valueOf(found.getMessage()));
        }
    }

    public ScrubReport {
        damages = List.copyOf(damages);
    }

    public boolean isSound() {
        return damages.isEmpty();
    }
}
