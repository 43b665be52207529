package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.Ledger;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.members.Neighbours;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who joins when none of the founders is there any more.
final class NewcomerIT {
    private static final int LATER = 4;
    private static final int NEWCOMER = 5;

    @Test
    void getsTheChainFromAMemberThatItsConfigurationNames(@TempDir Path directory)
            throws Exception {
        NodeConfig.Consensus consensus = NodeConfig.defaults().consensus();
        try (TestNetwork network =
                TestNetwork.startGoverned(directory, consensus, TestNetwork.FAST, 4)) {
            Ledger founder = network.node(1).ledger();
            Member later = network.newcomer();
            propose(network, later, 0, 0);
            network.startNewcomer();
            Ledger ledger = network.node(LATER).ledger();
            network.await("it may fetch the chain", () -> ledger.certifiedHeight() > 0);
            network.govern(2, 0, MemberRegistry.approveCall(proposal(founder)));
            network.await(
                    "the fifth is a member",
                    () -> ledger.validatorsBehind(ledger.certifiedHeight()).next().size() == 5);

            propose(network, network.newcomer(), 1, 1);
            network.await(
                    "the fifth lets the newcomer in",
                    () -> !Neighbours.admitted(ledger.memberRoll().orElseThrow()).isEmpty());
            for (int i = 0; i < LATER; i++) {
                network.stop(i);
            }
            network.introduce(LATER);
            network.startNewcomer();

            long height = ledger.certifiedHeight();
            Ledger newcomer = network.node(NEWCOMER).ledger();
            network.await("the newcomer has the chain", () -> newcomer.certifiedHeight() >= height);
            assertThat(newcomer.block(height).orElseThrow().hash())
                    .isEqualTo(ledger.block(height).orElseThrow().hash());
        }
    }

    /// The first two founders want somebody to join: enough for being let in.
    private static void propose(
            TestNetwork network, Member member, int nonceOfFirst, int nonceOfSecond)
            throws Exception {
        network.govern(0, nonceOfFirst, MemberRegistry.proposeAddCall(member));
        Ledger ledger = network.node(1).ledger();
        network.await(
                "it is proposed", () -> !ledger.memberRoll().orElseThrow().proposals().isEmpty());
        network.govern(1, nonceOfSecond, MemberRegistry.approveCall(proposal(ledger)));
    }

    private static long proposal(Ledger ledger) {
        MemberRoll roll = ledger.memberRoll().orElseThrow();
        return roll.proposals().getFirst().id();
    }
}
