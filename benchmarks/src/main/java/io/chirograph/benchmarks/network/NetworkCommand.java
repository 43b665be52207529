package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.evm.Contracts;
import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import io.chirograph.proof.Genesis;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench network`.
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        description = {
            "Token transfers over JSON-RPC until their receipts are confirmed: four members that"
                + " agree on every block and sync it to disk, beside anvil with a block a second."
        })
public final class NetworkCommand implements Callable<Integer> {
    private static final String ANVIL = "anvil";
    private static final String WIDE_ANVIL = "anvil-wide";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--peers",
            defaultValue = ANVIL + "," + WIDE_ANVIL,
            split = ",",
            paramLabel = "PEERS",
            description =
                    "Of anvil (its own block gas limit, 30 million) and anvil-wide (ours) those you"
                            + " want, or none.")
    private List<String> peers = List.of(ANVIL, WIDE_ANVIL);

    @Option(
            names = "--npm",
            defaultValue = "benchmarks/src/main/peers/evm",
            paramLabel = "DIR",
            description = "Where 'npm ci' has put anvil; ${DEFAULT-VALUE} unless said.")
    private Path npm = Path.of("benchmarks/src/main/peers/evm");

    @Option(
            names = "--unconfirmed",
            defaultValue = "8000",
            paramLabel = "N",
            description = "Transfers on their way at once; ${DEFAULT-VALUE} unless said.")
    private int unconfirmed = 8_000;

    @Option(
            names = "--senders",
            defaultValue = "400",
            paramLabel = "N",
            description = "Accounts that send; ${DEFAULT-VALUE} unless said.")
    private int senders = 400;

    @Option(
            names = "--connections",
            defaultValue = "8",
            paramLabel = "N",
            description = "HTTP connections that send; ${DEFAULT-VALUE} unless said.")
    private int connections = 8;

    @Option(
            names = "--batch",
            defaultValue = "100",
            paramLabel = "N",
            description = "Most calls in a request; ${DEFAULT-VALUE} unless said.")
    private int batch = 100;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            paramLabel = "S",
            description =
                    "Seconds under load before those that count; ${DEFAULT-VALUE} unless said.")
    private int warmUp = 20;

    @Option(
            names = "--seconds",
            defaultValue = "8",
            paramLabel = "S",
            description = "How long a sample takes; ${DEFAULT-VALUE} unless said.")
    private int seconds = 8;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Samples of each; ${DEFAULT-VALUE} unless said.")
    private int rounds = 3;

    @Option(
            names = "--rate",
            defaultValue = "8000",
            paramLabel = "N",
            description =
                    "Transfers signed in advance for each second; ${DEFAULT-VALUE} unless said.")
    private int rate = 8_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the members' data goes while it runs: a directory on a real disk; a"
                            + " temporary one unless said.")
    private Optional<Path> data = Optional.empty();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || seconds < 1 || warmUp < 1 || rate < 1 || batch < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rounds, --seconds, --warm-up, --rate and --batch are above 0.");
        }
        if (connections < 1 || senders < connections || unconfirmed < connections) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--senders and --unconfirmed are at least as many as --connections.");
        }
        Map<String, OptionalLong> gasLimits = new LinkedHashMap<>();
        peers.stream()
                .filter(peer -> !peer.equals("none"))
                .forEach(peer -> gasLimits.put(peer, gasLimit(peer)));
        NetworkSuite suite =
                new NetworkSuite(
                        new Transfers(Bytes.fromHex(Contracts.code("Token")), senders),
                        new LoadGenerator.Shape(connections, unconfirmed, batch),
                        new NetworkSuite.Plan(
                                Duration.ofSeconds(warmUp),
                                Duration.ofSeconds(seconds),
                                rounds,
                                rate),
                        spec.commandLine().getOut());
        Path directory = DataFolder.make(data, "network");
        List<AnvilNode> anvils = new ArrayList<>();
        try (Consortium consortium = new Consortium(directory)) {
            List<Endpoint> endpoints = new ArrayList<>(List.of(consortium.endpoint()));
            for (Map.Entry<String, OptionalLong> peer : gasLimits.entrySet()) {
                anvils.add(new AnvilNode(npm, peer.getKey(), peer.getValue()));
                endpoints.add(anvils.getLast().endpoint());
            }
            result.report(
                    spec.commandLine().getOut(),
                    "chirograph bench network --peers %s --unconfirmed %d --senders %d --connections %d --batch %d --warm-up %d --seconds %d --rounds %d"
                            .formatted(
                                    String.join(",", peers),
                                    unconfirmed,
                                    senders,
                                    connections,
                                    batch,
                                    warmUp,
                                    seconds,
                                    rounds),
                    run(suite, endpoints, consortium));
        } finally {
            anvils.forEach(AnvilNode::close);
            DataFolder.delete(directory);
        }
        return 0;
    }

    private static List<BenchmarkRow> run(
            NetworkSuite suite, List<Endpoint> endpoints, Consortium consortium)
            throws IOException, InterruptedException {
        try {
            return suite.run(endpoints, Optional.of(ANVIL));
        } catch (BenchmarkException e) {
            throw new BenchmarkException(e.getMessage() + consortium.errors(), e);
        }
    }

    private OptionalLong gasLimit(String peer) {
        return switch (peer) {
            case ANVIL -> OptionalLong.empty();
            case WIDE_ANVIL -> OptionalLong.of(Genesis.GAS_LIMIT_DEFAULT);
            default ->
                    throw new ParameterException(
                            spec.commandLine(),
                            "--peers is none, or of %s,%s; not '%s'."
                                    .formatted(ANVIL, WIDE_ANVIL, peer));
        };
    }
}
