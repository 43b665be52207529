package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.StateChanges.AccountChange;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BlockStateTest {
    private static final Address CONTRACT =
            Address.fromHex("0x00000000000000000000000000000000000000c0");
    private static final Bytes OLD_CODE = Bytes.fromHex("6001");
    private static final Bytes NEW_CODE = Bytes.fromHex("6002");
    private static final UInt256 SLOT = UInt256.of(1);
    private static final UInt256 OTHER_SLOT = UInt256.of(2);

    /// One contract with value 7 in every slot.
    private static final WorldState PARENT =
            new WorldState() {
                @Override
                public Optional<Account> account(Address address) {
                    return address.equals(CONTRACT)
                            ? Optional.of(contract(OLD_CODE))
                            : Optional.empty();
                }

                @Override
                public Bytes code(Address address) {
                    return address.equals(CONTRACT) ? OLD_CODE : Bytes.EMPTY;
                }

                @Override
                public UInt256 storage(Address address, UInt256 slot) {
                    return address.equals(CONTRACT) ? UInt256.of(7) : UInt256.ZERO;
                }

                @Override
                public boolean hasStorage(Address address) {
                    return address.equals(CONTRACT);
                }
            };

    private final BlockState state = new BlockState(PARENT);

    private static Account contract(Bytes code) {
        return new Account(1, UInt256.of(5), Hashes.keccak256(code));
    }

    private void apply(AccountChange change, Bytes... codes) {
        TreeMap<Hash32, Bytes> byHash = new TreeMap<>();
        for (Bytes code : codes) {
            byHash.put(Hashes.keccak256(code), code);
        }
        state.apply(new StateChanges(new TreeMap<>(Map.of(CONTRACT, change)), byHash));
    }

    private static AccountChange updated(Bytes code, Map<UInt256, UInt256> storage) {
        return new StateChanges.Updated(contract(code), new TreeMap<>(storage));
    }

    @Test
    void showsTheParentUntilSomethingChanges() {
        assertThat(state.account(CONTRACT)).isEqualTo(PARENT.account(CONTRACT));
        assertThat(state.code(CONTRACT)).isEqualTo(OLD_CODE);
        assertThat(state.storage(CONTRACT, SLOT)).isEqualTo(UInt256.of(7));
        assertThat(state.account(Address.ZERO)).isEmpty();
        assertThat(state.differences()).isEmpty();
    }

    @Test
    void laterChangesCoverEarlierOnes() {
        apply(updated(OLD_CODE, Map.of(SLOT, UInt256.of(1))));
        apply(updated(OLD_CODE, Map.of(SLOT, UInt256.ZERO)));
        assertThat(state.storage(CONTRACT, SLOT)).isEqualTo(UInt256.ZERO);
        assertThat(state.storage(CONTRACT, OTHER_SLOT)).isEqualTo(UInt256.of(7));
        assertThat(state.hasStorage(CONTRACT)).isTrue();
    }

    @Test
    void nothingOfADeletedAccountIsLeft() {
        apply(updated(OLD_CODE, Map.of(SLOT, UInt256.of(1))));
        apply(new StateChanges.Deleted());
        assertThat(state.account(CONTRACT)).isEmpty();
        assertThat(state.code(CONTRACT)).isEqualTo(Bytes.EMPTY);
        assertThat(state.storage(CONTRACT, SLOT)).isEqualTo(UInt256.ZERO);
        assertThat(state.storage(CONTRACT, OTHER_SLOT)).isEqualTo(UInt256.ZERO);
        assertThat(state.hasStorage(CONTRACT)).isFalse();
    }

    @Test
    void whatComesAfterADeletionStartsWithoutStorage() {
        apply(new StateChanges.Deleted());
        apply(updated(NEW_CODE, Map.of(SLOT, UInt256.of(3))), NEW_CODE);
        assertThat(state.code(CONTRACT)).isEqualTo(NEW_CODE);
        assertThat(state.storage(CONTRACT, SLOT)).isEqualTo(UInt256.of(3));
        assertThat(state.storage(CONTRACT, OTHER_SLOT)).isEqualTo(UInt256.ZERO);
        assertThat(state.differences().get(CONTRACT)).isNotNull();
    }
}
