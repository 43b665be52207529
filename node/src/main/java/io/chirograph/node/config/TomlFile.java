package io.chirograph.node.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// A TOML file as flat settings, `rpc.port` for `port` below `[rpc]`.
final class TomlFile {
    private static final int BYTES_MAX = 1 << 20;
    private static final TomlMapper MAPPER = new TomlMapper();
    private static final Pattern SECTION = Pattern.compile("\\s*\\[([^\\[\\]]+)\\].*");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*([A-Za-z0-9_.\"'-]+)\\s*=.*");

    private final Path file;
    private final SortedMap<String, JsonNode> values = new TreeMap<>();
    private final SortedMap<String, Integer> lines;

    private TomlFile(Path file, JsonNode root, String text) {
        this.file = file;
        this.lines = lines(text);
        flatten("", root);
    }

    /// @throws ConfigException when the file is missing or not TOML
    static TomlFile read(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigException(
                        "",
                        "%s has %d bytes, a configuration has at most %d"
                                .formatted(file, Files.size(file), BYTES_MAX));
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException("", "configuration file " + file + " does not exist");
        }
        try {
            return new TomlFile(file, MAPPER.readTree(text), text);
        } catch (JacksonException e) {
            throw new ConfigException(
                    "",
                    "%s line %d is not TOML: %s"
                            .formatted(file, e.getLocation().getLineNr(), e.getOriginalMessage()));
        }
    }

    private void flatten(String prefix, JsonNode node) {
        for (var property : node.properties()) {
            String key = prefix + property.getKey();
            if (property.getValue().isObject()) {
                flatten(key + ".", property.getValue());
            } else {
                values.put(key, property.getValue());
            }
        }
    }

    /// Where each key is assigned. The parser does not tell; lines that only look like an assignment
    /// (inside a multi-line string) at worst name a wrong line in a message.
    private static SortedMap<String, Integer> lines(String text) {
        SortedMap<String, Integer> lines = new TreeMap<>();
        String section = "";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            Matcher header = SECTION.matcher(line);
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (header.matches()) {
                section = header.group(1).replaceAll("[\\s\"']", "") + ".";
            } else if (assignment.matches()) {
                lines.putIfAbsent(section + assignment.group(1).replaceAll("[\"']", ""), number);
            }
        }
        return lines;
    }

    SortedMap<String, JsonNode> values() {
        return values;
    }

    Origin origin(String key) {
        return new Origin.File(file, lines.getOrDefault(key, 0));
    }
}
