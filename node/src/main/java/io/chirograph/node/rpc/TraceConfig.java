package io.chirograph.node.rpc;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How a client wants a trace.
///
/// @param timeout what the client is willing to wait; a day when it does not say
record TraceConfig(Kind kind, Duration timeout) {
    private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,6})(ms|s|m)");

    /// Which trace.
    sealed interface Kind {
        record Struct(StructTrace.Options options) implements Kind {}

        record Calls(boolean onlyTopCall, boolean withLogs) implements Kind {}

        record Prestate() implements Kind {}

        record Difference() implements Kind {}
    }

    static TraceConfig parse(Optional<JsonNode> given) {
        JsonNode config = given.orElseGet(JsonNodeFactory.instance::objectNode);
        if (!config.isObject()) {
            throw Values.wrong(config, "the trace's options", "an object");
        }
        JsonNode tracer = config.path("tracer");
        String name = Values.isAbsent(tracer) ? "" : Values.text(tracer, "tracer");
        JsonNode options = config.path("tracerConfig");
        Kind kind =
                switch (name) {
                    case "" -> new Kind.Struct(structOptions(config));
                    case "callTracer" ->
                            new Kind.Calls(flag(options, "onlyTopCall"), flag(options, "withLog"));
                    case "prestateTracer" ->
                            flag(options, "diffMode") ? new Kind.Difference() : new Kind.Prestate();
                    default ->
                            throw RpcException.invalidParameters(
                                    "there is no tracer "
                                            + Values.shown(name)
                                            + "; there are callTracer and prestateTracer, and"
                                            + " without a name every instruction is shown");
                };
        return new TraceConfig(kind, timeout(config.path("timeout")));
    }

    private static StructTrace.Options structOptions(JsonNode config) {
        JsonNode limit = config.path("limit");
        boolean isNumber = limit.isIntegralNumber() && limit.canConvertToLong();
        return new StructTrace.Options(
                !flag(config, "disableStack"),
                !flag(config, "disableStorage"),
                flag(config, "enableMemory"),
                flag(config, "enableReturnData"),
                isNumber ? Math.max(limit.longValue(), 0) : 0);
    }

    private static boolean flag(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return !Values.isAbsent(value) && Values.bool(value, name);
    }

    private static Duration timeout(JsonNode node) {
        if (Values.isAbsent(node)) {
            return Duration.ofDays(1);
        }
        String text = Values.text(node, "timeout").toLowerCase(Locale.ROOT);
        Matcher matcher = TIMEOUT.matcher(text);
        if (!matcher.matches()) {
            throw Values.wrong(node, "timeout", "a number with ms, s or m behind it");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
