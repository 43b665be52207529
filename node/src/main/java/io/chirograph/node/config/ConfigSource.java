package io.chirograph.node.config;

import io.chirograph.proof.NearestName;
import io.chirograph.proof.ValidatorSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Finds each setting's value (command line before environment before file before default), checks its
/// type and remembers its origin. Single-owner.
final class ConfigSource {
    static final String VARIABLE_PREFIX = "CHIROGRAPH_NODE_";

    private record Given(JsonNode value, Origin origin) {}

    private final Optional<TomlFile> file;
    private final Map<String, String> environment;
    private final Map<String, String> flags;
    private final Path fileDirectory;
    private final SortedMap<String, Setting> settings = new TreeMap<>();

    ConfigSource(
            Optional<TomlFile> file,
            Path fileDirectory,
            Map<String, String> environment,
            Map<String, String> flags) {
        this.file = file;
        this.fileDirectory = fileDirectory;
        this.environment = environment;
        this.flags = flags;
    }

    String text(String key, String usual) {
        Given given = given(key, JsonNodeFactory.instance.stringNode(usual));
        if (!given.value().isString()) {
            throw new ConfigException(
                            key, "is %s, a string in quotes is needed".formatted(given.value()))
                    .at(given.origin());
        }
        return given.value().stringValue();
    }

    long number(String key, long usual) {
        Given given = given(key, JsonNodeFactory.instance.numberNode(usual));
        JsonNode value = given.value();
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        boolean typed = !(given.origin() instanceof Origin.File);
        if (typed && value.isString() && value.stringValue().matches("-?[0-9]{1,18}")) {
            long number = Long.parseLong(value.stringValue());
            settings.put(key, new Setting(key, Long.toString(number), given.origin()));
            return number;
        }
        throw new ConfigException(key, "is %s, a whole number is needed".formatted(value))
                .at(given.origin());
    }

    int count(String key, int usual) {
        long value = number(key, usual);
        if (value != (int) value) {
            throw new ConfigException(key, "is %d, at most %d".formatted(value, Integer.MAX_VALUE))
                    .at(origin(key));
        }
        return (int) value;
    }

    /// A relative path in the file, or by default, starts at the file's directory; others start at
    /// the working directory.
    Path path(String key, Path usual) {
        Path path = Path.of(text(key, usual.toString()));
        return switch (origin(key)) {
            case Origin.Default _, Origin.File _ -> fileDirectory.resolve(path);
            case Origin.Environment _, Origin.Flag _ -> path;
        };
    }

    <E extends Enum<E>> E choice(String key, E usual) {
        String text = text(key, usual.name());
        E[] choices = usual.getDeclaringClass().getEnumConstants();
        List<String> names = Stream.of(choices).map(Enum::name).toList();
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        new ConfigException(
                                        key,
                                        "is '%s'%s, allowed are %s"
                                                .formatted(
                                                        text,
                                                        NearestName.hint(text, names),
                                                        String.join(", ", names)))
                                .at(origin(key)));
    }

    /// All settings below `prefix`, whatever they are called; there are none by default, and none come
    /// from the environment.
    SortedMap<String, Endpoint> endpoints(String prefix) {
        SortedMap<String, Endpoint> endpoints = new TreeMap<>();
        for (String key : keys(prefix)) {
            String text = text(key, "");
            try {
                endpoints.put(key.substring(prefix.length()), Endpoint.parse(key, text));
            } catch (ConfigException e) {
                throw e.at(origin(key));
            }
        }
        return endpoints;
    }

    /// All keys of the file and the command line that begin so.
    SortedSet<String> keys(String prefix) {
        SortedSet<String> keys = new TreeSet<>(flags.keySet());
        file.ifPresent(toml -> keys.addAll(toml.values().keySet()));
        keys.removeIf(key -> !key.startsWith(prefix));
        return keys;
    }

    /// The seat of a member, which `key` ends with.
    int seat(String key, String text) {
        if (text.matches("0|[1-9][0-9]{0,2}")
                && Integer.parseInt(text) < ValidatorSet.VALIDATORS_MAX) {
            return Integer.parseInt(text);
        }
        throw new ConfigException(
                        key,
                        "ends with '%s', the number of a seat is needed, 0 to %d; 'chirograph member list' shows them"
                                .formatted(text, ValidatorSet.VALIDATORS_MAX - 1))
                .at(origin(key));
    }

    /// @throws ConfigException with `why` when `key` is set
    void refuse(String key, String why) {
        find(key)
                .ifPresent(given -> {
                    throw new ConfigException(key, why).at(given.origin());
                });
    }

    private Given given(String key, JsonNode usual) {
        Given given = find(key).orElse(new Given(usual, new Origin.Default()));
        settings.put(key, new Setting(key, given.value().toString(), given.origin()));
        return given;
    }

    private Optional<Given> find(String key) {
        String flag = flags.get(key);
        if (flag != null) {
            return Optional.of(
                    new Given(JsonNodeFactory.instance.stringNode(flag), new Origin.Flag()));
        }
        String variable = variable(key);
        String value = environment.get(variable);
        if (value != null) {
            return Optional.of(
                    new Given(
                            JsonNodeFactory.instance.stringNode(value),
                            new Origin.Environment(variable)));
        }
        return file.flatMap(toml ->
                Optional.ofNullable(toml.values().get(key))
                        .map(node -> new Given(node, toml.origin(key))));
    }

    /// `CHIROGRAPH_NODE_RPC_PORT` for `rpc.port`.
    static String variable(String key) {
        return VARIABLE_PREFIX
                + key.replace('.', '_')
                        .replaceAll("([a-z])([A-Z])", "$1_$2")
                        .toUpperCase(Locale.ROOT);
    }

    /// Where the value of `key`, which was asked for, comes from.
    Origin origin(String key) {
        Setting setting = settings.get(key);
        return setting == null ? new Origin.Default() : setting.origin();
    }

    /// @throws ConfigException when something is set that nobody asked for
    void end() {
        file.ifPresent(
                toml -> toml.values().keySet().forEach(key -> requireKnown(key, toml.origin(key))));
        flags.keySet().forEach(key -> requireKnown(key, new Origin.Flag()));
        List<String> variables = settings.keySet().stream().map(ConfigSource::variable).toList();
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(VARIABLE_PREFIX) && !variables.contains(variable)) {
                throw new ConfigException(
                        "",
                        "environment variable %s sets nothing%s"
                                .formatted(variable, NearestName.hint(variable, variables)));
            }
        }
    }

    private void requireKnown(String key, Origin origin) {
        if (!settings.containsKey(key)) {
            throw new ConfigException(
                            key,
                            "is not a setting%s"
                                    .formatted(NearestName.hint(key, settings.keySet())))
                    .at(origin);
        }
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }
}
