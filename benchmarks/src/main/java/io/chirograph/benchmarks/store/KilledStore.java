package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// A store in a process of its own: written by 16 threads until the process is killed, then opened by
/// a new one, which tells how long it took until the first record was read.
final class KilledStore {
    private static final int WRITERS = 16;
    private static final String READY = "ready";

    private KilledStore() {}

    /// What the process does: `write` or `open`, the engine, the directory, the count of records.
    public static void main(String[] arguments) {
        Engine engine = Engine.valueOf(arguments[1]);
        Path directory = Path.of(arguments[2]);
        Records records = new Records(Integer.parseInt(arguments[3]));
        if (arguments[0].equals("write")) {
            write(engine.open(directory), records, new SplittableRandom());
        } else {
            long begin = System.nanoTime();
            PeerStore store = engine.open(directory);
            PeerStore.Session session = store.session();
            session.read(records.key(0));
            System.out.println((System.nanoTime() - begin) / 1e6);
            session.close();
            store.close();
        }
    }

    /// @param seeds another one in each process, so that none writes what is there already
    private static void write(PeerStore store, Records records, SplittableRandom seeds) {
        store.session().commit(records.key(0), records.value(0));
        for (int i = 0; i < WRITERS; i++) {
            SplittableRandom random = seeds.split();
            PeerStore.Session session = store.session();
            Thread.ofPlatform()
                    .start(() -> {
                        while (true) {
                            session.commit(
                                    records.key(random.nextInt(records.count())),
                                    records.value(random.nextLong()));
                        }
                    });
        }
        System.out.println(READY);
    }

    /// Writes for `duration`, kills, opens.
    /// @return milliseconds from the call that opens to the first record read
    static double reopenMillis(Engine engine, Path directory, Records records, Duration duration) {
        List<String> arguments =
                List.of(engine.name(), directory.toString(), String.valueOf(records.count()));
        try {
            Process writer = start("write", arguments);
            try (BufferedReader output = reader(writer)) {
                if (!READY.equals(output.readLine())) {
                    throw new BenchmarkException(engine.label() + " did not begin to write");
                }
                if (writer.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new BenchmarkException(engine.label() + " stopped writing by itself");
                }
                writer.destroyForcibly().waitFor();
            }
            Process opener = start("open", arguments);
            try (BufferedReader output = reader(opener)) {
                String millis = String.valueOf(output.readLine());
                opener.waitFor();
                return Double.parseDouble(millis);
            }
        } catch (NumberFormatException e) {
            throw new BenchmarkException(engine.label() + " did not open after a kill", e);
        } catch (IOException e) {
            throw new BenchmarkException("no process: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Process start(String what, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOT") && !option.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(KilledStore.class.getName());
        command.add(what);
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
