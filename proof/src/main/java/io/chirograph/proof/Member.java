package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.PublicKey;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One organisation as all others know it: public, and bound together by its own signature, so nobody can
/// put another TLS key or account under its name. The endpoint is not bound: who answers there still has
/// to hold the TLS key, and an organisation may move.
///
/// @param name 1 to 64 letters, digits, `.`, `_` or `-`, the first a letter or digit
/// @param signingKey its validator key; its address is the validator's
/// @param account the Ethereum account it transacts with
/// @param tlsPublicKey SubjectPublicKeyInfo of a P-256 key (see [TlsKey])
/// @param host a host name or IP address, without brackets
/// @param port 1 to 65535
/// @param binding by `signingKey` over [#bindingHash]
public record Member(
        String name,
        PublicKey signingKey,
        Address account,
        Bytes tlsPublicKey,
        String host,
        int port,
        Signature binding) {
    public static final int FILE_BYTES_MAX = 64 * 1024;

    private static final int NAME_LENGTH_MAX = 64;
    private static final int HOST_LENGTH_MAX = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9.:%_-]{0,252}");
    private static final String DOMAIN = "chirograph member 1";

    /// @throws IllegalArgumentException when a part breaks its rule or the binding is not by `signingKey`
    public Member {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "member name '%s' must be 1 to %d letters, digits, '.', '_' or '-'"
                            .formatted(name, NAME_LENGTH_MAX));
        }
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "member %s: host '%s' must be a host name or an IP address"
                            .formatted(name, host));
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "member %s: port is 1 to 65535, not %d".formatted(name, port));
        }
        TlsKey.parsePublicKey(tlsPublicKey);
        if (!signingKey.verify(bindingHash(name, signingKey, account, tlsPublicKey), binding)) {
            throw new IllegalArgumentException(
                    "member %s: the binding is not a signature by its signing key over its name, account and TLS key; the file was changed, get it from the member again"
                            .formatted(name));
        }
    }

    /// The member that holds `signingKey`, which signs the binding.
    public static Member bind(
            String name,
            SigningKey signingKey,
            Address account,
            Bytes tlsPublicKey,
            String host,
            int port) {
        Signature binding =
                signingKey.sign(bindingHash(name, signingKey.publicKey(), account, tlsPublicKey));
        return new Member(name, signingKey.publicKey(), account, tlsPublicKey, host, port, binding);
    }

    /// Keccak-256 of the RLP list of the domain, name, signing key (64 bytes), account and TLS key.
    public static Hash32 bindingHash(
            String name, PublicKey signingKey, Address account, Bytes tlsPublicKey) {
        return Hashes.keccak256(
                RlpWriter.list(w ->
                        w.bytes(Bytes.ofUtf8(DOMAIN))
                                .bytes(Bytes.ofUtf8(name))
                                .bytes(signingKey.uncompressed())
                                .address(account)
                                .bytes(tlsPublicKey)));
    }

    /// @throws MalformedException when `json` is not exactly one well-formed member
    public static Member fromJson(Bytes json) {
        return fromJson(JsonFields.parse(json, FILE_BYTES_MAX, "member file"));
    }

    static Member fromJson(JsonFields fields) {
        String name = fields.text("name", NAME_LENGTH_MAX);
        PublicKey signingKey =
                fields.parsed("signingKey", 132, text -> PublicKey.of(Bytes.fromHex(text)));
        Address account = fields.address("account");
        Bytes tlsPublicKey = fields.bytes("tlsPublicKey", TlsKey.PUBLIC_KEY_BYTES);
        String host = fields.text("host", HOST_LENGTH_MAX);
        int port = (int) fields.number("port", 1, 65_535);
        Signature binding =
                Signature.decode(fields.bytes("binding", Signature.SIZE))
                        .orElseThrow(() -> fields.wrong("the binding is not a signature"));
        fields.end();
        try {
            return new Member(name, signingKey, account, tlsPublicKey, host, port, binding);
        } catch (IllegalArgumentException e) {
            throw fields.wrong(e);
        }
    }

    public Bytes toJson() {
        return Bytes.ofUtf8(toJsonNode().toPrettyString() + "\n");
    }

    ObjectNode toJsonNode() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("signingKey", signingKey.uncompressed().toHex())
                .put("account", account.toHex())
                .put("tlsPublicKey", tlsPublicKey.toHex())
                .put("host", host)
                .put("port", port)
                .put("binding", binding.encode().toHex());
    }

    /// Adds this member's canonical form to the genesis: the list of all its fields in order.
    void writeTo(RlpWriter writer) {
        writer.beginList(w ->
                w.bytes(Bytes.ofUtf8(name))
                        .bytes(signingKey.uncompressed())
                        .address(account)
                        .bytes(tlsPublicKey)
                        .bytes(Bytes.ofUtf8(host))
                        .number(port)
                        .bytes(binding.encode()));
    }

    /// The same fields, for where members are kept on the ledger.
    public Bytes toRlp() {
        Bytes inList = RlpWriter.list(this::writeTo);
        return RlpReader.list(inList).encoded();
    }

    /// @throws RlpException when `rlp` is not exactly one well-formed member
    public static Member fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        try {
            String name = fields.bytes(NAME_LENGTH_MAX).toUtf8();
            PublicKey signingKey = PublicKey.of(fields.bytes(64));
            Address account = fields.address();
            Bytes tlsPublicKey = fields.bytes(TlsKey.PUBLIC_KEY_BYTES);
            String host = fields.bytes(HOST_LENGTH_MAX).toUtf8();
            int port = fields.number(65_535);
            Signature binding =
                    Signature.decode(fields.bytes(Signature.SIZE))
                            .orElseThrow(() -> new RlpException("the binding is not a signature"));
            fields.end();
            return new Member(name, signingKey, account, tlsPublicKey, host, port, binding);
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }

    /// The address this member votes under.
    public Address validator() {
        return signingKey.address();
    }

    /// `host:port`, an IPv6 address in brackets.
    public String endpoint() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
