package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;

/// The state under a state root, of any block: an account is under the Keccak-256 of its address, a slot
/// under that of its 32 bytes in the account's own trie. Nodes never change, so it needs no snapshot.
final class TrieState implements WorldState {
    private final Hash32 root;
    private final NodeSource nodes;
    private final CodeSource codes;

    TrieState(Hash32 root, NodeSource nodes, CodeSource codes) {
        this.root = root;
        this.nodes = nodes;
        this.codes = codes;
    }

    static Bytes accountKey(Address address) {
        return Hashes.keccak256(address.bytes()).bytes();
    }

    static Bytes slotKey(UInt256 slot) {
        return Hashes.keccak256(slot.toArray()).bytes();
    }

    /// @param value not zero: a zero slot is an absent one
    static Bytes slotValue(UInt256 value) {
        return RlpWriter.string(value.toMinimalBytes());
    }

    Optional<StoredAccount> stored(Address address) {
        return new Trie(root, nodes).get(accountKey(address)).map(StoredAccount::fromRlp);
    }

    @Override
    public Optional<Account> account(Address address) {
        return stored(address).map(StoredAccount::account);
    }

    @Override
    public Bytes code(Address address) {
        return account(address).map(codes::codeOf).orElse(Bytes.EMPTY);
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        return stored(address)
                .flatMap(account -> new Trie(account.storageRoot(), nodes).get(slotKey(slot)))
                .map(value -> UInt256.of(RlpReader.string(value)))
                .orElse(UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return stored(address).map(StoredAccount::hasStorage).orElse(false);
    }

    /// What the state says of an account and of `slots`, with proofs.
    AccountProof prove(Address address, List<UInt256> slots) {
        StoredAccount stored =
                stored(address).orElse(new StoredAccount(Account.EMPTY, Hashes.EMPTY_TRIE_ROOT));
        List<AccountProof.SlotProof> slotProofs =
                slots.stream()
                        .map(slot ->
                                new AccountProof.SlotProof(
                                        slot,
                                        storage(address, slot),
                                        TrieProof.of(stored.storageRoot(), slotKey(slot), nodes)))
                        .toList();
        return new AccountProof(
                address,
                stored.account(),
                stored.storageRoot(),
                TrieProof.of(root, accountKey(address), nodes),
                slotProofs);
    }
}
