package io.chirograph.crypto.encryption;

/// Something does not open: it was sealed with another key, for other associated data, or was changed since.
/// Which of these it was can't be told. Nothing of the plaintext was given out.
public final class DecryptionException extends Exception {
    private static final long serialVersionUID = 1;

    DecryptionException(String message) {
        super(message);
    }

    /// @param sealedBytes how many bytes do not open
    static DecryptionException doesNotOpen(String cipher, int sealedBytes) {
        return new DecryptionException(
                "%d bytes sealed with %s do not open: another key, other associated data, or changed bytes"
                        .formatted(sealedBytes, cipher));
    }
}
