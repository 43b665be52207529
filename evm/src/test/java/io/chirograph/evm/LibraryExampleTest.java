package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The package page's example, as it stands there.
class LibraryExampleTest {
    /// Returns as code what returns 42.
    private static final Bytes INIT_CODE = Bytes.fromHex("67602a5f5260205ff35f5260086018f3");

    @Test
    void theExampleOfThePackagePageCreatesAContractAndCallsIt() {
        Address me = TestCode.CALLER;
        Bytes initCode = INIT_CODE;
        Bytes input = Bytes.EMPTY;

        BlockContext block =
                new BlockContext(
                        1,
                        1_700_000_000,
                        me,
                        30_000_000,
                        UInt256.ZERO,
                        Hash32.ZERO,
                        UInt256.ONE,
                        UInt256.ZERO,
                        1337,
                        height -> Hash32.ZERO);
        TransactionContext transaction = new TransactionContext(me, UInt256.ZERO, List.of());
        Evm evm = new Evm(Fork.OSAKA);
        TransactionState state = evm.begin(WorldState.EMPTY);
        Address contract = Evm.contractAddress(me, 0);
        evm.run(
                new Message.Create(me, contract, UInt256.ZERO, initCode, 100_000),
                state,
                block,
                transaction);
        Message call = new Message.Call(me, contract, UInt256.ZERO, input, 100_000);
        Result result = evm.run(call, state, block, transaction);
        StateChanges changes = state.changes();

        assertThat(result).isInstanceOf(Result.Success.class);
        assertThat(UInt256.of(((Result.Success) result).output())).isEqualTo(UInt256.of(42));
        assertThat(changes.accounts()).containsKey(contract);
    }
}
