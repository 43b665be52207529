package io.chirograph.crypto.wallet;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;

/// Addresses as people read and type them (EIP-55): the case of each letter is a checksum.
public final class ChecksumAddress {
    private ChecksumAddress() {}

    public static String format(Address address) {
        String digits = address.toHex().substring(2);
        Bytes hash = Hashes.keccak256(Bytes.ofUtf8(digits)).bytes();
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            int nibble = (hash.get(i / 2) >>> (i % 2 == 0 ? 4 : 0)) & 0xf;
            char digit = digits.charAt(i);
            text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }

    /// @param text 40 hexadecimal digits with or without `0x`; in mixed case the checksum has to hold
    /// @throws IllegalArgumentException when `text` is anything else
    public static Address parse(String text) {
        Address address = Address.fromHex(text);
        String digits = text.substring(text.length() - 2 * Address.SIZE);
        boolean mixed = digits.matches(".*[a-f].*") && digits.matches(".*[A-F].*");
        if (mixed && !format(address).endsWith(digits)) {
            throw new IllegalArgumentException(
                    "address %s fails its checksum, a letter is mistyped".formatted(text));
        }
        return address;
    }
}
