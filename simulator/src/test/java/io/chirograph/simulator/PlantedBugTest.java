package io.chirograph.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.simulator.Simulation.Extent;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Shows that the simulator finds what it is there to find: classic bugs of such protocols, planted in the
/// classes of production, are each found within a stated number of scenarios. `-Dplanted.verbose=true`
/// tells which promise each broke, and after how many.
class PlantedBugTest {
    /// A bug, and what is to find it.
    enum Bug {
        QUORUM_ONE_SHORT(
                Scenario.EQUIVOCATION,
                40,
                new Mutation("io.chirograph.types.Quorum", "size", Mutation.returningMore(-1))),
        DIGEST_NOT_CHECKED(
                Scenario.MUTATION,
                40,
                Mutation.ofPbft(
                        "MessageVerifier",
                        "checkProposal",
                        Mutation.replacing("equals", CodeBuilder::iconst_1)),
                Mutation.ofPbft(
                        "Slot",
                        "body",
                        Mutation.redirecting("get", Map.class, Planted.class, "any"))),
        PREPARE_COUNTED_TWICE(
                Scenario.LOSS,
                10,
                Mutation.ofPbft("Agreement", "commitIfPrepared", Mutation.doubling("Slot.count"))),
        VOTE_SENT_BEFORE_DURABLE(
                Scenario.SLOW_DISK,
                60,
                new Mutation(
                        "io.chirograph.node.Replica",
                        "perform",
                        Mutation.replacing("Outbox.after", code -> {}))),
        VOTE_FORGOTTEN_ON_RESTART(
                Scenario.TORN_LOG,
                40,
                Mutation.ofPbft("Agreement", "restore", Mutation.doingNothing())),
        OLD_VIEW_ACCEPTED(
                Scenario.RANDOM,
                100,
                Mutation.ofPbft(
                        "ViewChanges",
                        "receive",
                        Mutation.replacing("Agreement.view", CodeBuilder::lconst_0))),
        NEW_VIEW_WITHOUT_ITS_PROOFS(
                Scenario.MUTATION,
                100,
                Mutation.ofPbft(
                        "MessageVerifier",
                        "checkNewView",
                        Mutation.replacing("checkViewChange", code -> {}))),
        PREPARED_CERTIFICATE_DROPPED(
                Scenario.CRASH_PRIMARY,
                20,
                Mutation.ofPbft(
                        "ViewChanges",
                        "ownChange",
                        Mutation.redirecting("prepared", Object.class, Planted.class, "nothing"))),
        CHECKPOINT_NOT_VERIFIED(
                Scenario.MUTATION,
                60,
                Mutation.ofPbft("MessageVerifier", "checkBase", Mutation.doingNothing())),
        WATERMARK_NOT_ENFORCED(
                Scenario.MUTATION,
                40,
                Mutation.ofPbft("Slots", "high", Mutation.returningMore(1_000))),
        TIMER_NEVER_RESET(
                Scenario.QUIET,
                3,
                Mutation.ofPbft("Execution", "deliverReady", Mutation.notSetting("progressNanos")),
                Mutation.ofPbft("Execution", "cameCloser", Mutation.notSetting("progressNanos"))),
        REQUEST_EXECUTED_TWICE(
                Scenario.MUTATION,
                60,
                Mutation.ofPbft(
                        "History",
                        "append",
                        Mutation.replacing("contains", CodeBuilder::iconst_0))),
        CATCH_UP_TRUSTS_ONE_PEER(
                Scenario.MUTATION,
                100,
                Mutation.ofPbft("MessageVerifier", "checkDecided", Mutation.doingNothing())),
        /// All replicas alike take the block before the last one of a set for the last.
        VALIDATORS_CHANGE_A_BLOCK_EARLY(
                Scenario.MEMBERS,
                5,
                Mutation.ofPbft("SetChange", "height", Mutation.returningMore(-1))),
        CERTIFICATE_OF_ANOTHER_NETWORK_ACCEPTED(
                Scenario.MUTATION,
                100,
                new Mutation(
                        "io.chirograph.proof.Certificate",
                        "voteHash",
                        Mutation.takingFirst(code ->
                                code.getstatic(
                                        ClassDesc.of("io.chirograph.types.Hash32"),
                                        "ZERO",
                                        ClassDesc.of("io.chirograph.types.Hash32")))));

        private final Scenario scenario;
        private final int scenariosMax;

        @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
        private final List<Mutation> mutations;

        Bug(Scenario scenario, int scenariosMax, Mutation... mutations) {
            this.scenario = scenario;
            this.scenariosMax = scenariosMax;
            this.mutations = List.of(mutations);
        }

        /// A bug in what drives the agreement needs whole replicas.
        Extent extent() {
            return this == VOTE_SENT_BEFORE_DURABLE ? Extent.WHOLE : Extent.PROTOCOL;
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("unchecked") // Only classes of the JDK are the same in both loaders.
    void isFound(Bug bug) throws ReflectiveOperationException {
        Class<?> type = new PlantedLoader(bug.mutations).loadClass(PlantedRun.class.getName());
        Function<String, String> run =
                (Function<String, String>) type.getConstructor().newInstance();
        String found = "";
        int scenarios = 0;
        while (found.isEmpty() && scenarios < bug.scenariosMax) {
            scenarios++;
            found = run.apply(bug.scenario.name() + " " + bug.extent() + " " + scenarios);
        }
        if (Boolean.getBoolean("planted.verbose")) {
            System.out.printf(
                    "PLANTED %s after %d of %s: %.160s%n", bug, scenarios, bug.scenario, found);
        }
        assertThat(found).as("%s within %d scenarios", bug, bug.scenariosMax).isNotEmpty();
    }
}
