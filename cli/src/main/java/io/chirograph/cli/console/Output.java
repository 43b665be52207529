package io.chirograph.cli.console;

import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A command's results: text for people, or with `--json` one JSON value for scripts. Mixed into every
/// command that prints data.
public final class Output {
    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command runs
    private CommandSpec command;

    /// Prints `result` as JSON, or `text`.
    public void print(JsonNode result, Supplier<String> text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? result.toPrettyString() : text.get().stripTrailing());
        out.flush();
    }

    /// Prints `result` as JSON, or a line `path: value` for each of its values.
    public void print(JsonNode result) {
        print(result, () -> fields(result));
    }

    /// A line `path: value` for each value of `node`, without line feeds or control characters in it.
    static String fields(JsonNode node) {
        StringBuilder lines = new StringBuilder();
        appendFields(lines, "", node);
        return lines.toString();
    }

    private static void appendFields(StringBuilder lines, String path, JsonNode node) {
        if (node.isObject()) {
            String prefix = path.isEmpty() ? "" : path + ".";
            node.properties()
                    .forEach(property ->
                            appendFields(lines, prefix + property.getKey(), property.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                appendFields(lines, path + "[" + i + "]", node.get(i));
            }
        } else {
            String value = node.isArray() ? "none" : node.asString();
            lines.append(path).append(": ").append(printable(value)).append('\n');
        }
    }

    /// `text` from elsewhere, made harmless for a terminal: control characters become spaces.
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /// Tells on standard error how far long work is.
    public void progress(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
