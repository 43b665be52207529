package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process without the native library of Brotli, as on a system that it is not made for.
class MissingLibraryIT {
    @TempDir private Path directory;

    /// @param arguments the store's directory
    public static void main(String[] arguments) {
        for (Codec codec : new Codec[] {Codec.BROTLI, Codec.LZ4}) {
            try (Store store =
                    Store.open(
                            Path.of(arguments[0]), StoreOptions.defaults().withTableCodec(codec))) {
                System.out.println(codec + " opened a store of " + store.tableNames().size());
            } catch (StoreException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aCodecThatCannotBeUsedHereIsRefusedBeforeTheStoreTakesACommit()
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                SmallHeapIT.classPath(),
                                MissingLibraryIT.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("BROTLI has no native library here; add the one of Brotli4j")
                .contains("LZ4 opened a store of 0");
    }
}
