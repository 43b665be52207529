package io.chirograph.network.overlay;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What a member says of itself to all others: that it runs and where it is reached, or that it stops. Signed by
/// its own key, so that anybody may pass it on and nobody can say it for another. Immutable.
///
/// @param member the address of the member's signing key
/// @param sequence wall clock in milliseconds when it was said; what was said later counts
/// @param host a host name or IP address, without brackets
/// @param port 1 to 65535
/// @param signature by `member`, over [#digest]
public record Announcement(
        Address member, Kind kind, long sequence, String host, int port, Signature signature) {
    private static final String DOMAIN = "chirograph announcement 1";
    private static final int HOST_LENGTH_MAX = 253;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9.:%_-]{0,252}");
    private static final int PORT_MAX = 65_535;

    /// What is said.
    public enum Kind {
        JOIN(0),
        LEAVE(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind withCode(int code) {
            return code == JOIN.code ? JOIN : LEAVE;
        }
    }

    public Announcement {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "announced host '%s' must be a host name or an IP address".formatted(host));
        }
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "announced port is %d, 1 to %d are possible".formatted(port, PORT_MAX));
        }
    }

    /// @param genesisHash names the network: what is said in one counts in no other
    static Announcement sign(
            Hash32 genesisHash,
            Address member,
            Function<Hash32, Signature> signer,
            Kind kind,
            long sequence,
            String host,
            int port) {
        Hash32 digest = digest(genesisHash, member, kind, sequence, host, port);
        return new Announcement(member, kind, sequence, host, port, signer.apply(digest));
    }

    boolean isGenuine(Hash32 genesisHash) {
        return signature
                .signer(digest(genesisHash, member, kind, sequence, host, port))
                .filter(member::equals)
                .isPresent();
    }

    private static Hash32 digest(
            Hash32 genesisHash, Address member, Kind kind, long sequence, String host, int port) {
        return Hashes.keccak256(
                RlpWriter.list(w ->
                        w.bytes(Bytes.ofUtf8(DOMAIN))
                                .hash(genesisHash)
                                .address(member)
                                .number(kind.code)
                                .number(sequence)
                                .bytes(Bytes.ofUtf8(host))
                                .number(port)));
    }

    void writeTo(RlpWriter writer) {
        writer.beginList(w ->
                w.address(member)
                        .number(kind.code)
                        .number(sequence)
                        .bytes(Bytes.ofUtf8(host))
                        .number(port)
                        .bytes(signature.encode()));
    }

    /// @throws RlpException when what comes is no announcement in form
    static Announcement read(RlpReader reader) {
        RlpReader fields = reader.list();
        Address member = fields.address();
        Kind kind = Kind.withCode(fields.number(1));
        long sequence = fields.number();
        String host = fields.bytes(HOST_LENGTH_MAX).toUtf8();
        int port = fields.number(PORT_MAX);
        Signature signature =
                Signature.decode(fields.bytes(Signature.SIZE))
                        .orElseThrow(() -> new RlpException("no signature"));
        fields.end();
        try {
            return new Announcement(member, kind, sequence, host, port, signature);
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }
}
