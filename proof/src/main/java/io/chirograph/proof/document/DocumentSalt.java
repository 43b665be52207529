package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// The one secret behind a document version's commitments. Every salt is HMAC-SHA-256 under it, so a
/// revealed salt opens its own commitment and tells nothing of the others; destroying it makes all that
/// was not opened unprovable.
public final class DocumentSalt {
    private final Hash32 secret;

    private DocumentSalt(Hash32 secret) {
        this.secret = secret;
    }

    public static DocumentSalt of(Hash32 secret) {
        return new DocumentSalt(secret);
    }

    public static DocumentSalt generate(SecureRandom random) {
        byte[] secret = new byte[Hash32.SIZE];
        random.nextBytes(secret);
        return new DocumentSalt(Hash32.owning(secret));
    }

    /// The secret itself, to be stored where only readers of the document read.
    public Hash32 secret() {
        return secret;
    }

    public Hash32 content() {
        return derive(Bytes.ofUtf8("chirograph content salt 1"));
    }

    public Hash32 access() {
        return derive(Bytes.ofUtf8("chirograph access salt 1"));
    }

    /// @param index of the passage, from 0
    public Hash32 passage(int index) {
        Bytes label = Bytes.ofUtf8("chirograph passage salt 1");
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
        return derive(Bytes.concat(label, Bytes.owning(number)));
    }

    private Hash32 derive(Bytes label) {
        return Hashes.hmacSha256(secret.bytes(), label);
    }

    @Override
    public String toString() {
        return "DocumentSalt (secret)";
    }
}
