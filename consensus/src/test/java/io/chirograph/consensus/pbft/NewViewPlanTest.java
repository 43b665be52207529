package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewViewPlanTest {
    private static final Base GENESIS = new Base.Genesis();

    private final TestNetwork network = new TestNetwork(4);
    private final Batch older = network.batch(0, network.request(2, 1));
    private final Batch newer = network.batch(1, network.request(2, 2));

    private static NewViewPlan plan(ViewChange... changes) {
        return NewViewPlan.of(List.of(changes));
    }

    @Test
    void takesTheProofOfTheHighestViewWhoeverHoldsIt() {
        ViewChange withOlder = network.viewChange(0, 3, GENESIS, network.proof(0, 1, older, 1, 2));
        ViewChange withNewer = network.viewChange(1, 3, GENESIS, network.proof(1, 1, newer, 2, 3));

        assertThat(plan(withOlder, withNewer).digests()).containsExactly(newer.digest());
        assertThat(plan(withNewer, withOlder).digests()).containsExactly(newer.digest());
    }

    @Test
    void fillsGapsWithNullBatches() {
        ViewChange change = network.viewChange(0, 1, GENESIS, network.proof(0, 3, older, 1, 2));

        NewViewPlan plan = plan(change, network.viewChange(1, 1, GENESIS));

        assertThat(plan.digests())
                .containsExactly(Batch.NULL.digest(), Batch.NULL.digest(), older.digest());
        assertThat(plan.firstHeight()).isEqualTo(1);
        assertThat(plan.lastHeight()).isEqualTo(3);
    }

    @Test
    void startsAboveTheHighestBaseAnyoneProves() {
        Base certified = new Base.Certified(network.certificate(2, Hash32.ZERO, 0, 1, 2));
        ViewChange low =
                network.viewChange(
                        0,
                        1,
                        GENESIS,
                        network.proof(0, 1, older, 1, 2),
                        network.proof(0, 3, older, 1, 2));

        NewViewPlan plan = plan(low, network.viewChange(1, 1, certified));

        assertThat(plan.base()).isEqualTo(certified);
        assertThat(plan.digests()).containsExactly(older.digest());
    }

    @Test
    void proposesNothingWhenNothingWasPrepared() {
        assertThat(plan(network.viewChange(0, 1, GENESIS)).digests()).isEmpty();
    }
}
