package io.chirograph.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Text as keys and values, for tests.
final class Bytestrings {
    private Bytestrings() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// `key=value` of each.
    static List<String> texts(Iterable<KeyValue> found) {
        List<String> texts = new ArrayList<>();
        for (KeyValue one : found) {
            texts.add(text(one.key()) + "=" + text(one.value()));
        }
        return texts;
    }
}
