package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.evm.Account;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The others may certify a block before this node's disk has it.
class UndurableBlocksTest {
    private static final int BLOCKS = 5;
    private static final TestSender ALICE = TestChain.ALICE;
    private static final Address CAROL =
            Address.fromHex("0x00000000000000000000000000000000000ca401");

    private final List<Runnable> writes = new ArrayList<>();

    @Test
    void theStateOfEveryCertifiedBlockCanBeReadBeforeAnyIsDurable() {
        TestChain chain =
                new TestChain(() ->
                        Store.openInline(
                                new MemoryDisk(), StoreOptions.defaults(), 1, writes::add));
        for (long height = 1; height <= BLOCKS; height++) {
            Execution execution = chain.executeOnly(ALICE.transfer(height - 1, CAROL, 1));
            assertThat(execution.durable()).isNotDone();
            chain.ledger()
                    .attachCertificate(TestChain.certificate(height, execution.executed().hash()));
        }
        assertThat(LongStream.rangeClosed(0, BLOCKS).map(height -> paid(chain, height)))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    private static long paid(TestChain chain, long height) {
        return chain.ledger()
                .state(height)
                .orElseThrow()
                .account(CAROL)
                .map(Account::balance)
                .orElse(UInt256.ZERO)
                .toLong();
    }
}
