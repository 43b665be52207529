package io.chirograph.types;

import java.util.HexFormat;

/// Hexadecimal text with the `0x` prefix, as Ethereum tools write it.
final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    static String format(byte[] bytes, int from, int to) {
        return "0x" + FORMAT.formatHex(bytes, from, to);
    }

    /// @param text hexadecimal digits of whole bytes, with or without `0x`
    static byte[] parse(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        try {
            return FORMAT.parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not hexadecimal bytes: '" + shorten(text) + "'", e);
        }
    }

    static byte[] parseExactly(String text, int size, String what) {
        byte[] bytes = parse(text);
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    what + " has " + size + " bytes, '" + shorten(text) + "' has " + bytes.length);
        }
        return bytes;
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
