package io.chirograph.benchmarks.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsortiumTest {
    @Test
    void aMembersErrorsAreTakenFromItsLogWithTheBeginningOfTheirTraces() {
        StringBuilder errors = new StringBuilder();
        List<String> log =
                List.of(
                        "2026-01-02T03:04:05.006Z INFO a.Node node started",
                        "2026-01-02T03:04:05.007Z ERROR a.JsonRpc RPC call failed",
                        "java.lang.IllegalStateException: so",
                        "\tat a.B.c(B.java:1)");
        Consortium.addErrors("member-1", log, errors);
        assertThat(errors)
                .hasToString(
                        """

                        member-1: 2026-01-02T03:04:05.007Z ERROR a.JsonRpc RPC call failed
                        member-1: java.lang.IllegalStateException: so
                        member-1: \tat a.B.c(B.java:1)\
                        """);
    }

    @Test
    void ofManyErrorsTheFirstAreTaken() {
        StringBuilder errors = new StringBuilder();
        Consortium.addErrors(
                "member-1", Collections.nCopies(10_000, "x ERROR " + "y".repeat(100)), errors);
        assertThat(errors.length()).isBetween(9_000, 10_200);
    }
}
