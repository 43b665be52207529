package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demonstration as a user runs it, with everything real but shorter.
class DemoIT {
    private static final Duration PLAY_PATIENCE = Duration.ofMinutes(4);
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(1);

    @Test
    void everyCheckHoldsAndTheNextRunGoesOnWithTheSameChainAndHasAShell(@TempDir Path directory)
            throws IOException, InterruptedException {
        JsonNode first = run(directory);
        try (PseudoTerminal terminal =
                new PseudoTerminal("demo", "--seconds", "4", "--data", directory.toString())) {
            String summary = terminal.await("The network runs on.", PLAY_PATIENCE);
            assertThat(summary)
                    .contains(
                            "Summary: every check held",
                            "documents of before are there",
                            " transfers confirmed, ");
            Matcher height = Pattern.compile("height +([0-9,]+)").matcher(summary);
            assertThat(height.find()).as(summary).isTrue();
            assertThat(Long.parseLong(height.group(1).replace(",", "")))
                    .isGreaterThan(first.path("figures").path("height").asLong());
            useShell(terminal);
            assertThat(terminal.awaitExit(ANSWER_PATIENCE)).isZero();
        }
    }

    private static void useShell(PseudoTerminal terminal) throws IOException, InterruptedException {
        assertThat(ask(terminal, "status")).doesNotContain("down");
        assertThat(ask(terminal, "kill 3")).contains("down");
        assertThat(ask(terminal, "kill 3")).contains("member-3", "down");
        assertThat(ask(terminal, "pause 3")).contains("member 3 is down; 'restart 3' starts it");
        assertThat(ask(terminal, "send")).contains(" confirmed after ");
        assertThat(ask(terminal, "restart 3")).contains("member-3", " block ");
        assertThat(ask(terminal, "pause 1")).contains("held still");
        assertThat(ask(terminal, "send")).contains(" confirmed after ");
        assertThat(ask(terminal, "resume 1")).contains("member-1");
        assertThat(ask(terminal, "search soybeans")).contains("framework-agreement.md, passage");
        assertThat(ask(terminal, "verify"))
                .contains("proof.json", "proof-tampered.json", "REFUSED");
        assertThat(ask(terminal, "help")).contains("restart N", "quit");
        assertThat(ask(terminal, "kill 9")).contains("'9' is no member", "1 to 4");
        assertThat(ask(terminal, "dance")).contains("unknown: 'dance'");
        terminal.type("quit");
    }

    private static String ask(PseudoTerminal terminal, String line)
            throws IOException, InterruptedException {
        terminal.await("chirograph> ", ANSWER_PATIENCE);
        terminal.type(line);
        // Ends before the next prompt, which the next question waits for.
        terminal.await(line, ANSWER_PATIENCE);
        return terminal.awaitBefore("chirograph> ", ANSWER_PATIENCE);
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
