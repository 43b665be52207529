package io.chirograph.proof.document;

import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;

/// Opens one passage of a registered text and nothing else of it.
///
/// @param salt of this passage alone ([DocumentSalt#passage])
/// @param path from the passage's leaf to the text root ([PassageTree#path])
public record PassageOpening(Passage passage, Hash32 salt, List<Hash32> path) {
    public static final int PATH_LENGTH_MAX = 20; // PassageTree.LEAVES_MAX is 2^20

    public PassageOpening {
        path = List.copyOf(path);
        if (path.size() > PATH_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a passage's path has at most %d hashes, not %d"
                            .formatted(PATH_LENGTH_MAX, path.size()));
        }
    }

    /// What is wrong when the passage is not part of the text of `registration`.
    Optional<String> problem(Registration registration) {
        Optional<Hash32> root =
                PassageTree.rootOf(
                        registration.passageCount(),
                        passage.index(),
                        Commitments.passage(salt, passage),
                        path);
        if (root.isEmpty()) {
            return Optional.of(
                    "a path of %d hashes does not fit passage %d of %d"
                            .formatted(path.size(), passage.index(), registration.passageCount()));
        }
        return root.get().equals(registration.textRoot())
                ? Optional.empty()
                : Optional.of(
                        "passage %d leads to text root %s, registered is %s"
                                .formatted(passage.index(), root.get(), registration.textRoot()));
    }
}
