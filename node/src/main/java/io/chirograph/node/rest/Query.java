package io.chirograph.node.rest;

import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The parameters of a request, read strictly: what is wrong is answered 400 with name, value and limit.
final class Query {
    private static final int SHOWN_CHARS_MAX = 80;

    private final HttpRequest request;

    /// @param allowed names; any other one is refused, since a misspelt filter would let too much through
    Query(HttpRequest request, Set<String> allowed) {
        this.request = request;
        for (String name : request.query().keySet()) {
            if (!allowed.contains(name)) {
                throw new HttpException(
                        400,
                        "unknown parameter '%s'; %s takes %s"
                                .formatted(
                                        shown(name),
                                        request.path(),
                                        allowed.isEmpty() ? "none" : new TreeSet<>(allowed)));
            }
        }
    }

    /// All values of this name, in the order given.
    List<String> all(String name) {
        return request.query().getOrDefault(name, List.of());
    }

    Optional<String> text(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new HttpException(
                    400,
                    "parameter '%s' is given %d times, once is allowed"
                            .formatted(name, values.size()));
        }
        return values.stream().findFirst();
    }

    String required(String name) {
        return text(name)
                .orElseThrow(() ->
                        new HttpException(
                                400,
                                "parameter '%s' is missing: %s?%s=…"
                                        .formatted(name, request.path(), name)));
    }

    OptionalLong number(String name, long min, long max) {
        Optional<String> text = text(name);
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(number(name, text.get(), min, max));
    }

    private static long number(String name, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a whole number from %d to %d".formatted(min, max));
        }
        throw wrong(name, text, "a whole number from %d to %d".formatted(min, max));
    }

    int count(String name, int usual, int max) {
        return (int) number(name, 1, max).orElse(usual);
    }

    boolean flag(String name) {
        String text = text(name).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        };
    }

    Optional<Hash32> hash(String name) {
        return text(name).map(text -> hash(name, text));
    }

    static Hash32 hash(String name, String text) {
        return parsed(name, text, "0x and 64 hexadecimal digits", Hash32::fromHex);
    }

    static Address address(String name, String text) {
        return parsed(name, text, "0x and 40 hexadecimal digits", Address::fromHex);
    }

    private static <T> T parsed(
            String name, String text, String wanted, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, wanted);
        }
    }

    static HttpException wrong(String name, String value, String wanted) {
        return new HttpException(
                400, "parameter '%s' is '%s', not %s".formatted(name, shown(value), wanted));
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }
}
