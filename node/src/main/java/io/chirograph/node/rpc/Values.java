package io.chirograph.node.rpc;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/// Ethereum's values in JSON, read and written. Every reader is told what it reads, for the error.
final class Values {
    private static final int QUANTITY_DIGITS_MAX = 64;
    private static final int SHOWN_CHARS_MAX = 80;

    private Values() {}

    static boolean isAbsent(JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    static String text(JsonNode node, String what) {
        if (!node.isString()) {
            throw wrong(node, what, "a string");
        }
        return node.stringValue();
    }

    private static String hex(JsonNode node, String what) {
        String text = text(node, what);
        if (!text.startsWith("0x") || text.chars().skip(2).anyMatch(c -> !isHexDigit(c))) {
            throw wrong(node, what, "hexadecimal with 0x in front");
        }
        return text;
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    static Bytes bytes(JsonNode node, String what) {
        String text = hex(node, what);
        if (text.length() % 2 != 0) {
            throw wrong(node, what, "whole bytes, two digits each");
        }
        return Bytes.fromHex(text);
    }

    private static Bytes bytes(JsonNode node, String what, int size) {
        Bytes bytes = bytes(node, what);
        if (bytes.size() != size) {
            throw wrong(node, what, size + " bytes");
        }
        return bytes;
    }

    static Address address(JsonNode node, String what) {
        return Address.of(bytes(node, what, Address.SIZE));
    }

    static Hash32 hash(JsonNode node, String what) {
        return Hash32.of(bytes(node, what, Hash32.SIZE));
    }

    /// A number of at most 256 bits; leading zeros are let pass, as storage keys come with them.
    static UInt256 number(JsonNode node, String what) {
        String text = hex(node, what);
        if (text.length() == 2 || text.length() > 2 + QUANTITY_DIGITS_MAX) {
            throw wrong(node, what, "a number of 1 to " + QUANTITY_DIGITS_MAX + " digits");
        }
        return UInt256.parse(text);
    }

    /// A number that fits a signed 64-bit one.
    static long longNumber(JsonNode node, String what) {
        UInt256 number = number(node, what);
        if (!number.fitsLong()) {
            throw wrong(node, what, "a number of at most 63 bits");
        }
        return number.toLong();
    }

    /// A number, or the largest there is in place of a larger one: for limits.
    static long cappedNumber(JsonNode node, String what) {
        UInt256 number = number(node, what);
        return number.fitsLong() ? number.toLong() : Long.MAX_VALUE;
    }

    static boolean bool(JsonNode node, String what) {
        if (!node.isBoolean()) {
            throw wrong(node, what, "true or false");
        }
        return node.booleanValue();
    }

    static <T> List<T> list(
            JsonNode node, String what, int countMax, BiFunction<JsonNode, String, T> element) {
        if (!node.isArray()) {
            throw wrong(node, what, "an array");
        }
        if (node.size() > countMax) {
            throw RpcException.invalidParameters(
                    what + " has " + node.size() + " elements, " + countMax + " are allowed");
        }
        List<T> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(element.apply(node.get(i), what + "[" + i + "]"));
        }
        return elements;
    }

    /// Checks that `node` is an object with members of these names only.
    static void checkObject(JsonNode node, String what, Set<String> allowed) {
        if (!node.isObject()) {
            throw wrong(node, what, "an object");
        }
        Set<String> names = new HashSet<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            names.add(each.getKey());
        }
        names.removeAll(allowed);
        if (!names.isEmpty()) {
            throw RpcException.invalidParameters(
                    what + " has the unknown member '" + shown(names.iterator().next()) + "'");
        }
    }

    static RpcException wrong(JsonNode node, String what, String wanted) {
        return RpcException.invalidParameters(
                what + " must be " + wanted + ", not " + shown(node.toString()));
    }

    static String shown(String text) {
        return text.length() <= SHOWN_CHARS_MAX
                ? text
                : text.substring(0, SHOWN_CHARS_MAX - 1) + "…";
    }

    static StringNode json(Bytes bytes) {
        return json(bytes.toHex());
    }

    static StringNode json(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    static StringNode json(UInt256 number) {
        return json(number.toQuantity());
    }

    /// A number as JSON-RPC writes it; `number` is read as unsigned.
    static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
