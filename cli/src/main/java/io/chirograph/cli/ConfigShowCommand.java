package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.node.config.LoadedConfig;
import io.chirograph.node.config.Setting;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "show",
        description =
                "Print every setting, its value and where that comes from; the text is valid TOML.")
final class ConfigShowCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        LoadedConfig loaded = config.load();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Setting setting : loaded.settings()) {
            ObjectNode entry = result.putObject(setting.key());
            entry.set("value", JsonMapper.shared().readTree(setting.literal()));
            entry.put("origin", setting.origin().describe());
        }
        output.print(
                result,
                () ->
                        loaded.settings().stream()
                                .map(ConfigShowCommand::line)
                                .collect(Collectors.joining("\n")));
        return 0;
    }

    private static String line(Setting setting) {
        String assignment = setting.key() + " = " + setting.literal();
        return "%-48s # %s".formatted(assignment, setting.origin().describe());
    }
}
