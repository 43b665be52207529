package io.chirograph.ledger;

import static io.chirograph.ledger.TestChain.ALICE;
import static io.chirograph.ledger.TestChain.BOB;
import static io.chirograph.ledger.TestChain.COUNTER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.store.DiskFile;
import io.chirograph.store.KeyRange;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.StoreException;
import io.chirograph.store.Table;
import io.chirograph.testkit.Seed;
import io.chirograph.transfer.FileSource;
import io.chirograph.transfer.MemorySource;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StateImportTest {
    private static final Hash32 GENESIS = TestChain.GENESIS.hash();
    private static final int BLOCKS = 8;

    private final MemoryDisk states = new MemoryDisk();
    private final TestChain giving = new TestChain(new MemoryDisk());
    private final StateProof proof = work(giving);
    private final Bytes file = export(giving, "state", 1 << 17);

    /// Transfers to many accounts, contracts with storage, a deployment.
    private static StateProof work(TestChain chain) {
        for (int i = 0; i < BLOCKS; i++) {
            chain.executeAndCertify(block(i));
        }
        return chain.ledger().stateProof(BLOCKS).orElseThrow();
    }

    private static SentTransaction[] block(int i) {
        List<SentTransaction> sent = new ArrayList<>();
        for (int j = 0; j < 4; j++) {
            Address to = TestSender.named("receiver " + i + " " + j).address();
            sent.add(ALICE.transfer(4L * i + j, to, 5));
        }
        sent.add(
                i == 2
                        ? BOB.deploy(i, TestChain.COUNTER_CREATION)
                        : BOB.call(i, COUNTER_ADDRESS, Bytes.owning(new byte[32])));
        return sent.toArray(SentTransaction[]::new);
    }

    private Bytes export(TestChain chain, String name, int rowsHeldMax) {
        try (Snapshot view = chain.store().snapshot();
                DiskFile out = states.create(name)) {
            Table companions = chain.store().table("companions");
            new StateExport(chain.store(), view, rowsHeldMax)
                    .write(view.scan(companions, KeyRange.all()), out);
            return new FileSource(out).read(0, (int) out.size());
        }
    }

    private static StateImport importOf(TestChain chain) {
        return new StateImport(chain.store(), chain.store().table("companions"));
    }

    @AfterEach
    void close() {
        giving.close();
    }

    @Test
    void aFreshLedgerGoesOnFromTheStateAsTheOthersDo() {
        try (TestChain taking = new TestChain(new MemoryDisk())) {
            importOf(taking).await("state", proof);
            taking.reopenWithState(states);

            Ledger ledger = taking.ledger();
            assertThat(ledger.head()).isEqualTo(giving.ledger().head());
            assertThat(ledger.certifiedHeight()).isEqualTo(BLOCKS);
            assertThat(ledger.certificate(BLOCKS)).contains(proof.certificate());
            assertThat(ledger.firstHeight()).isEqualTo(BLOCKS);
            assertThat(ledger.oldestStateHeight()).isEqualTo(BLOCKS);
            assertThat(states.list()).isEmpty();
            assertThat(storageOf(taking)).isEqualTo(storageOf(giving));

            for (int i = BLOCKS; i < BLOCKS + 3; i++) {
                ExecutedBlock expected = giving.executeAndCertify(block(i));
                assertThat(taking.executeAndCertify(block(i))).isEqualTo(expected);
            }
            assertThat(export(taking, "taken", 1 << 17)).isEqualTo(export(giving, "given", 3));
        }
    }

    private static UInt256 storageOf(TestChain chain) {
        return chain.ledger().state(BLOCKS).orElseThrow().storage(COUNTER_ADDRESS, UInt256.ZERO);
    }

    @Test
    void aLedgerThatLagsLeavesWhatItHad() {
        try (TestChain taking = new TestChain(new MemoryDisk())) {
            taking.executeAndCertify(block(0));
            ExecutedBlock before = taking.executeAndCertify(block(1));
            importOf(taking).await("state", proof);
            taking.reopenWithState(states);

            Hash32 transaction = before.block().transactions().getFirst().transaction().hash();
            assertThat(taking.ledger().transaction(transaction)).isEmpty();
            assertThat(taking.ledger().block(before.hash())).isEmpty();
            assertThat(taking.ledger().head()).isEqualTo(giving.ledger().head());
            assertThat(taking.executeAndCertify(block(BLOCKS)))
                    .isEqualTo(giving.executeAndCertify(block(BLOCKS)));
        }
    }

    @Test
    void whatIsBelowTheStateIsAbsentAndNoError() {
        try (TestChain taking = new TestChain(new MemoryDisk())) {
            importOf(taking).await("state", proof);
            taking.reopenWithState(states);
            Ledger ledger = taking.ledger();

            assertThat(ledger.block(0)).isPresent();
            assertThat(ledger.block(BLOCKS)).isPresent();
            assertThat(ledger.replay(BLOCKS)).isEmpty();
            for (int height = 1; height < BLOCKS; height++) {
                assertThat(ledger.block(height)).isEmpty();
                assertThat(ledger.executed(height)).isEmpty();
                assertThat(ledger.state(height)).isEmpty();
                assertThat(ledger.context(height)).isEmpty();
                assertThat(ledger.archived(height)).isEmpty();
            }
            assertThat(ledger.logs(new LogFilter(0, BLOCKS, List.of(), List.of())))
                    .isInstanceOf(FoundLogs.All.class);
            Hash32 transaction =
                    ledger.head().block().transactions().getFirst().transaction().hash();
            assertThat(ledger.transaction(transaction)).isPresent();
        }
    }

    @Test
    void theSameStateGivesTheSameBytesHoweverLittleIsHeldInMemory() {
        assertThat(export(giving, "small", 1)).isEqualTo(file);
        assertThat(export(giving, "odd", 7)).isEqualTo(file);
    }

    @Test
    void codesThatOnlyOlderStatesHadAreLeftOut() {
        Bytes code = Bytes.fromHex("600160020000");
        giving.store()
                .update(transaction ->
                        transaction.put(
                                LedgerTables.of(giving.store()).codes(),
                                Hashes.keccak256(code).toArray(),
                                code.toArray()));
        assertThat(export(giving, "not-pruned", 9)).isEqualTo(file);
    }

    @Test
    void companionsComeAlong() {
        Table table = giving.store().table("companions");
        giving.store()
                .update(transaction ->
                        transaction.put(table, new byte[] {1, 2}, new byte[] {3, 4, 5}));
        export(giving, "with-companions", 9);
        try (TestChain taking = new TestChain(new MemoryDisk())) {
            importOf(taking).await("with-companions", proof);
            taking.reopenWithState(states);

            assertThat(taking.store().get(taking.store().table("companions"), new byte[] {1, 2}))
                    .contains(new byte[] {3, 4, 5});
        }
    }

    @Test
    void takesTheStateItWasMadeFromAndNoOther() {
        assertThat(check(file.toArray())).isEmpty();
        Hash32 otherHash = Hash32.fromHex("0x" + "77".repeat(32));
        StateProof other =
                new StateProof(
                        List.of(),
                        proof.header(),
                        TestChain.certificate(BLOCKS, otherHash),
                        Optional.empty());
        try (TestChain fresh = new TestChain(new MemoryDisk())) {
            assertThat(importOf(fresh).check(new MemorySource(file), GENESIS, other).orElseThrow())
                    .contains("certified is 0x7777");
            assertThat(
                            importOf(fresh)
                                    .check(new MemorySource(file), Hash32.ZERO, proof)
                                    .orElseThrow())
                    .contains("genesis", GENESIS.toString());
        }
    }

    @Test
    void refusesAStateInWhichAnyBitIsOther() {
        Seed.of(0x57a7e)
                .run(
                        "ledger",
                        StateImportTest.class,
                        random -> {
                            BitSet receipts = receipts();
                            for (int i = 0; i < 400; i++) {
                                byte[] changed = file.toArray();
                                int at = random.nextInt(changed.length);
                                changed[at] ^= (byte) (1 << random.nextInt(8));
                                if (!receipts.get(at)) {
                                    assertThat(check(changed)).as("offset " + at).isNotEmpty();
                                }
                            }
                            for (int i = 0; i < 50; i++) {
                                int end = random.nextInt(file.size());
                                assertThat(check(file.slice(0, end).toArray())).isNotEmpty();
                            }
                        });
    }

    /// Where receipts are, which have more than their root covers.
    private BitSet receipts() {
        BitSet places = new BitSet();
        StateFile.Reader reader = new StateFile.Reader(new MemorySource(file));
        int offset = 0;
        while (reader.next()) {
            int end = offset + StateFile.HEADER_BYTES + reader.key().size() + reader.value().size();
            if (reader.kind() == StateFile.Kind.RECEIPT) {
                places.set(offset, end);
            }
            offset = end;
        }
        return places;
    }

    private Optional<String> check(byte[] content) {
        return importOf(giving).check(new MemorySource(Bytes.owning(content)), GENESIS, proof);
    }

    @Test
    void whereverTheDiskDiesTheLedgerHasTheOldStateOrTheNew() {
        boolean died = true;
        int deaths = 0;
        for (int writes = 3; died; writes++) {
            MemoryDisk disk = new MemoryDisk();
            new TestChain(disk).close();
            MortalDisk mortal = new MortalDisk(disk, writes);
            try {
                TestChain taking = new TestChain(mortal);
                importOf(taking).await("state", proof);
                taking.reopenWithState(states);
            } catch (StoreException | CompletionException e) {
                assertThat(mortal.isAlive()).isFalse();
            }
            died = !mortal.isAlive();
            deaths += died ? 1 : 0;
            if (!states.list().contains("state")) {
                restore();
            }
            try (TestChain next = new TestChain(new MortalDisk(disk, Long.MAX_VALUE))) {
                next.reopenWithState(states);
                ExecutedBlock head = next.ledger().head();
                assertThat(head)
                        .isIn(giving.ledger().executed(0).orElseThrow(), giving.ledger().head());
                SentTransaction[] more = block((int) head.height());
                ExecutedBlock after = next.executeAndCertify(more);
                assertThat(after.height()).isEqualTo(head.height() + 1);
                assertThat(after.block().transactions()).hasSize(more.length);
            }
            if (!states.list().contains("state")) {
                restore();
            }
        }
        assertThat(deaths).isGreaterThan(3);
    }

    private void restore() {
        try (DiskFile out = states.create("state")) {
            out.write(0, file.asByteBuffer());
        }
    }

    @Test
    void aFileThatIsGoneLeavesALedgerThatBeginsAnew() {
        try (TestChain taking = new TestChain(new MemoryDisk())) {
            taking.executeAndCertify(block(0));
            importOf(taking).await("gone", proof);
            taking.reopenWithState(states);

            assertThat(taking.ledger().head().height()).isZero();
            assertThat(taking.executeAndCertify(block(0)))
                    .isEqualTo(giving.ledger().executed(1).orElseThrow());
        }
    }
}
