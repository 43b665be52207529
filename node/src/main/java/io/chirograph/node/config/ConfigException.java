package io.chirograph.node.config;

/// A configuration that cannot be used. The message names the setting, its value, where the value comes
/// from and what is allowed.
public final class ConfigException extends RuntimeException {
    private final String key;

    /// @param key the setting, such as `rpc.port`; empty when no single one is at fault
    public ConfigException(String key, String problem) {
        super(key.isEmpty() ? problem : key + " " + problem);
        this.key = key;
    }

    public String key() {
        return key;
    }

    /// The same, with where the value comes from.
    ConfigException at(Origin origin) {
        String problem =
                String.valueOf(getMessage()).substring(key.isEmpty() ? 0 : key.length() + 1);
        ConfigException located =
                new ConfigException(key, problem + " (" + origin.describe() + ")");
        located.initCause(this);
        return located;
    }

    static void requireRange(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new ConfigException(
                    key, "is %d, allowed are %d to %d".formatted(value, min, max));
        }
    }

    static void requireHost(String key, String host) {
        if (!host.matches("[A-Za-z0-9:][A-Za-z0-9.:%_-]{0,252}")) {
            throw new ConfigException(
                    key, "is '%s', a host name or an IP address is needed".formatted(host));
        }
    }
}
