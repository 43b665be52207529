package io.chirograph.cli;

import io.chirograph.cli.DoctorChecks.Finding;
import io.chirograph.cli.console.Output;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
        name = "doctor",
        description = "Look for what would keep a node from running well on this machine.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--genesis-hash",
            paramLabel = "HASH",
            description = "The hash the other members told; the genesis file must have it.")
    private Optional<String> genesisHash = Optional.empty();

    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        NodeConfig node = config.load().config();
        List<Finding> findings = new DoctorChecks(node, genesisHash).run();
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            result.addObject()
                    .put("check", finding.check())
                    .put("verdict", finding.verdict().name().toLowerCase(java.util.Locale.ROOT))
                    .put("detail", finding.detail());
        }
        output.print(
                result,
                () -> findings.stream().map(Finding::line).collect(Collectors.joining("\n")));
        boolean failed =
                findings.stream().anyMatch(f -> f.verdict() == DoctorChecks.Verdict.BROKEN);
        return failed ? 1 : 0;
    }
}
