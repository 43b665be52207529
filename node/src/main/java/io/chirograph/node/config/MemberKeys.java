package io.chirograph.node.config;

import io.chirograph.crypto.SecretFile;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;

/// The secrets of one member: three files in its key directory, each readable by its owner only.
///
/// | file | content |
/// |---|---|
/// | `signing.key` | `0x` and 64 hexadecimal digits: votes as validator |
/// | `account.key` | the same form: pays for and signs the member's own transactions |
/// | `tls.key` | `0x` and the hexadecimal PKCS#8 of a P-256 key: proves who is at the other end |
public record MemberKeys(SigningKey signingKey, SigningKey accountKey, TlsKey tlsKey) {
    private static final String SIGNING_KEY_FILE = "signing.key";
    private static final String ACCOUNT_KEY_FILE = "account.key";
    private static final String TLS_KEY_FILE = "tls.key";
    private static final int FILE_BYTES_MAX = 4096;

    /// The names of the files, for checks of their modes.
    public static final List<String> FILES =
            List.of(SIGNING_KEY_FILE, ACCOUNT_KEY_FILE, TLS_KEY_FILE);

    public static MemberKeys generate(SecureRandom random) {
        return new MemberKeys(
                SigningKey.generate(random), SigningKey.generate(random), TlsKey.generate(random));
    }

    /// Writes the files; creates `directory` when it is missing.
    /// @throws IOException when a file exists already or cannot be written
    public void create(Path directory) throws IOException {
        SecretFile.createDirectory(directory);
        create(directory.resolve(SIGNING_KEY_FILE), signingKey.secret().bytes());
        create(directory.resolve(ACCOUNT_KEY_FILE), accountKey.secret().bytes());
        create(directory.resolve(TLS_KEY_FILE), tlsKey.pkcs8());
    }

    private static void create(Path file, Bytes secret) throws IOException {
        SecretFile.create(file, Bytes.ofUtf8(secret.toHex() + "\n"));
    }

    /// @throws IOException when a file is missing, malformed or readable by others
    public static MemberKeys read(Path directory) throws IOException {
        return new MemberKeys(
                read(directory.resolve(SIGNING_KEY_FILE), MemberKeys::signingKey),
                read(directory.resolve(ACCOUNT_KEY_FILE), MemberKeys::signingKey),
                read(directory.resolve(TLS_KEY_FILE), TlsKey::ofPkcs8));
    }

    private static SigningKey signingKey(Bytes secret) {
        return SigningKey.of(Hash32.of(secret));
    }

    private static <K> K read(Path file, Function<Bytes, K> parse) throws IOException {
        Bytes content = SecretFile.read(file, FILE_BYTES_MAX);
        Bytes secret;
        try {
            secret = Bytes.fromHex(content.toUtf8().strip());
        } catch (IllegalArgumentException e) {
            // Without the cause: its message would show the secret.
            throw new IOException(file + " is not a key file of 0x and hexadecimal digits");
        }
        try {
            return parse.apply(secret);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "MemberKeys of " + signingKey.address();
    }
}
