package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.SortedSet;
import java.util.function.Consumer;

/// The salted hashes a registration is made of; `package-info` has the layouts. Keccak-256 throughout,
/// so that contracts can check them too. Each kind starts with a domain of its own, so that none can
/// pass for another.
public final class Commitments {
    private static final Hash32 CONTENT = domain("chirograph document content 1");
    private static final Hash32 PASSAGE = domain("chirograph document passage 1");
    private static final Hash32 INNER = domain("chirograph document passage node 1");
    private static final Hash32 ROOT = domain("chirograph document passage root 1");
    private static final Hash32 ACCESS = domain("chirograph document access 1");

    private Commitments() {}

    /// @param size of the content in bytes
    /// @param digest Keccak-256 of the content
    public static Hash32 content(Hash32 salt, long size, Hash32 digest) {
        return hash(CONTENT, 72, b -> put(b, salt).putLong(size).put(digest.toArray()));
    }

    public static Hash32 passage(Hash32 salt, Passage passage) {
        Bytes text = Bytes.ofUtf8(passage.text());
        return hash(
                PASSAGE,
                44 + text.size(),
                b ->
                        put(b, salt)
                                .putInt(passage.index())
                                .putInt(passage.start())
                                .putInt(passage.end())
                                .put(text.asByteBuffer()));
    }

    /// @param members who may read the document, the owner included
    public static Hash32 access(Hash32 salt, SortedSet<Address> members) {
        return hash(
                ACCESS,
                36 + Address.SIZE * members.size(),
                b -> {
                    put(b, salt).putInt(members.size());
                    members.forEach(member -> b.put(member.toArray()));
                });
    }

    static Hash32 inner(Hash32 left, Hash32 right) {
        return hash(INNER, 64, b -> put(put(b, left), right));
    }

    static Hash32 root(int leafCount, Hash32 top) {
        return hash(ROOT, 36, b -> b.putInt(leafCount).put(top.toArray()));
    }

    private static Hash32 hash(Hash32 domain, int size, Consumer<ByteBuffer> fields) {
        ByteBuffer buffer = ByteBuffer.allocate(Hash32.SIZE + size);
        put(buffer, domain);
        fields.accept(buffer);
        return Hashes.keccak256(buffer.array());
    }

    private static ByteBuffer put(ByteBuffer buffer, Hash32 word) {
        return buffer.put(word.toArray());
    }

    private static Hash32 domain(String label) {
        return Hashes.keccak256(Bytes.ofUtf8(label));
    }
}
