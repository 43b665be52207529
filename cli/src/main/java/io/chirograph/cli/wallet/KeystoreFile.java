package io.chirograph.cli.wallet;

import io.chirograph.crypto.wallet.EncryptedKey;
import io.chirograph.crypto.wallet.EncryptedKey.Scrypt;
import io.chirograph.proof.JsonFields;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of an encrypted key. Fields other tools add are left alone.
final class KeystoreFile {
    static final int FILE_BYTES_MAX = 64 * 1024;

    private static final String CIPHER = "aes-128-ctr";
    private static final String DERIVATION = "scrypt";
    private static final int DERIVED_BYTES = 32;

    private KeystoreFile() {}

    /// @throws io.chirograph.proof.MalformedException when `json` is not a version 3 key with scrypt
    static EncryptedKey read(Bytes json) {
        JsonFields fields = JsonFields.parse(json, FILE_BYTES_MAX, "key file");
        fields.number("version", 3, 3);
        Address address = fields.address("address");
        JsonFields crypto = fields.object(fields.has("crypto") ? "crypto" : "Crypto");
        requireText(crypto, "cipher", CIPHER);
        requireText(crypto, "kdf", DERIVATION);
        JsonFields parameters = crypto.object("kdfparams");
        parameters.number("dklen", DERIVED_BYTES, DERIVED_BYTES);
        try {
            return new EncryptedKey(
                    address,
                    parameters.bytes("salt", 64),
                    new Scrypt(
                            (int) parameters.number("n", 2, 1 << 20),
                            (int) parameters.number("r", 1, 32),
                            (int) parameters.number("p", 1, 16)),
                    crypto.object("cipherparams").bytes("iv", 16),
                    crypto.bytes("ciphertext", Hash32.SIZE),
                    crypto.parsed("mac", 2 + 2 * Hash32.SIZE, Hash32::fromHex));
        } catch (IllegalArgumentException e) {
            throw fields.wrong(e);
        }
    }

    private static void requireText(JsonFields fields, String name, String expected) {
        String given = fields.text(name, 64);
        if (!given.equals(expected)) {
            throw fields.wrong(
                    "%s is '%s', only '%s' can be read".formatted(name, given, expected));
        }
    }

    static Bytes write(EncryptedKey key) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", 3)
                .put("id", UUID.randomUUID().toString())
                .put("address", digits(key.address().bytes()));
        ObjectNode crypto = root.putObject("crypto");
        crypto.put("cipher", CIPHER);
        crypto.putObject("cipherparams").put("iv", digits(key.initialVector()));
        crypto.put("ciphertext", digits(key.ciphertext()));
        crypto.put("kdf", DERIVATION);
        crypto.putObject("kdfparams")
                .put("dklen", DERIVED_BYTES)
                .put("n", key.scrypt().cost())
                .put("r", key.scrypt().blockSize())
                .put("p", key.scrypt().parallelization())
                .put("salt", digits(key.salt()));
        crypto.put("mac", digits(key.mac().bytes()));
        return Bytes.ofUtf8(root.toPrettyString() + "\n");
    }

    /// Without `0x`, as this format wants it.
    private static String digits(Bytes bytes) {
        return bytes.toHex().substring(2);
    }
}
