package io.chirograph.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.evm.Fork;
import io.chirograph.evm.Tracer;
import io.chirograph.testkit.Vectors;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// Ethereum's public state tests referee the machine and the rules of transactions.
class StateVectorsTest {
    private static final Map<Fork, TransactionProcessor> PROCESSORS = new EnumMap<>(Fork.class);

    static {
        for (Fork fork : Fork.values()) {
            PROCESSORS.put(fork, new TransactionProcessor(fork));
        }
    }

    /// Nine cases that run 27 000 million gas between them.
    private static final String LONG_FILE = "loopMul.json";

    @ParameterizedTest
    @CsvSource({
        "evm/state-eest, 2740",
        "evm/state-eest-static, 3211",
        "evm/state-legacy, 20472",
    })
    void agreesWithThePublicStateTests(String directory, long count) {
        check(directory, path -> !path.endsWith(LONG_FILE), Tracer.NONE, count);
    }

    @Test
    void agreesWithThePublicStateTestsWhenWatched() {
        Tracer tracer =
                new Tracer() {
                    @Override
                    public boolean seesInstructions() {
                        return true;
                    }
                };
        check("evm/state-eest", _ -> true, tracer, 2740);
    }

    /// Takes half a minute: `mvn test -pl ledger -am -Dgroups=long -DexcludedGroups= …`.
    @Test
    @Tag("long")
    void agreesWithTheLongestPublicStateTests() {
        check("evm/state-legacy", path -> path.endsWith(LONG_FILE), Tracer.NONE, 9);
    }

    private static void check(String directory, Predicate<Path> filter, Tracer tracer, long count) {
        assumeTrue(Vectors.has(directory), Vectors.missing(directory));
        LongAdder run = new LongAdder();
        Map<String, String> failures = new ConcurrentSkipListMap<>();
        Vectors.files(directory).parallelStream()
                .filter(filter)
                .forEach(file -> {
                    for (StateVector vector : vectors(directory, file)) {
                        run.increment();
                        check(vector, tracer, failures);
                    }
                });
        System.out.printf("%s: %d cases, %d fail%n", directory, run.sum(), failures.size());
        assertThat(new TreeMap<>(failures)).isEmpty();
        assertThat(run.sum()).isEqualTo(count);
    }

    private static List<StateVector> vectors(String directory, Path file) {
        String name = Vectors.path(directory).relativize(file).toString();
        return StateVector.of(name, JsonMapper.shared().readTree(file.toFile()));
    }

    private static void check(StateVector vector, Tracer tracer, Map<String, String> failures) {
        try {
            vector.run(Objects.requireNonNull(PROCESSORS.get(vector.fork())), tracer)
                    .ifPresent(problem -> failures.put(vector.name(), problem));
        } catch (RuntimeException | AssertionError e) {
            failures.put(vector.name(), e.toString());
        }
    }
}
