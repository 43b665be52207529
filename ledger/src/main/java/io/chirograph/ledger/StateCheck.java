package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.store.Table;
import io.chirograph.transfer.Source;
import io.chirograph.transfer.TransferException;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a state's file once: checks each record against the certificate of its block, and hands on the rows that it
/// has for the ledger's tables. Each record is checked when it comes, but only at the end it is known whether nothing
/// is missing and whether the roots are right. Single-owner.
final class StateCheck {
    /// Takes the rows that a state has.
    interface Rows {
        void put(Table table, Bytes key, Bytes value);
    }

    private final LedgerTables tables;
    private final Table companions;
    private final StateFile.Reader reader;
    private final Hash32 genesisHash;
    private final Certificate certificate;
    private final Rows rows;
    private final SortedTrie accounts;
    private final List<Bytes> receipts = new ArrayList<>();
    private final Set<Hash32> codes = new HashSet<>();
    private Hash32 parentHash = Hash32.ZERO;
    private long ancestorHeight;
    private @Nullable BlockHeader header;
    private int transactions = -1;
    private Bytes companion = Bytes.EMPTY;

    private Bytes address = Bytes.EMPTY;
    private @Nullable StoredAccount account;
    private SortedTrie slots;

    /// @param companions where the companions of the state go
    StateCheck(
            LedgerTables tables,
            Table companions,
            Source source,
            Hash32 genesisHash,
            Certificate certificate,
            Rows rows) {
        this.tables = tables;
        this.companions = companions;
        this.reader = new StateFile.Reader(source);
        this.genesisHash = genesisHash;
        this.certificate = certificate;
        this.rows = rows;
        this.accounts = new SortedTrie(this::putNodes);
        this.slots = new SortedTrie(this::putNodes);
        this.ancestorHeight = Math.max(0, certificate.height() - StateFile.ANCESTORS);
    }

    private void putNodes(Map<Hash32, Bytes> nodes) {
        nodes.forEach((hash, node) -> rows.put(tables.nodes(), hash.bytes(), node));
    }

    /// @throws StateFileException when it is not that state
    void run() {
        try {
            readAll();
        } catch (RlpException | TransferException | IllegalArgumentException e) {
            throw new StateFileException("the state is malformed: " + e.getMessage(), e);
        }
    }

    private void readAll() {
        StateFile.Kind before = StateFile.Kind.BEGIN;
        boolean isFirst = true;
        while (reader.next()) {
            StateFile.Kind kind = reader.kind();
            boolean mayFollow =
                    isFirst
                            ? kind == StateFile.Kind.BEGIN
                            : kind.compareTo(before) > 0
                                    || (kind == before && kind != StateFile.Kind.HEADER)
                                    || (before == StateFile.Kind.SLOT
                                            && kind == StateFile.Kind.ACCOUNT);
            require(mayFollow, () -> "a record of kind %s is out of order".formatted(kind));
            take(kind, reader.key(), reader.value());
            before = kind;
            isFirst = false;
        }
    }

    private void take(StateFile.Kind kind, Bytes key, Bytes value) {
        switch (kind) {
            case BEGIN -> begin(key, value);
            case ANCESTOR -> ancestor(key, value);
            case HEADER -> header(key, value);
            case BODY -> body(key, value);
            case RECEIPT -> receipt(key, value);
            case COMPANION -> companion(key, value);
            case CODE -> code(key, value);
            case ACCOUNT -> account(key, value);
            case SLOT -> slot(key, value);
            case END -> end();
        }
    }

    private void begin(Bytes genesis, Bytes height) {
        require(
                genesis.equals(genesisHash.bytes()),
                () -> "is of genesis %s, expected %s".formatted(genesis, genesisHash));
        require(
                height.equals(LedgerTables.heightKey(certificate.height())),
                () -> "is of height %s, expected %d".formatted(height, certificate.height()));
    }

    private void ancestor(Bytes height, Bytes rlp) {
        require(
                height.equals(LedgerTables.heightKey(ancestorHeight))
                        && ancestorHeight < certificate.height(),
                () ->
                        "has an ancestor at height %s, expected %d"
                                .formatted(height, ancestorHeight));
        BlockHeader ancestor = BlockHeader.fromRlp(rlp);
        require(
                parentHash.equals(Hash32.ZERO) || ancestor.parentHash().equals(parentHash),
                () ->
                        "block %d does not follow block %d"
                                .formatted(ancestorHeight, ancestorHeight - 1));
        parentHash = ancestor.hash();
        ancestorHeight++;
        rows.put(tables.headers(), height, rlp);
    }

    private void header(Bytes height, Bytes rlp) {
        Hash32 hash = Hashes.keccak256(rlp);
        BlockHeader found = BlockHeader.fromRlp(rlp);
        require(
                hash.equals(certificate.blockHash()),
                () -> "has block %s, certified is %s".formatted(hash, certificate.blockHash()));
        require(
                ancestorHeight == certificate.height()
                        && found.parentHash().equals(parentHash)
                        && height.equals(LedgerTables.heightKey(certificate.height())),
                () -> "lacks the ancestors of block %d".formatted(certificate.height()));
        header = found;
        rows.put(tables.headers(), height, rlp);
        rows.put(tables.heights(), hash.bytes(), height);
    }

    private BlockHeader header() {
        if (header == null) {
            throw new StateFileException("has no header");
        }
        return header;
    }

    private void body(Bytes height, Bytes rlp) {
        require(
                transactions < 0 && height.equals(LedgerTables.heightKey(header().number())),
                () -> "has another body at height %s".formatted(height));
        List<Bytes> envelopes = new ArrayList<>();
        RlpReader list = RlpReader.list(rlp);
        while (list.hasNext()) {
            RlpReader fields = list.list();
            Address sender = fields.address();
            Bytes envelope = fields.bytes();
            fields.end();
            require(
                    Transaction.decode(envelope) instanceof Transaction.Valid(var valid)
                            && valid.sender().equals(Optional.of(sender)),
                    () -> "transaction %d is not by %s".formatted(envelopes.size(), sender));
            envelopes.add(envelope);
        }
        requireRoot("transactions", TrieRoot.ofIndexed(envelopes), header().transactionsRoot());
        transactions = envelopes.size();
        rows.put(tables.bodies(), height, rlp);
        for (int i = 0; i < envelopes.size(); i++) {
            long index = i;
            rows.put(
                    tables.places(),
                    Hashes.keccak256(envelopes.get(i)).bytes(),
                    RlpWriter.list(w -> w.number(header().number()).number(index)));
        }
    }

    private void receipt(Bytes key, Bytes rlp) {
        require(
                receipts.size() < transactions
                        && key.equals(
                                BlockArchive.receiptKey(
                                        LedgerTables.heightKey(header().number()),
                                        receipts.size())),
                () -> "has a receipt %s for %d transactions".formatted(key, transactions));
        Receipt receipt = Receipt.read(RlpReader.list(rlp));
        receipts.add(receipt.encode());
        rows.put(tables.receipts(), key, rlp);
    }

    private void companion(Bytes key, Bytes value) {
        require(
                key.compareTo(companion) > 0,
                () -> "has companion %s after %s".formatted(key, companion));
        companion = key;
        rows.put(companions, key, value);
    }

    private void code(Bytes hash, Bytes code) {
        Hash32 actual = Hashes.keccak256(code);
        require(hash.equals(actual.bytes()), () -> "has code %s as %s".formatted(actual, hash));
        codes.add(actual);
        rows.put(tables.codes(), hash, code);
    }

    private void account(Bytes key, Bytes rlp) {
        finishAccount();
        address = Address.of(key).bytes();
        StoredAccount stored = StoredAccount.fromRlp(rlp);
        Account own = stored.account();
        require(
                stored.toRlp().equals(rlp) && (!own.hasCode() || codes.contains(own.codeHash())),
                () -> "account %s is malformed or lacks its code".formatted(address));
        account = stored;
        slots = new SortedTrie(this::putNodes);
        accounts.add(TrieState.accountKey(Address.of(key)), rlp);
        rows.put(tables.accounts(), key, rlp);
    }

    private void slot(Bytes key, Bytes value) {
        UInt256 slot = UInt256.of(Hash32.of(key));
        UInt256 word = UInt256.of(value);
        require(
                !word.isZero() && word.toMinimalBytes().equals(value),
                () ->
                        "slot %s of %s has the value %s, it must be no zero and without leading ones"
                                .formatted(key, address, value));
        slots.add(TrieState.slotKey(slot), TrieState.slotValue(word));
        rows.put(tables.storage(), FlatState.storageKey(Address.of(address), slot), value);
    }

    private void finishAccount() {
        if (account != null) {
            requireRoot("storage of " + address, slots.finish(), account.storageRoot());
        }
    }

    private void end() {
        finishAccount();
        require(
                receipts.size() == transactions,
                () ->
                        "has %d receipts for %d transactions"
                                .formatted(receipts.size(), transactions));
        requireRoot("receipts", TrieRoot.ofIndexed(receipts), header().receiptsRoot());
        requireRoot("state", accounts.finish(), header().stateRoot());
    }

    private static void requireRoot(String what, Hash32 actual, Hash32 expected) {
        require(
                actual.equals(expected),
                () -> "has %s root %s, expected %s".formatted(what, actual, expected));
    }

    private static void require(boolean holds, Supplier<String> problem) {
        if (!holds) {
            throw new StateFileException("the state " + problem.get());
        }
    }
}
