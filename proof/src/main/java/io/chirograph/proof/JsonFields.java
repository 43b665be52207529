package io.chirograph.proof;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads one JSON object strictly: every field has its type and range, no name comes twice, and a name
/// nobody asked for is an error ([#end()]). Failures name the path, such as `members[2].port`.
///
/// ```java
/// JsonFields fields = JsonFields.parse(text, FILE_BYTES_MAX, "member file");
/// String name = fields.text("name", 64);
/// fields.end();
/// ```
/// Single-owner.
public final class JsonFields {
    private static final int DEPTH_MAX = 64;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,78}|0x[0-9a-fA-F]{1,64}");
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEPTH_MAX)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final String path;
    private final JsonNode object;
    private final Set<String> asked = new LinkedHashSet<>();

    private JsonFields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
        if (!object.isObject()) {
            throw new MalformedException(path + " is not a JSON object {…}");
        }
    }

    /// @param what names the whole in messages, such as `genesis file`
    /// @throws MalformedException when `json` is over `bytesMax` or not one JSON object
    public static JsonFields parse(Bytes json, int bytesMax, String what) {
        if (json.size() > bytesMax) {
            throw new MalformedException(
                    "%s has %d bytes, at most %d are allowed"
                            .formatted(what, json.size(), bytesMax));
        }
        try {
            return new JsonFields(what, MAPPER.readTree(json.toArray()));
        } catch (JacksonException e) {
            throw new MalformedException(
                    "%s is not JSON: line %d, column %d: %s"
                            .formatted(
                                    what,
                                    e.getLocation().getLineNr(),
                                    e.getLocation().getColumnNr(),
                                    e.getOriginalMessage()),
                    e);
        }
    }

    /// The names in the object, in their order; all count as asked for.
    public List<String> names() {
        asked.addAll(object.propertyNames());
        return List.copyOf(object.propertyNames());
    }

    public boolean has(String name) {
        asked.add(name);
        return object.has(name);
    }

    public String text(String name, int lengthMax) {
        JsonNode value = required(name);
        if (!value.isString()) {
            throw wrong(name, "is " + value.getNodeType() + ", a string is needed");
        }
        String text = value.stringValue();
        if (text.length() > lengthMax) {
            throw wrong(name, "has %d characters, at most %d".formatted(text.length(), lengthMax));
        }
        return text;
    }

    /// A JSON number without fraction from `min` to `max`.
    public long number(String name, long min, long max) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "is %s, a whole number is needed".formatted(shorten(value)));
        }
        if (value.longValue() < min || value.longValue() > max) {
            throw wrong(name, "is %d, allowed are %d to %d".formatted(value.longValue(), min, max));
        }
        return value.longValue();
    }

    /// A string of decimal digits, or `0x` and hexadecimal ones: JSON's own numbers lose digits in
    /// most readers.
    public UInt256 number256(String name) {
        return parsed(name, 80, JsonFields::parseNumber256);
    }

    /// @throws IllegalArgumentException when `text` is not an unsigned 256-bit number
    static UInt256 parseNumber256(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a number: '" + text + "'");
        }
        return UInt256.parse(text);
    }

    /// `0x` and hexadecimal digits of at most `sizeMax` bytes.
    public Bytes bytes(String name, int sizeMax) {
        return parsed(name, 2 + 2 * sizeMax, Bytes::fromHex);
    }

    public Address address(String name) {
        return parsed(name, 2 + 2 * Address.SIZE, Address::fromHex);
    }

    /// A string that `parse` understands; what it refuses with an `IllegalArgumentException` is told
    /// with the field's path.
    public <T> T parsed(String name, int lengthMax, Function<String, T> parse) {
        String text = text(name, lengthMax);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(path + "." + name + ": " + e.getMessage(), e);
        }
    }

    public JsonFields object(String name) {
        return new JsonFields(path + "." + name, required(name));
    }

    /// An array of at most `countMax` objects, each read by `element`, which also calls [#end()].
    public <T> List<T> objects(String name, int countMax, Function<JsonFields, T> element) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "is " + value.getNodeType() + ", an array […] is needed");
        }
        if (value.size() > countMax) {
            throw wrong(name, "has %d entries, at most %d".formatted(value.size(), countMax));
        }
        List<T> elements = new ArrayList<>();
        for (int index = 0; index < value.size(); index++) {
            String at = "%s.%s[%d]".formatted(path, name, index);
            elements.add(element.apply(new JsonFields(at, value.get(index))));
        }
        return List.copyOf(elements);
    }

    /// An array of at most `countMax` strings of `0x` and hexadecimal digits, each of at most `sizeMax` bytes.
    public List<Bytes> bytesList(String name, int countMax, int sizeMax) {
        JsonNode value = required(name);
        if (!value.isArray() || value.size() > countMax) {
            throw wrong(name, "must be an array […] of at most %d strings".formatted(countMax));
        }
        List<Bytes> elements = new ArrayList<>();
        for (int index = 0; index < value.size(); index++) {
            JsonNode element = value.get(index);
            if (!element.isString() || element.stringValue().length() > 2 + 2 * sizeMax) {
                throw wrong(
                        name + "[" + index + "]",
                        "must be 0x and hexadecimal digits of at most %d bytes".formatted(sizeMax));
            }
            try {
                elements.add(Bytes.fromHex(element.stringValue()));
            } catch (IllegalArgumentException e) {
                throw wrong(name + "[" + index + "]", "is " + e.getMessage());
            }
        }
        return List.copyOf(elements);
    }

    /// @throws MalformedException when the object has a name that was never asked for
    public void end() {
        for (String name : object.propertyNames()) {
            if (!asked.contains(name)) {
                throw new MalformedException(
                        "%s has the unknown field '%s'%s; known are %s"
                                .formatted(
                                        path,
                                        name,
                                        NearestName.hint(name, asked),
                                        String.join(", ", asked)));
            }
        }
    }

    /// A failure of this object as a whole, such as two fields that contradict each other.
    public MalformedException wrong(String reason) {
        return new MalformedException(path + ": " + reason);
    }

    /// What a constructor refused, told with this object's path.
    public MalformedException wrong(IllegalArgumentException refusal) {
        return new MalformedException(path + ": " + refusal.getMessage(), refusal);
    }

    private MalformedException wrong(String name, String reason) {
        return new MalformedException(path + "." + name + " " + reason);
    }

    private JsonNode required(String name) {
        asked.add(name);
        JsonNode value = object.get(name);
        if (value == null) {
            throw new MalformedException(
                    path + " lacks the field '" + name + "'" + missingHint(name));
        }
        return value;
    }

    private String missingHint(String name) {
        List<String> unread =
                object.propertyNames().stream().filter(other -> !asked.contains(other)).toList();
        return NearestName.of(name, unread).map(near -> "; it has '" + near + "'").orElse("");
    }

    private static String shorten(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
