package io.chirograph.node.config;

/// One value of the configuration and where it comes from.
///
/// @param key such as `rpc.port`
/// @param literal the value as TOML and JSON both write it: a number, or a string in quotes
public record Setting(String key, String literal, Origin origin) {}
