package io.chirograph.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    @ParameterizedTest
    @CsvSource({"4,1,3", "5,1,4", "6,1,4", "7,2,5", "8,2,6", "9,2,6", "10,3,7"})
    void toleratesFaultsAndDecidesByQuorum(int members, int faults, int quorum) {
        assertThat(new Quorum(members).faults()).isEqualTo(faults);
        assertThat(new Quorum(members).size()).isEqualTo(quorum);
    }

    @Test
    void twoQuorumsAlwaysShareAnHonestMemberAndHonestMembersSuffice() {
        for (int members = 1; members <= 200; members++) {
            Quorum quorum = new Quorum(members);
            assertThat(2 * quorum.size() - members).isGreaterThan(quorum.faults());
            assertThat(members - quorum.faults()).isGreaterThanOrEqualTo(quorum.size());
        }
    }

    @Test
    void refusesAnEmptyMembership() {
        assertThatThrownBy(() -> new Quorum(0)).hasMessageContaining("at least 1 member");
    }
}
