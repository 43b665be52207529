package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.service.BrotliNativeProvider;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.luben.zstd.Zstd;
import io.chirograph.batch.BatchMetrics;
import io.chirograph.types.Bytes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/// A process whose data is many times its heap: `-Dstore.heap.mebibytes=64` is the form of twenty times,
/// 1.25 GiB.
@Timeout(900)
class SmallHeapIT {
    private static final int HEAP_MEBIBYTES = Integer.getInteger("store.heap.mebibytes", 12);

    /// The short form has less data, for it takes seconds only.
    private static final int DATA_TO_HEAP = HEAP_MEBIBYTES >= 64 ? 20 : 5;

    @TempDir private Path directory;

    /// No more than is needed, and no native library of Brotli: to look into every file of the tests' class path
    /// takes more heap than the store.
    static String classPath() {
        return Stream.of(
                        SmallHeapStore.class,
                        Store.class,
                        Bytes.class,
                        BatchMetrics.class,
                        Caffeine.class,
                        LZ4Factory.class,
                        Zstd.class,
                        Snappy.class,
                        Brotli4jLoader.class,
                        BrotliNativeProvider.class)
                .map(any -> any.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aHeapMuchSmallerThanTheDataIsEnoughToWriteCompactAndReadIt()
            throws IOException, InterruptedException {
        long bytes = ((long) DATA_TO_HEAP * HEAP_MEBIBYTES) << 20;
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + HEAP_MEBIBYTES + "m",
                                "-XX:+UseSerialGC",
                                "-XX:MaxDirectMemorySize=32m",
                                "-cp",
                                classPath(),
                                SmallHeapStore.class.getName(),
                                directory.toString(),
                                Long.toString(bytes))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("rows " + bytes / 1000).contains("heap-max");
    }
}
