package io.chirograph.crypto.trie;

import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;

/// A stored trie lacks one of its nodes, or holds bytes that are no node: the storage is damaged.
public final class MissingNodeException extends RuntimeException {
    private MissingNodeException(String message) {
        super(message);
    }

    private MissingNodeException(String message, RlpException cause) {
        super(message, cause);
    }

    static MissingNodeException absent(Hash32 hash) {
        return new MissingNodeException("trie node " + hash + " is not in the store");
    }

    static MissingNodeException damaged(Hash32 hash, RlpException cause) {
        return new MissingNodeException(
                "trie node " + hash + " is damaged: " + cause.getMessage(), cause);
    }
}
