package io.chirograph.knowledge.search;

/// What a search can be narrowed by.
public enum SearchField {
    /// The document's id, `0x` and 64 lower-case hexadecimal digits.
    ID(false),
    /// The account that registered it, `0x` and 40 lower-case hexadecimal digits.
    OWNER(false),
    NAME(false),
    /// A [io.chirograph.knowledge.extract.DocumentKind] by its name.
    KIND(false),
    VERSION(true),
    /// The block that registered it.
    HEIGHT(true);

    private final boolean numeric;

    SearchField(boolean numeric) {
        this.numeric = numeric;
    }

    public boolean isNumeric() {
        return numeric;
    }

    String indexed() {
        return "meta." + name();
    }
}
