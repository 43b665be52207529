package io.chirograph.store.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreExampleTest {
    @Test
    void printsWhatTheReadmePromises(@TempDir Path directory) {
        PrintStream usual = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            StoreExample.main(new String[] {directory.toString()});
        } finally {
            System.setOut(usual);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("alice 90", "bob 10");
    }
}
