package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process under several writers is killed at any moment, again and again.
class StoreKillIT {
    static final StoreOptions OPTIONS = StoreOptions.small().withMemtableBytesMax(64 << 10);
    private static final int ROUNDS = Integer.getInteger("store.kill.rounds", 4);
    private static final Duration ROUND_TAKES_AT_MOST = Duration.ofMinutes(2);

    @TempDir Path directory;

    @Test
    void losesNothingAcknowledgedWhenTheProcessIsKilled() {
        int[] acknowledged = new int[KilledWriter.WRITERS];
        for (int round = 0; round < ROUNDS; round++) {
            int lines = 500 + new Random(round).nextInt(3000);
            assertTimeoutPreemptively(
                    ROUND_TAKES_AT_MOST,
                    () -> {
                        runAndKill(acknowledged, lines);
                        checkKept(acknowledged);
                    });
        }
    }

    private void checkKept(int[] acknowledged) {
        try (Store store = Store.open(directory, OPTIONS);
                Snapshot snapshot = store.snapshot()) {
            Table table = store.table("t");
            for (int writer = 0; writer < KilledWriter.WRITERS; writer++) {
                int last = KilledWriter.last(snapshot, table, writer);
                assertThat(last).isBetween(acknowledged[writer], acknowledged[writer] + 1);
                checkAllThere(snapshot, table, writer, last);
                acknowledged[writer] = last;
            }
        }
    }

    private static void checkAllThere(Snapshot snapshot, Table table, int writer, int last) {
        int number = 0;
        KeyRange range = KeyRange.of(KilledWriter.key(writer, 1), KilledWriter.key(writer + 1, 0));
        for (KeyValue found : snapshot.scan(table, range)) {
            number++;
            assertThat(found.key()).isEqualTo(KilledWriter.key(writer, number));
            assertThat(found.value()).hasSize(number % 300);
        }
        assertThat(number).isEqualTo(last);
    }

    private void runAndKill(int[] acknowledged, int lines)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledWriter.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int read = 0;
            Optional<String> line = Optional.ofNullable(output.readLine());
            while (line.isPresent()) {
                note(acknowledged, line.get());
                read++;
                if (read == lines) {
                    assertThatThrownBy(() -> Store.open(directory, OPTIONS))
                            .isInstanceOf(DiskException.class)
                            .hasMessageContaining("another open store");
                    // By its handle: the process's own method would close the output not yet read.
                    process.toHandle().destroyForcibly();
                }
                line = Optional.ofNullable(output.readLine());
            }
            assertThat(read).isGreaterThanOrEqualTo(lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /// The last line may be torn by the kill.
    private static void note(int[] acknowledged, String line) {
        if (line.endsWith(";")) {
            String[] parts = line.substring(0, line.length() - 1).split(" ");
            int writer = Integer.parseInt(parts[0]);
            acknowledged[writer] = Math.max(acknowledged[writer], Integer.parseInt(parts[1]));
        }
    }
}
