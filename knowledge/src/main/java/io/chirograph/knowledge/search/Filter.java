package io.chirograph.knowledge.search;

import java.util.List;

/// Narrows a search. Values are text; of a numeric field they are decimal numbers.
public sealed interface Filter {
    int VALUES_MAX = 1_000;
    int VALUE_LENGTH_MAX = 1_000;

    SearchField field();

    /// The field has this value.
    record Equal(SearchField field, String value) implements Filter {
        public Equal {
            check(field, value);
        }
    }

    /// The field has one of these values.
    ///
    /// @param values 1 to [#VALUES_MAX]
    record In(SearchField field, List<String> values) implements Filter {
        public In {
            values = List.copyOf(values);
            if (values.isEmpty() || values.size() > VALUES_MAX) {
                throw new IllegalArgumentException(
                        "a filter on %s takes 1 to %d values, not %d"
                                .formatted(field, VALUES_MAX, values.size()));
            }
            values.forEach(value -> check(field, value));
        }
    }

    /// The field is at least `low` and at most `high`: numbers by size, text by its UTF-8 bytes.
    record Range(SearchField field, String low, String high) implements Filter {
        public Range {
            check(field, low);
            check(field, high);
        }
    }

    private static void check(SearchField field, String value) {
        if (value.length() > VALUE_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a filter's value has at most %d characters, one on %s has %d"
                            .formatted(VALUE_LENGTH_MAX, field, value.length()));
        }
        if (field.isNumeric()) {
            try {
                Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "a filter on %s takes whole numbers, not '%s'".formatted(field, value), e);
            }
        }
    }
}
