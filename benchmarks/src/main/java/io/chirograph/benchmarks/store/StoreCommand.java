package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench store`.
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = {
            "The store beside other embedded engines: durable commits, reads, scans, loading,"
                    + " reopening, and what they take on disk.",
            "Every engine has a directory of its own and is open only while it is measured; a"
                    + " sample is taken of each in turn, round after round."
        })
public final class StoreCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--peers",
            defaultValue = "all",
            paramLabel = "PEERS",
            description =
                    "all, none, or of rocksdb,lmdb,sqlite,berkeley,mvstore,xodus those you want.")
    private String peers = "all";

    @Option(
            names = "--rows",
            defaultValue = "all",
            paramLabel = "ROWS",
            description = "all, or some, divided by commas; an unknown name lists them.")
    private String rows = "all";

    @Option(
            names = "--records",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "How many different keys there are; ${DEFAULT-VALUE} unless said.")
    private int records = 1_000_000;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            paramLabel = "S",
            description = "What one sample takes, after half as long to warm up.")
    private double seconds = 2;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Samples of each engine for each row; ${DEFAULT-VALUE} unless said.")
    private int rounds = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the data goes while it runs: a directory on a real disk; a temporary one"
                            + " unless said.")
    private Optional<Path> data = Optional.empty();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (records < 1 || rounds < 1 || seconds <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--records, --rounds and --seconds are above 0.");
        }
        List<Engine> engines = parsed(() -> Engine.peers(peers));
        Set<StoreRow> wanted = parsed(() -> StoreRow.parse(rows));
        PrintWriter out = spec.commandLine().getOut();
        Path directory = DataFolder.make(data, "store");
        try {
            StoreSuite suite =
                    new StoreSuite(
                            directory,
                            new Records(records),
                            Duration.ofNanos((long) (seconds * 1e9)),
                            rounds,
                            engines,
                            out);
            result.report(out, command(), suite.run(wanted));
        } finally {
            DataFolder.delete(directory);
        }
        return 0;
    }

    private <T> T parsed(Callable<T> parsing) {
        try {
            return parsing.call();
        } catch (Exception e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private String command() {
        return "chirograph bench store --peers %s --rows %s --records %d --seconds %s --rounds %d"
                .formatted(peers, rows, records, seconds, rounds);
    }
}
