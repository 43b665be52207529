package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.ResultOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench cache`.
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description =
                "The store's block cache under each of its policies: hits per read on a skewed, a"
                        + " scanned, a looping and a shifting trace.")
public final class CacheCommand implements Callable<Integer> {
    private static final int BLOCKS_MIN = 100;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--blocks",
            defaultValue = "4000",
            paramLabel = "N",
            description = "Of 8 KiB; the cache has room for a tenth; ${DEFAULT-VALUE} unless said.")
    private int blocks = 4000;

    @Option(
            names = "--reads",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Of each trace; ${DEFAULT-VALUE} unless said.")
    private int reads = 200_000;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Samples of each policy on each trace; ${DEFAULT-VALUE} unless said.")
    private int rounds = 3;

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (blocks < BLOCKS_MIN || reads < 1 || rounds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--blocks is 100 or more, --reads and --rounds above 0.");
        }
        result.report(
                spec.commandLine().getOut(),
                "chirograph bench cache --blocks %d --reads %d --rounds %d"
                        .formatted(blocks, reads, rounds),
                new CacheSuite(blocks, reads, rounds).run());
        return 0;
    }
}
