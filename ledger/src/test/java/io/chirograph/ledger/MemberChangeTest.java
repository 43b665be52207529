package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.proof.AgreementRules;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ContractErrors;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.proof.Member;
import io.chirograph.proof.MemberRegistry;
import io.chirograph.proof.MemberRoll;
import io.chirograph.proof.ValidatorChain;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.store.DiskFile;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Members change by transactions: the registry's own code, what the ledger makes of it, and the proof of it.
class MemberChangeTest {
    private static final AgreementRules RULES = new AgreementRules(50, 5_000, 4 << 20, 100, 8, 500);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<Integer, SigningKey> keys = new HashMap<>();
    private final Map<Integer, TestSender> accounts = new HashMap<>();
    private final Map<Integer, Long> nonces = new HashMap<>();
    private final Genesis genesis = genesis();
    private final MemoryDisk disk = new MemoryDisk();
    private Store store = Store.openInline(disk, StoreOptions.defaults(), 1);
    private Ledger ledger = open();
    private long requests;

    private Genesis genesis() {
        List<Member> founders = new ArrayList<>();
        for (int seat = 0; seat < 4; seat++) {
            founders.add(member(seat));
        }
        SortedMap<Address, GenesisAccount> all = new TreeMap<>();
        all.put(MemberRegistry.ADDRESS, MemberRegistry.founding(founders, RULES));
        return new Genesis(TestSender.CHAIN_ID, 0, 50_000_000, RULES, founders, all);
    }

    private Member member(int seat) {
        SigningKey key = SigningKey.generate(RANDOM);
        keys.put(seat, key);
        accounts.put(seat, TestSender.named("account " + seat));
        return Member.bind(
                "member-" + seat,
                key,
                account(seat).address(),
                TlsKey.generate(RANDOM).publicKey(),
                "member" + seat + ".example",
                30_303);
    }

    private SigningKey key(int seat) {
        return Objects.requireNonNull(keys.get(seat));
    }

    private TestSender account(int seat) {
        return Objects.requireNonNull(accounts.get(seat));
    }

    private Ledger open() {
        return new Ledger(store, genesis, new TransactionReader(Runnable::run));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Execution execute(Bytes... payloads) {
        long height = ledger.head().height() + 1;
        List<Request> asked = new ArrayList<>();
        for (Bytes payload : payloads) {
            asked.add(Request.sign(genesis.hash(), key(0), requests++, height, payload));
        }
        return ledger.execute(height, new Batch(key(1).address(), height, asked));
    }

    private void certify() {
        BlockHeader header = ledger.head().block().header();
        ValidatorSet set = ledger.validatorsBehind(header.number() - 1).next();
        ledger.attachCertificate(certificate(set, header.number(), header.hash()));
    }

    private Certificate certificate(ValidatorSet set, long height, Hash32 block) {
        Hash32 vote = Certificate.voteHash(genesis.hash(), set.id(), height, block);
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        set.indexes().stream()
                .limit(set.quorum().size())
                .forEach(seat -> signatures.put(seat, key(seat).sign(vote)));
        return new Certificate(set.id(), height, block, signatures);
    }

    /// What the block with this one call did.
    private Execution call(int seat, Bytes data) {
        long nonce = nonces.merge(seat, 1L, Long::sum) - 1;
        Execution execution =
                execute(
                        TestChain.bundle(
                                account(seat)
                                        .send(
                                                nonce,
                                                3_000_000,
                                                0,
                                                Recipient.of(MemberRegistry.ADDRESS),
                                                UInt256.ZERO,
                                                data)));
        certify();
        return execution;
    }

    private void passTo(long height) {
        while (ledger.head().height() < height) {
            execute();
            certify();
        }
    }

    private String refusal(int seat, Bytes data) {
        assertThat(call(seat, data).executed().receipts().getFirst().success()).isFalse();
        CallOutcome again =
                ledger.call(
                        new CallRequest(
                                account(seat).address(),
                                Recipient.of(MemberRegistry.ADDRESS),
                                3_000_000,
                                UInt256.ZERO,
                                UInt256.ZERO,
                                data,
                                List.of()),
                        ledger.context(ledger.certifiedHeight()).orElseThrow(),
                        ledger.state(ledger.certifiedHeight()).orElseThrow());
        return ContractErrors.describe(((CallOutcome.Reverted) again).data()).orElseThrow();
    }

    private MemberRoll roll() {
        return ledger.memberRoll().orElseThrow();
    }

    private long openId() {
        return roll().proposals().getLast().id();
    }

    /// Proposed by the first, approved by the others.
    private List<ValidatorHandover> decide(Bytes proposal, int... seats) {
        call(seats[0], proposal);
        Execution last = null;
        for (int i = 1; i < seats.length; i++) {
            last = call(seats[i], MemberRegistry.approveCall(openId()));
        }
        return Optional.ofNullable(last).orElseThrow().decided();
    }

    @Test
    void theFoundersSitInTheOrderOfTheGenesis() {
        assertThat(roll().validators()).isEqualTo(genesis.validatorSet());
        assertThat(roll().boundary()).isZero();
        assertThat(roll().proposals()).isEmpty();
        for (int seat = 0; seat < 4; seat++) {
            assertThat(roll().seats().get(seat).account())
                    .isEqualTo(genesis.members().get(seat).account());
        }
    }

    @Test
    void aGenesisWhoseRegistryHasOtherMembersIsRefused() {
        List<Member> others = genesis.members().reversed();
        assertThatThrownBy(() ->
                        new Genesis(
                                TestSender.CHAIN_ID,
                                0,
                                50_000_000,
                                RULES,
                                others,
                                genesis.accounts()))
                .hasMessageContaining("member registry with exactly these members");
    }

    @Test
    void aQuorumSeatsAMemberAndTheChainProvesIt() {
        Member joiner = member(4);
        call(0, MemberRegistry.proposeAddCall(joiner));
        MemberRoll.Proposal proposal = roll().proposals().getFirst();
        assertThat(proposal.proposer()).isZero();
        assertThat(proposal.approvals()).containsExactly(0);
        assertThat(((MemberRoll.Change.Add) proposal.change()).member()).contains(joiner);
        assertThat(call(1, MemberRegistry.approveCall(proposal.id())).decided()).isEmpty();

        Execution last = call(3, MemberRegistry.approveCall(proposal.id()));
        long decidedAt = last.executed().height();
        // The first multiple of 8 beyond 64 heights.
        long boundary = (decidedAt + 64) / 8 * 8 + 8;
        ValidatorHandover handover = new ValidatorHandover(boundary, roll().validators());
        assertThat(last.decided()).containsExactly(handover);
        assertThat(handover.next().size()).isEqualTo(5);
        assertThat(roll().member(genesis, 4)).contains(joiner);
        assertThat(ledger.pendingHandover(ledger.certifiedHeight())).contains(handover);

        passTo(boundary - 1);
        assertThat(ledger.head().block().header().requestsHash())
                .isEqualTo(BlockHeader.NO_REQUESTS);
        passTo(boundary);
        assertThat(ledger.head().block().header().requestsHash())
                .isEqualTo(ValidatorChange.requestsHash(handover.next()));
        assertThat(ledger.pendingHandover(boundary)).isEmpty();
        assertThat(ledger.validatorChanges(boundary)).isEmpty();
        passTo(boundary + 1);

        assertThat(ledger.certificate(boundary + 1).orElseThrow().signatures()).hasSize(4);
        List<ValidatorChange> proof = ledger.validatorChanges(boundary + 1);
        assertThat(proof).hasSize(1);
        ValidatorChain.Proven proven = (ValidatorChain.Proven) ValidatorChain.walk(genesis, proof);
        assertThat(proven).isEqualTo(new ValidatorChain.Proven(handover.next(), boundary));
        assertThat(proven.problem(genesis.hash(), ledger.certificate(boundary + 1).orElseThrow()))
                .isEmpty();
    }

    @Test
    void joiningAndLeavingAreProvenOneAfterTheOther() {
        long joined = decide(MemberRegistry.proposeAddCall(member(4)), 0, 1, 2).getFirst().height();
        passTo(joined);
        ValidatorHandover left = decide(MemberRegistry.proposeRemoveCall(1), 4, 0, 2, 3).getFirst();
        passTo(left.height() + 3);

        assertThat(left.next().indexes()).containsExactly(0, 2, 3, 4);
        assertThat(left.next().quorum().size()).isEqualTo(3);
        assertThat(roll().member(genesis, 1)).contains(genesis.members().get(1));
        List<ValidatorChange> proof = ledger.validatorChanges(left.height() + 3);
        assertThat(ValidatorChain.walk(genesis, proof))
                .isEqualTo(new ValidatorChain.Proven(left.next(), left.height()));
        assertThat(ValidatorChain.walk(genesis, proof.subList(1, 2)))
                .isInstanceOf(ValidatorChain.Broken.class);
        assertThat(refusal(1, MemberRegistry.proposeRemoveCall(0))).contains("is no member's");
        assertThat(refusal(0, MemberRegistry.proposeRemoveCall(1))).isEqualTo("seat 1 is empty");
        assertThat(refusal(0, MemberRegistry.proposeRemoveCall(2))).contains("at least 4 members");
        assertThat(refusal(0, MemberRegistry.proposeAddCall(genesis.members().get(1))))
                .contains("who comes back needs new keys");
    }

    @Test
    void refusesWhatNoMemberMayDo() {
        accounts.put(9, TestSender.named("stranger"));
        assertThat(refusal(9, MemberRegistry.proposeAddCall(member(4))))
                .contains("members propose and approve");
        assertThat(refusal(0, MemberRegistry.approveCall(7))).contains("proposal 7 is not open");
        assertThat(refusal(0, MemberRegistry.withdrawCall())).contains("proposal 0 is not open");
        call(0, MemberRegistry.proposeAddCall(member(4)));
        assertThat(refusal(0, MemberRegistry.approveCall(openId())))
                .contains("has the approval of the member on seat");
    }

    @Test
    void aMembersNewProposalTakesThePlaceOfItsOldOne() {
        call(0, MemberRegistry.proposeAddCall(member(4)));
        long first = openId();
        call(1, MemberRegistry.approveCall(first));
        call(0, MemberRegistry.proposeAddCall(member(5)));
        long second = openId();
        call(2, MemberRegistry.proposeAddCall(member(6)));

        assertThat(roll().proposals()).extracting(MemberRoll.Proposal::id).contains(second);
        assertThat(roll().proposals()).hasSize(2);
        assertThat(refusal(2, MemberRegistry.approveCall(first))).contains("is not open");
        call(0, MemberRegistry.withdrawCall());
        assertThat(roll().proposals()).hasSize(1);
    }

    @Test
    void aDecisionClosesAllOtherProposalsAndWaitsForItsBoundary() {
        call(3, MemberRegistry.proposeAddCall(member(5)));
        long other = openId();
        long boundary =
                decide(MemberRegistry.proposeAddCall(member(4)), 0, 1, 2).getFirst().height();

        assertThat(roll().proposals()).isEmpty();
        assertThat(refusal(3, MemberRegistry.proposeAddCall(member(5))))
                .contains("takes effect after block " + boundary);
        passTo(boundary);
        assertThat(refusal(2, MemberRegistry.approveCall(other))).contains("is not open");
        call(4, MemberRegistry.proposeAddCall(member(5)));
        assertThat(roll().proposals()).hasSize(1);
    }

    @Test
    void goesOnAfterARestartAtAnyPointOfAChange() {
        ValidatorHandover handover =
                decide(MemberRegistry.proposeAddCall(member(4)), 0, 1, 2).getFirst();
        store.close();
        store = Store.openInline(disk, StoreOptions.defaults(), 1);
        ledger = open();

        assertThat(ledger.pendingHandover(ledger.certifiedHeight())).contains(handover);
        passTo(handover.height());
        store.close();
        store = Store.openInline(disk, StoreOptions.defaults(), 1);
        ledger = open();
        assertThat(ledger.validatorsBehind(ledger.certifiedHeight())).isEqualTo(handover);
        assertThat(ledger.validatorsBehind(ledger.certifiedHeight() - 1).next())
                .isEqualTo(genesis.validatorSet());
    }

    @Test
    void aStateBringsTheProofOfWhoAgrees() {
        long joined = decide(MemberRegistry.proposeAddCall(member(4)), 0, 1, 2).getFirst().height();
        passTo(joined);
        assertThat(ledger.stateProof(joined).orElseThrow().next()).contains(roll().validators());
        assertTakenOver(genesis.validatorSet(), 0);
        passTo(joined + 3);
        assertTakenOver(roll().validators(), joined);
        long left = decide(MemberRegistry.proposeRemoveCall(1), 4, 0, 2, 3).getFirst().height();
        ValidatorSet before = ledger.validatorsBehind(left - 1).next();
        passTo(left - 1);
        assertTakenOver(before, joined);
        passTo(left);
        assertTakenOver(before, joined);
    }

    /// A fresh ledger takes the newest state, knows who agrees as this one does, and gives the state on.
    ///
    /// @param certifying who certified the newest block
    /// @param since the last block of those before them
    private void assertTakenOver(ValidatorSet certifying, long since) {
        long height = ledger.certifiedHeight();
        StateProof proof = ledger.stateProof(height).orElseThrow();
        assertThat(StateProof.fromRlp(proof.toRlp())).isEqualTo(proof);
        assertThat(proof.verify(genesis)).isEqualTo(new ValidatorChain.Proven(certifying, since));
        MemoryDisk states = new MemoryDisk();
        export(store, states);
        try (Store other = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1)) {
            StateImport taking = new StateImport(other, other.table("companions"));
            taking.await("state", proof);
            assertThat(taking.install(states, genesis.hash())).contains(height);
            Ledger fresh = new Ledger(other, genesis, new TransactionReader(Runnable::run));

            assertThat(fresh.head()).isEqualTo(ledger.head());
            assertThat(fresh.validatorsBehind(height)).isEqualTo(ledger.validatorsBehind(height));
            assertThat(fresh.pendingHandover(height)).isEqualTo(ledger.pendingHandover(height));
            assertThat(fresh.memberRoll()).isEqualTo(ledger.memberRoll());
            assertThat(fresh.validatorChanges(height + 1))
                    .isEqualTo(ledger.validatorChanges(height + 1));
            assertThat(fresh.stateProof(height)).contains(proof);
            assertThatThrownBy(() -> fresh.rollBack(height - 1))
                    .hasMessageContaining("from %d".formatted(height));
        }
    }

    private static void export(Store from, MemoryDisk to) {
        try (Snapshot view = from.snapshot();
                DiskFile out = to.create("state")) {
            new StateExport(from, view).write(List.of(), out);
        }
    }

    @Test
    void aStateWhoseChangeIsForgedIsRefused() {
        long joined = decide(MemberRegistry.proposeAddCall(member(4)), 0, 1, 2).getFirst().height();
        passTo(joined + 1);
        StateProof right = ledger.stateProof(joined + 1).orElseThrow();
        ValidatorChange change = right.changes().getFirst();
        ValidatorSet founders = genesis.validatorSet();
        List<ValidatorChange> byOthers =
                List.of(new ValidatorChange(change.header(), right.certificate(), change.next()));
        List<ValidatorChange> toOthers =
                List.of(new ValidatorChange(change.header(), change.certificate(), founders));

        assertBroken(of(right, byOthers), "validator set");
        assertBroken(of(right, toOthers), "does not hand over");
        assertBroken(of(right, List.of()), "validator set");
        StateProof boundary = ledger.stateProof(joined).orElseThrow();
        for (Optional<ValidatorSet> next :
                List.of(Optional.<ValidatorSet>empty(), Optional.of(founders))) {
            assertBroken(
                    new StateProof(List.of(), boundary.header(), boundary.certificate(), next),
                    "does not hand over");
        }
        assertBroken(
                new StateProof(List.of(), right.header(), boundary.certificate(), Optional.empty()),
                "is not the certified one");
    }

    private static StateProof of(StateProof proof, List<ValidatorChange> changes) {
        return new StateProof(changes, proof.header(), proof.certificate(), proof.next());
    }

    private void assertBroken(StateProof proof, String reason) {
        assertThat(proof.verify(genesis))
                .isInstanceOfSatisfying(
                        ValidatorChain.Broken.class,
                        broken -> assertThat(broken.reason()).contains(reason));
    }

    @Test
    void aNetworkWithoutARegistryNeverChanges() {
        try (TestChain chain = new TestChain(new MemoryDisk())) {
            assertThat(chain.ledger().memberRoll()).isEmpty();
            assertThat(chain.ledger().pendingHandover(0)).isEmpty();
            assertThat(chain.ledger().validatorsBehind(0).next())
                    .isEqualTo(TestChain.GENESIS.validatorSet());
        }
    }
}
