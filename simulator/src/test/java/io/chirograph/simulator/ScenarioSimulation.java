package io.chirograph.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/// Every scenario under some seeds. `-Dscenarios=…` runs more of each; the command line runs them by the
/// thousand.
class ScenarioSimulation {
    private static final int COUNT = Integer.getInteger("scenarios", 25);

    private static String simulate(int exitCode, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        assertThat(Main.run(out, out, arguments)).as(text.toString()).isEqualTo(exitCode);
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void keepsAllPromisesOfTheProtocol(Scenario scenario) {
        simulate(
                0,
                "--protocol-only",
                "--scenario",
                scenario.label(),
                "--seed",
                String.valueOf(Seed.of(1_000).value()),
                "--count",
                String.valueOf(COUNT));
    }

    @ParameterizedTest
    @EnumSource(names = "SILENT_VIEWS", mode = EnumSource.Mode.EXCLUDE)
    void keepsAllPromisesOfWholeReplicas(Scenario scenario) {
        simulate(
                0,
                "--scenario",
                scenario.label(),
                "--seed",
                String.valueOf(Seed.of(2_000).value()),
                "--count",
                String.valueOf(Math.max(1, COUNT / 8)));
    }

    /// The clock is looked at before each run, and here half a second later each time.
    @Test
    void beginsRunsForSoLong() {
        AtomicLong nanos = new AtomicLong();
        StringWriter text = new StringWriter();
        SimulateCommand command =
                new SimulateCommand(
                        new PrintWriter(text, true), () -> nanos.getAndAdd(500_000_000), () -> 0);
        int exitCode =
                new CommandLine(command)
                        .execute(
                                "--protocol-only",
                                "--scenario",
                                "quiet",
                                "--seconds",
                                "2",
                                "--json");
        assertThat(exitCode).isZero();
        assertThat(text.toString()).contains("\"scenario\":\"quiet\"", "\"runs\":3,");
    }

    /// Each of these broke a promise once.
    @ParameterizedTest
    @CsvSource({
        // A request that was dropped and came again was proposed twice in one batch.
        "random, 0x19d47",
        "equivocation, 0x1bbce",
        // Requests from the future were held, and primaries given up for them.
        "clock-skew, 0x2",
        "random, 0x2",
        // Whoever restarted behind the last block of a set refused the certificate of that block.
        "members, 0x22",
        "random, 0x50",
        // A request that the old set had proposed in vain was not proposed by the new one.
        "members, 0x156",
        // A request that a primary proposed to one replica alone waited for ever, because of it.
        "random, 0x60",
        "random, 0x186cf",
        // Primaries were replaced one after the other for a request that nobody told them of.
        "members, 0x5a0"
    })
    void keepsThePromisesItOnceBroke(String scenario, String seed) {
        simulate(0, "--protocol-only", "--scenario", scenario, "--seed", seed);
    }

    /// As above, with whole replicas.
    @ParameterizedTest
    @CsvSource({
        // Votes were forgotten before the certificate in their place was durable.
        "random, 0x9f"
    })
    void keepsThePromisesItOnceBrokeAsAWhole(String scenario, String seed) {
        simulate(0, "--scenario", scenario, "--seed", seed);
    }

    @Test
    void doesTheSameAgainWithTheSameSeed() {
        Simulation simulation = new Simulation(Simulation.Extent.PROTOCOL);
        long trace = simulation.run(Scenario.RANDOM.plan(8)).figures().trace();
        assertThat(simulation.run(Scenario.RANDOM.plan(8)).figures().trace()).isEqualTo(trace);
        assertThat(simulation.run(Scenario.RANDOM.plan(9)).figures().trace()).isNotEqualTo(trace);
    }

    @Test
    void doesTheSameAgainWithWholeReplicas() {
        Plan plan = Scenario.TORN_LOG.plan(5);
        long trace = new Simulation(Simulation.Extent.WHOLE).run(plan).figures().trace();
        assertThat(new Simulation(Simulation.Extent.WHOLE).run(plan).figures().trace())
                .isEqualTo(trace);
    }

    @Test
    void saysWhichScenariosThereAre() {
        assertThat(simulate(2, "--scenario", "no-such")).contains("torn-log", "lagging-replica");
    }
}
