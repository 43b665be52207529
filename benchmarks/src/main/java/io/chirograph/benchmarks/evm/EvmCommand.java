package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.ResultOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench evm`.
@Command(
        name = "evm",
        mixinStandardHelpOptions = true,
        description = {
            "The contract machine beside revm (in anvil) and ethereumjs: gas a second of loops, and"
                    + " of evmone's benchmark programs when the public vectors are there."
        })
public final class EvmCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--vectors",
            defaultValue = "../shared/vectors",
            paramLabel = "DIR",
            description = "Where the public vectors are; ${DEFAULT-VALUE} unless said.")
    private Path vectors = Path.of("../shared/vectors");

    @Option(
            names = "--npm",
            defaultValue = "benchmarks/src/main/peers/evm",
            paramLabel = "DIR",
            description = "Where 'npm ci' has put the peers; ${DEFAULT-VALUE} unless said.")
    private Path npm = Path.of("benchmarks/src/main/peers/evm");

    @Option(
            names = "--peers",
            defaultValue = "anvil,ethereumjs",
            split = ",",
            paramLabel = "PEERS",
            description = "Of anvil,ethereumjs those you want, or none.")
    private List<String> peers = List.of("anvil", "ethereumjs");

    @Option(
            names = "--programs",
            defaultValue = ".*",
            paramLabel = "PATTERN",
            description = "Programs whose name has this in it, a regular expression.")
    private Pattern pattern = Pattern.compile(".*");

    @Option(
            names = "--seconds",
            defaultValue = "2",
            paramLabel = "S",
            description = "How long each program warms up; ${DEFAULT-VALUE} unless said.")
    private double seconds = 2;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Samples of each machine for each program; ${DEFAULT-VALUE} unless said.")
    private int rounds = 3;

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (rounds < 1 || seconds <= 0) {
            throw new ParameterException(spec.commandLine(), "--rounds and --seconds are above 0.");
        }
        List<Program> programs =
                Program.all(vectors).stream()
                        .filter(program -> pattern.matcher(program.name()).find())
                        .toList();
        PrintWriter out = spec.commandLine().getOut();
        List<ContractMachine> machines = new ArrayList<>();
        try {
            for (String peer : peers) {
                open(peer).ifPresent(machines::add);
            }
            EvmSuite suite =
                    new EvmSuite(
                            new Chirograph(),
                            machines,
                            programs,
                            Duration.ofNanos((long) (seconds * 1e9)),
                            rounds,
                            out);
            result.report(
                    out,
                    "chirograph bench evm --peers %s --programs %s --seconds %s --rounds %d"
                            .formatted(String.join(",", peers), pattern, seconds, rounds),
                    suite.run());
        } finally {
            machines.forEach(ContractMachine::close);
        }
        return 0;
    }

    private Optional<ContractMachine> open(String peer) {
        return switch (peer) {
            case "none" -> Optional.empty();
            case "anvil" -> Optional.of(new Anvil(npm));
            case "ethereumjs" -> Optional.of(new EthereumJs(npm));
            default ->
                    throw new ParameterException(
                            spec.commandLine(),
                            "--peers is none, or of anvil,ethereumjs; not '" + peer + "'.");
        };
    }
}
