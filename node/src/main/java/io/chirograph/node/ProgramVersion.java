package io.chirograph.node;

import java.util.Locale;

/// Which build this is.
final class ProgramVersion {
    private ProgramVersion() {}

    /// What the build wrote into the jar.
    static String number() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    /// The answer to `web3_clientVersion`.
    static String clientVersion() {
        return "Chirograph/v%s/%s-%s/java%d"
                .formatted(
                        number(),
                        System.getProperty("os.name").toLowerCase(Locale.ROOT),
                        System.getProperty("os.arch"),
                        Runtime.version().feature());
    }
}
