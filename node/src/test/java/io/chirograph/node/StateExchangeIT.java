package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that lost its disk, among three that went on.
final class StateExchangeIT {
    private static final int LAG_BLOCKS = 64;
    private static final int WIPED = 3;

    private static final NodeConfig.Consensus CONSENSUS =
            new NodeConfig.Consensus(
                    NodeConfig.defaults().consensus().viewChangeTimeoutMillis(), LAG_BLOCKS);

    @Test
    void aMemberThatLostItsDiskJoinsByAStateAndGoesOn(@TempDir Path directory) throws Exception {
        try (TestNetwork network = TestNetwork.start(directory, CONSENSUS, TestNetwork.FAST)) {
            transfer(network, 0);
            network.stop(WIPED);
            transfer(network, 1);
            Ledger other = network.node(0).ledger();
            network.await("they have gone on", () -> other.certifiedHeight() > 2 * LAG_BLOCKS);
            network.wipe(WIPED);
            network.restart(WIPED);

            String reason = network.node(WIPED).restart().get(60, TimeUnit.SECONDS);
            assertThat(reason).contains("state after block");
            assertThat(network.metric(WIPED, "states_fetched_total")).isEqualTo("1.0");
            assertThat(network.node(WIPED).ledger().head().height()).isZero();
            network.stop(WIPED);
            network.restart(WIPED);

            Ledger joined = network.node(WIPED).ledger();
            assertThat(joined.firstHeight()).isGreaterThanOrEqualTo(LAG_BLOCKS);
            transfer(network, 2);
            // It counts: with another one gone, there is a quorum only with it.
            network.stop(0);
            Hash32 last = transfer(network, 3);
            network.await(
                    "it is certified at the wiped member",
                    () -> joined.transaction(last).isPresent());
            for (int i = 0; i <= 3; i++) {
                assertThat(balance(joined, joined.certifiedHeight(), receiver(i)))
                        .isEqualTo(UInt256.ONE);
            }
        }
    }

    @Test
    void aMemberThatSleptThroughAChangeOfMembersProvesItAfterwards(@TempDir Path directory)
            throws Exception {
        try (TestNetwork network =
                TestNetwork.startGoverned(directory, CONSENSUS, TestNetwork.FAST, 5)) {
            Ledger holder = network.node(1).ledger();
            network.stop(WIPED);
            // Seats 0, 1, 2 and 4 are the quorum that lets 4 go.
            network.govern(0, 0, MemberRegistry.proposeRemoveCall(4));
            network.await(
                    "it is proposed",
                    () -> !holder.memberRoll().orElseThrow().proposals().isEmpty());
            long proposal = holder.memberRoll().orElseThrow().proposals().getFirst().id();
            for (int seat : new int[] {1, 2, 4}) {
                network.govern(seat, 0, MemberRegistry.approveCall(proposal));
            }
            network.await("it is decided", () -> holder.memberRoll().orElseThrow().boundary() > 0);
            long boundary = holder.memberRoll().orElseThrow().boundary();
            network.await(
                    "they have gone on", () -> holder.certifiedHeight() > boundary + LAG_BLOCKS);
            network.wipe(WIPED);
            network.restart(WIPED);
            network.node(WIPED).restart().get(60, TimeUnit.SECONDS);
            network.stop(WIPED);
            network.restart(WIPED);

            Ledger joined = network.node(WIPED).ledger();
            long height = joined.firstHeight();
            assertThat(height).isGreaterThan(boundary);
            assertThat(joined.validatorChanges(height)).hasSize(1);
            assertThat(ValidatorChain.walk(network.genesis(), joined.validatorChanges(height)))
                    .isEqualTo(
                            ValidatorChain.walk(network.genesis(), holder.validatorChanges(height)))
                    .isInstanceOf(ValidatorChain.Proven.class);
            // Without the first member there is a quorum of the four only with this one.
            network.stop(0);
            Hash32 last = transfer(network, 0);
            network.await(
                    "it is certified at the wiped member",
                    () -> joined.transaction(last).isPresent());
        }
    }

    private static UInt256 balance(Ledger ledger, long height, Address address) {
        return ledger.state(height).orElseThrow().account(address).orElseThrow().balance();
    }

    private static Address receiver(int i) {
        return Address.fromHex("0x%040x".formatted(0xaa0000 + i));
    }

    private static Hash32 transfer(TestNetwork network, int nonce) throws Exception {
        Call call =
                new Call(nonce, 21_000, Recipient.of(receiver(nonce)), UInt256.ONE, Bytes.EMPTY);
        return network.send(call, TestNetwork.FUNDED);
    }
}
