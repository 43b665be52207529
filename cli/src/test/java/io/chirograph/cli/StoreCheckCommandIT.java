package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckCommandIT {
    @TempDir private Path directory;

    private Store open() {
        return Store.open(directory, StoreOptions.small());
    }

    private void fill() {
        try (Store store = open()) {
            Table table = store.table("t");
            for (int i = 0; i < 200; i++) {
                byte[] key = {(byte) i};
                store.update(tx -> tx.put(table, key, new byte[400]));
            }
        }
    }

    private CommandRun check() {
        return CommandRun.of("store", "check", directory, "--json");
    }

    @Test
    void saysThatAStoreIsSound() {
        fill();
        CommandRun run = check();
        assertThat(run.exitCode()).isZero();
        assertThat(run.json().get("sound").asBoolean()).isTrue();
        assertThat(run.json().get("files").asInt()).isGreaterThan(2);
        assertThat(run.json().get("damages")).isEmpty();
    }

    @Test
    void reportsDamageWithFileAndOffset() throws IOException {
        fill();
        Path table;
        try (var files = Files.list(directory)) {
            table =
                    files.filter(file -> file.getFileName().toString().startsWith("table-"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] content = Files.readAllBytes(table);
        content[100] ^= 4;
        Files.write(table, content);
        CommandRun run = check();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.json().get("damages").get(0).get("file").asString())
                .isEqualTo(table.getFileName().toString());
        assertThat(run.json().get("damages").get(0).get("offset").asLong()).isZero();
        assertThat(CommandRun.of("store", "check", directory).out())
                .contains("1 damaged")
                .contains(table.getFileName().toString());
    }

    @Test
    void repairsATableFromACopyAndSaysWhatNoCopyHas(@TempDir Path copy) throws IOException {
        fill();
        Path table;
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (var files = Files.list(directory)) {
            table =
                    files.filter(file -> file.getFileName().toString().startsWith("table-"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] content = Files.readAllBytes(table);
        content[100] ^= 4;
        Files.write(table, content);
        CommandRun repaired = CommandRun.of("store", "repair", directory, "--from", copy, "--json");
        assertThat(repaired.exitCode()).isZero();
        assertThat(repaired.json().get("repaired").get(0).get("file").asString())
                .isEqualTo(table.getFileName().toString());
        assertThat(check().exitCode()).isZero();

        Files.write(table, content);
        Files.delete(copy.resolve(table.getFileName()));
        CommandRun lost = CommandRun.of("store", "repair", directory, "--from", copy);
        assertThat(lost.exitCode()).isEqualTo(1);
        assertThat(lost.out()).contains("SHA-256").contains("damage stays: 1");
    }

    @Test
    void refusesWhileAnotherHoldsTheStoreAndWhereThereIsNone() {
        assertThat(check().exitCode()).isEqualTo(1);
        assertThat(check().err()).contains("no store");
        fill();
        try (Store store = open()) {
            assertThat(store.tableNames()).containsExactly("t");
            assertThat(check().exitCode()).isEqualTo(1);
            assertThat(check().err()).contains("another open store");
        }
    }
}
