package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.StateChanges.AccountChange;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.GenesisAccount;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Block 0 of a new ledger: the accounts that the genesis names.
final class GenesisBlock {
    private GenesisBlock() {}

    static ExecutedBlock of(Genesis genesis) {
        BlockHeader header = genesis.header();
        return new ExecutedBlock(new Block(header, header.hash(), List.of()), List.of(), List.of());
    }

    /// The accounts as changes to an empty state.
    static StateChanges changes(Genesis genesis) {
        SortedMap<Address, AccountChange> accounts = new TreeMap<>();
        SortedMap<Hash32, Bytes> codes = new TreeMap<>();
        for (var entry : genesis.accounts().entrySet()) {
            GenesisAccount account = entry.getValue();
            Hash32 codeHash = Hashes.keccak256(account.code());
            if (!account.code().isEmpty()) {
                codes.put(codeHash, account.code());
            }
            accounts.put(
                    entry.getKey(),
                    new StateChanges.Updated(
                            new Account(account.nonce(), account.balance(), codeHash),
                            account.storage()));
        }
        return new StateChanges(accounts, codes);
    }
}
