package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("host", "port", "chainId", "gasLimit");

    @Test
    void findsTheNameMeant() {
        assertThat(NearestName.of("prot", NAMES)).hasValue("port");
        assertThat(NearestName.of("hosts", NAMES)).hasValue("host");
        assertThat(NearestName.of("CHAINID", NAMES)).hasValue("chainId");
        assertThat(NearestName.of("gas_limit", NAMES)).hasValue("gasLimit");
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(NearestName.of("colour", NAMES)).isEmpty();
        assertThat(NearestName.of("x".repeat(100_000), NAMES)).isEmpty();
        assertThat(NearestName.of("host", List.of())).isEmpty();
    }

    @Test
    void hintsOnlyWhenSomethingIsNear() {
        assertThat(NearestName.hint("prot", NAMES)).isEqualTo(" (did you mean 'port'?)");
        assertThat(NearestName.hint("colour", NAMES)).isEmpty();
    }
}
