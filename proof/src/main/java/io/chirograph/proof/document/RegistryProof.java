package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.proof.document.DocumentRegistry.Entry;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// Shows what the registry holds about a document in one state: the nodes that `eth_getProof` gives for
/// [DocumentRegistry#ADDRESS] and the document's two slots.
///
/// @param accountNodes from the state root to the registry's account
/// @param digestNodes from the account's storage root to [DocumentRegistry#digestSlot]
/// @param stateNodes from the account's storage root to [DocumentRegistry#stateSlot]
public record RegistryProof(
        List<Bytes> accountNodes, List<Bytes> digestNodes, List<Bytes> stateNodes) {
    /// More nodes than a trie of hashed keys can have on one way.
    public static final int NODES_MAX = 65;

    /// Above the largest node: a branch of 16 hashes.
    public static final int NODE_BYTES_MAX = 1024;

    /// What the nodes show.
    public sealed interface Finding {
        record Found(Entry entry) implements Finding {}

        record NotProven(String reason) implements Finding {}
    }

    public RegistryProof {
        accountNodes = bounded("account", accountNodes);
        digestNodes = bounded("digest", digestNodes);
        stateNodes = bounded("state", stateNodes);
    }

    private static List<Bytes> bounded(String what, List<Bytes> nodes) {
        if (nodes.size() > NODES_MAX) {
            throw new IllegalArgumentException(
                    "the %s proof has %d nodes, at most %d are allowed"
                            .formatted(what, nodes.size(), NODES_MAX));
        }
        return List.copyOf(nodes);
    }

    /// The entry of document `id` in the state with `stateRoot`. The account must run the registry's
    /// own code, so a state with another contract at its address shows nothing.
    public Finding find(Hash32 stateRoot, Hash32 id) {
        try {
            Hash32 storageRoot = storageRoot(stateRoot);
            Hash32 digest =
                    word("digest", storageRoot, DocumentRegistry.digestSlot(id), digestNodes);
            Hash32 state = word("state", storageRoot, DocumentRegistry.stateSlot(id), stateNodes);
            Optional<Entry> entry = DocumentRegistry.decodeStorage(digest, state);
            return entry.isPresent()
                    ? new Finding.Found(entry.get())
                    : new Finding.NotProven("document " + id + " is not registered");
        } catch (IllegalArgumentException e) {
            return new Finding.NotProven(String.valueOf(e.getMessage()));
        }
    }

    private Hash32 storageRoot(Hash32 stateRoot) {
        Address registry = DocumentRegistry.ADDRESS;
        Bytes account =
                value("account", stateRoot, Hashes.keccak256(registry.bytes()), accountNodes)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "there is no document registry at " + registry));
        try {
            RlpReader fields = RlpReader.list(account);
            fields.number(); // nonce
            fields.number256(); // balance
            Hash32 storageRoot = fields.hash();
            Hash32 codeHash = fields.hash();
            fields.end();
            if (!codeHash.equals(Hashes.keccak256(DocumentRegistry.runtimeCode()))) {
                throw new IllegalArgumentException(
                        "the code at %s is not the document registry's: its hash is %s"
                                .formatted(registry, codeHash));
            }
            return storageRoot;
        } catch (RlpException e) {
            throw new IllegalArgumentException("the account proof ends in no account", e);
        }
    }

    private static Hash32 word(String what, Hash32 storageRoot, UInt256 slot, List<Bytes> nodes) {
        try {
            return value(what, storageRoot, Hashes.keccak256(slot.toArray()), nodes)
                    .map(rlp -> UInt256.of(RlpReader.string(rlp)).toHash32())
                    .orElse(Hash32.ZERO);
        } catch (RlpException e) {
            throw new IllegalArgumentException("the " + what + " proof ends in no word", e);
        }
    }

    private static Optional<Bytes> value(String what, Hash32 root, Hash32 key, List<Bytes> nodes) {
        return switch (TrieProof.verify(root, key.bytes(), nodes)) {
            case TrieProof.Result.Present(Bytes value) -> Optional.of(value);
            case TrieProof.Result.Absent() -> Optional.empty();
            case TrieProof.Result.Invalid(String reason) ->
                    throw new IllegalArgumentException("the " + what + " proof: " + reason);
        };
    }
}
