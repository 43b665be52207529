package io.chirograph.node.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a member listens.
public record Endpoint(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})");

    public Endpoint {
        ConfigException.requireHost("endpoint", host);
        ConfigException.requireRange("endpoint", port, 1, 65_535);
    }

    /// @param text `host:port`, an IPv6 address in brackets
    static Endpoint parse(String key, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigException(
                    key, "is '%s', host:port or [IPv6]:port is needed".formatted(text));
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        int port = Integer.parseInt(matcher.group(3));
        ConfigException.requireHost(key, host);
        ConfigException.requireRange(key, port, 1, 65_535);
        return new Endpoint(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
