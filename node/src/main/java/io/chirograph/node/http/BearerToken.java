package io.chirograph.node.http;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.MessageDigest;
import java.util.Optional;

/// A secret that a client shows as `Authorization: Bearer …`. Only its hash is kept, and hashes are compared
/// in constant time, so neither a memory image nor timing gives it away.
public final class BearerToken {
    private static final String SCHEME = "bearer ";

    private final Hash32 hash;

    /// @param secret at least 16 characters
    public BearerToken(String secret) {
        if (secret.length() < 16) {
            throw new IllegalArgumentException(
                    "a token has " + secret.length() + " characters, at least 16 are needed");
        }
        this.hash = Hashes.sha256(Bytes.ofUtf8(secret));
    }

    public boolean isShownBy(HttpRequest request) {
        return shown(request)
                .map(token -> Hashes.sha256(Bytes.ofUtf8(token)))
                .filter(shown -> MessageDigest.isEqual(shown.toArray(), hash.toArray()))
                .isPresent();
    }

    /// `handler`, for clients that show this token; others are answered 401.
    public HttpHandler guard(HttpHandler handler) {
        return request ->
                isShownBy(request)
                        ? handler.handle(request)
                        : ErrorAnswer.of(
                                        401,
                                        "this needs the header 'Authorization: Bearer TOKEN' with"
                                                + " this node's token")
                                .with("WWW-Authenticate", "Bearer");
    }

    /// What the client shows, whether right or wrong.
    public static Optional<String> shown(HttpRequest request) {
        return request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(value -> value.substring(SCHEME.length()).strip());
    }
}
