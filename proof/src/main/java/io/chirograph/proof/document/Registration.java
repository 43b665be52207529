package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.proof.AbiWords;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;

/// What the document registry keeps the hash of: one version of one document.
///
/// @param contentHash salted commitment to the content ([Commitments#content])
/// @param size of the content in bytes
/// @param textRoot root of the passages ([PassageTree])
/// @param passageCount 0 to [PassageTree#LEAVES_MAX]
/// @param extractor what found the passages in the content
/// @param previous id of the version this one replaces, [Hash32#ZERO] for a first version
/// @param accessRoot salted commitment to the members that may read the document
/// @param owner the account that registers it
/// @param version from 1 to 2^32 − 1
public record Registration(
        Hash32 contentHash,
        long size,
        Hash32 textRoot,
        int passageCount,
        Extractor extractor,
        Hash32 previous,
        Hash32 accessRoot,
        Address owner,
        long version) {
    static final long VERSION_MAX = 0xffff_ffffL;

    public Registration {
        if (size < 0) {
            throw new IllegalArgumentException("a document has at least 0 bytes, not " + size);
        }
        if (passageCount < 0 || passageCount > PassageTree.LEAVES_MAX) {
            throw new IllegalArgumentException(
                    "a document has 0 to "
                            + PassageTree.LEAVES_MAX
                            + " passages, not "
                            + passageCount);
        }
        if (version < 1 || version > VERSION_MAX) {
            throw new IllegalArgumentException(
                    "a version is from 1 to " + VERSION_MAX + ", not " + version);
        }
        if (previous.equals(Hash32.ZERO) != (version == 1)) {
            throw new IllegalArgumentException(
                    "version " + version + " can't have the previous version " + previous);
        }
    }

    /// The document's id in the registry.
    public Hash32 id() {
        return Hashes.keccak256(AbiWords.join(AbiWords.word(owner), contentHash));
    }

    /// The word the registry stores.
    public Hash32 digest() {
        return Hashes.keccak256(
                AbiWords.join(
                        contentHash,
                        AbiWords.word(size),
                        textRoot,
                        AbiWords.word(passageCount),
                        extractor.word(),
                        previous,
                        accessRoot,
                        AbiWords.word(owner),
                        AbiWords.word(version)));
    }
}
