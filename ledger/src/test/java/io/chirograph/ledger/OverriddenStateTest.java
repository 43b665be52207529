package io.chirograph.ledger;

import static io.chirograph.ledger.TestChain.COUNTER_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.store.MemoryDisk;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverriddenStateTest {
    private static final Address NOBODY = TestSender.named("nobody").address();
    private static final UInt256 NINE = UInt256.of(9);

    private final TestChain chain = new TestChain(new MemoryDisk());
    private final WorldState base = chain.ledger().state(0).orElseThrow();
    private final OverriddenState state = new OverriddenState(base);

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void showsTheBaseWhereNothingIsReplaced() {
        state.balance(NOBODY, NINE);
        assertThat(state.account(COUNTER_ADDRESS)).isEqualTo(base.account(COUNTER_ADDRESS));
        assertThat(state.code(COUNTER_ADDRESS)).isEqualTo(TestChain.COUNTER);
        assertThat(state.storage(COUNTER_ADDRESS, UInt256.ZERO)).isEqualTo(UInt256.of(41));
        assertThat(state.hasStorage(COUNTER_ADDRESS)).isTrue();
    }

    @Test
    void replacesPartsOfAccounts() {
        Bytes code = Bytes.fromHex("00");
        state.balance(NOBODY, NINE);
        state.nonce(NOBODY, 3);
        state.code(NOBODY, code);
        assertThat(state.account(NOBODY)).contains(new Account(3, NINE, Hashes.keccak256(code)));
        assertThat(state.code(NOBODY)).isEqualTo(code);
    }

    @Test
    void replacesOneSlotOrAll() {
        state.slot(COUNTER_ADDRESS, UInt256.ZERO, NINE);
        assertThat(state.storage(COUNTER_ADDRESS, UInt256.ZERO)).isEqualTo(NINE);
        assertThat(state.storage(COUNTER_ADDRESS, UInt256.ONE)).isEqualTo(UInt256.of(7));
        OverriddenState whole = new OverriddenState(base);
        whole.storage(COUNTER_ADDRESS, Map.of(UInt256.ONE, NINE));
        assertThat(whole.storage(COUNTER_ADDRESS, UInt256.ONE)).isEqualTo(NINE);
        assertThat(whole.storage(COUNTER_ADDRESS, UInt256.ZERO)).isEqualTo(UInt256.ZERO);
        whole.storage(COUNTER_ADDRESS, Map.of());
        assertThat(whole.hasStorage(COUNTER_ADDRESS)).isFalse();
    }
}
