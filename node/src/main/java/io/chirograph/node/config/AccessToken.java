package io.chirograph.node.config;

import io.chirograph.crypto.SecretFile;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The bearer token of a node's REST API: 64 hexadecimal digits in the file `token` of its data
/// directory. Whoever can read that file may use the node.
public final class AccessToken {
    private static final String FILE = "token";
    private static final int SECRET_BYTES = 32;
    private static final int FILE_BYTES_MAX = 256;

    private AccessToken() {}

    public static Path file(Path dataDirectory) {
        return dataDirectory.resolve(FILE);
    }

    /// The token of `dataDirectory`, made now when there is none.
    public static String ensure(Path dataDirectory, SecureRandom random) throws IOException {
        Path file = file(dataDirectory);
        if (!Files.exists(file)) {
            byte[] secret = new byte[SECRET_BYTES];
            random.nextBytes(secret);
            SecretFile.create(file, Bytes.ofUtf8(HexFormat.of().formatHex(secret) + "\n"));
        }
        return read(file);
    }

    /// @throws IOException when `file` is missing, malformed or readable by others
    public static String read(Path file) throws IOException {
        String token = SecretFile.read(file, FILE_BYTES_MAX).toUtf8().strip();
        if (!token.matches("[\\x21-\\x7e]{16,128}")) {
            throw new IOException(file + " is not a token of 16 to 128 printable characters");
        }
        return token;
    }
}
