package io.chirograph.proof.document;

import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.List;

/// Writes one JSON object in the one form that `JSON.stringify(object, null, 2)` of JavaScript gives,
/// and a line feed: two spaces of indent, only `"`, `\` and control characters escaped. Single-owner.
final class CanonicalJson {
    private final StringBuilder out = new StringBuilder("{");
    private int depth = 1;
    private boolean first = true;

    CanonicalJson text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    CanonicalJson number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    CanonicalJson texts(String name, List<String> values) {
        name(name);
        if (values.isEmpty()) {
            out.append("[]");
            return this;
        }
        out.append('[');
        depth++;
        for (Iterator<String> left = values.iterator(); left.hasNext(); ) {
            newLine();
            quote(left.next());
            if (left.hasNext()) {
                out.append(',');
            }
        }
        depth--;
        newLine();
        out.append(']');
        return this;
    }

    /// @param fields writes at least one field
    CanonicalJson object(String name, Runnable fields) {
        name(name);
        out.append('{');
        depth++;
        first = true;
        fields.run();
        depth--;
        newLine();
        out.append('}');
        return this;
    }

    /// The whole object; nothing may be written afterwards.
    Bytes toBytes() {
        return Bytes.ofUtf8(out.append("\n}\n").toString());
    }

    private void name(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        newLine();
        quote(name);
        out.append(": ");
    }

    private void newLine() {
        out.append('\n').repeat("  ", depth);
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(c < 0x10 ? '0' : '1');
                        out.append(Character.forDigit(c & 0xf, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
