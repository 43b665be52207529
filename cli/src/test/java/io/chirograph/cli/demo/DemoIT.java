package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demonstration as a user runs it, with everything real but shorter.
class DemoIT {
    @Test
    void everyCheckHoldsAndTheNextRunGoesOnWithTheSameChain(@TempDir Path directory) {
        JsonNode first = run(directory);
        JsonNode second = run(directory);
        assertThat(second.path("figures").path("height").asLong())
                .isGreaterThan(first.path("figures").path("height").asLong());
        assertThat(names(second)).contains("documents of before are there");
    }

    private static JsonNode run(Path directory) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Main.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "demo",
                        "--no-shell",
                        "--json",
                        "--seconds",
                        "4",
                        "--data",
                        directory.toString());
        assertThat(exitCode).as("%s\n%s", out, err).isZero();
        JsonNode report = JsonMapper.shared().readTree(out.toString());
        assertThat(report.path("ok").asBoolean()).as(out.toString()).isTrue();
        assertThat(names(report))
                .contains(
                        "token deployed",
                        "documents registered",
                        "proof verified",
                        "tampered proof refused",
                        "commits go on without the primary",
                        "the killed member catches up",
                        "every transfer confirmed",
                        "balances add up to the supply",
                        "all members have the same block");
        assertThat(err.toString()).contains("These keys are PUBLIC", "Chain id   1337");
        return report;
    }

    private static List<String> names(JsonNode report) {
        return report.path("checks")
                .valueStream()
                .map(check -> check.path("name").asString(""))
                .toList();
    }
}
