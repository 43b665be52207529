package io.chirograph.ledger;

import static io.chirograph.ledger.TestChain.ALICE;
import static io.chirograph.ledger.TestChain.BOB;
import static io.chirograph.ledger.TestChain.COUNTER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.MemoryDisk;
import io.chirograph.store.StoreException;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LedgerCrashTest {
    private static final Address CAROL = TestSender.named("carol").address();

    private static final List<List<SentTransaction>> WORK =
            List.of(
                    List.of(ALICE.transfer(0, CAROL, 5), BOB.transfer(0, CAROL, 1)),
                    List.of(ALICE.deploy(1, TestChain.COUNTER_CREATION)),
                    List.of(),
                    List.of(BOB.call(1, COUNTER_ADDRESS, Bytes.owning(new byte[2_000]))),
                    List.of(ALICE.transfer(7, CAROL, 1), ALICE.transfer(2, CAROL, 1)));

    /// Executes and certifies what is missing of the work.
    private static void goOn(TestChain chain, List<ExecutedBlock> done) {
        for (int i = (int) chain.ledger().head().height(); i < WORK.size(); i++) {
            done.add(chain.executeAndCertify(WORK.get(i).toArray(SentTransaction[]::new)));
        }
    }

    @Test
    void whereverTheDiskDiesTheLedgerGoesOnFromAWholeBlock() {
        List<ExecutedBlock> expected = new ArrayList<>();
        try (TestChain reference = new TestChain(new MemoryDisk())) {
            goOn(reference, expected);
        }
        boolean died = true;
        int deaths = 0;
        for (int writes = 1; died; writes++) {
            MemoryDisk disk = new MemoryDisk();
            MortalDisk mortal = new MortalDisk(disk, writes);
            List<ExecutedBlock> durable = new ArrayList<>();
            try {
                goOn(new TestChain(mortal), durable);
            } catch (StoreException | CompletionException e) {
                assertThat(mortal.isAlive()).isFalse();
            }
            died = !mortal.isAlive();
            deaths += died ? 1 : 0;
            try (TestChain next = new TestChain(new MortalDisk(disk, Long.MAX_VALUE))) {
                long height = next.ledger().head().height();
                assertThat(height).isGreaterThanOrEqualTo(durable.size());
                for (int i = 0; i < height; i++) {
                    assertThat(next.ledger().executed(i + 1)).contains(expected.get(i));
                }
                List<ExecutedBlock> rest = new ArrayList<>();
                goOn(next, rest);
                assertThat(rest).isEqualTo(expected.subList((int) height, expected.size()));
            }
        }
        assertThat(deaths).isGreaterThan(WORK.size());
    }
}
