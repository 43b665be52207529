package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.store.Disk;
import io.chirograph.store.DiskFile;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.transfer.FileSource;
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

/// Takes over the state after a certified block from a file that another member made, see `StateFile`.
///
/// Nothing in the file is believed: the block's header is the certificate's, the ancestors are its, the body and
/// the receipts have its roots, and the tries are built anew from the accounts and slots and must have its state
/// root. Only the companions, and what a receipt has beyond Ethereum's (why a call failed), can't be checked here:
/// for these the caller needs another reason to believe the file.
///
/// It goes in two steps, since a ledger that runs can't change its state under itself. [#await] notes durably
/// that a file that was [#check]ed is to be installed; [#install], before the ledger is opened again, does so. A
/// crash before the first leaves the old state; after it, installing begins anew until it is done.
public final class StateImport {
    private static final System.Logger LOG = System.getLogger(StateImport.class.getName());
    private static final Bytes AWAITED = Bytes.ofUtf8("awaited");

    /// Rows go to the store in commits of about this size.
    private static final long COMMIT_BYTES = 64 << 10;

    private static final int FILE_NAME_BYTES_MAX = 255;

    /// Takes the rows that a state has.
    private interface Rows {
        void put(Table table, Bytes key, Bytes value);
    }

    private final Store store;
    private final LedgerTables tables;
    private final Table companions;

    /// @param companions where the companions of the state go, in place of what is there
    public StateImport(Store store, Table companions) {
        this.store = store;
        this.tables = LedgerTables.of(store);
        this.companions = companions;
    }

    /// Whether the file has the state after the block of `proof`, which the caller has verified; changes nothing.
    /// @return what is wrong
    public Optional<String> check(Source source, Hash32 genesisHash, StateProof proof) {
        try {
            new Pass(source, genesisHash, proof.certificate(), (_, _, _) -> {}).run();
            return Optional.empty();
        } catch (StateFileException
                | RlpException
                | TransferException
                | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Notes durably that the state in `file`, which was checked and is durable, is to be installed.
    public void await(String file, StateProof proof) {
        try (io.chirograph.store.Transaction transaction = store.begin()) {
            LedgerTables.put(
                    transaction,
                    tables.meta(),
                    AWAITED,
                    RlpWriter.list(w -> w.bytes(Bytes.ofUtf8(file)).encoded(proof.toRlp())));
            transaction.commit();
        }
    }

    /// Installs the state that is awaited, if any; to be called before the ledger is opened. A file that got
    /// damaged meanwhile leaves an empty ledger, which begins again.
    /// @return the height of its block
    public Optional<Long> install(Disk disk, Hash32 genesisHash) {
        Optional<Bytes> awaited;
        try (Snapshot view = store.snapshot()) {
            awaited = LedgerTables.get(view, tables.meta(), AWAITED);
        }
        if (awaited.isEmpty()) {
            return Optional.empty();
        }
        RlpReader fields = RlpReader.list(awaited.get());
        String name = fields.bytes(FILE_NAME_BYTES_MAX).toUtf8();
        StateProof proof = StateProof.fromRlp(fields.encoded());
        if (!disk.list().contains(name)) {
            return lost(name, "the file is gone");
        }
        try (DiskFile file = disk.open(name)) {
            replace(new FileSource(file), genesisHash, proof);
        } catch (StateFileException
                | RlpException
                | TransferException
                | IllegalArgumentException e) {
            return lost(name, String.valueOf(e.getMessage()));
        }
        disk.delete(name);
        return Optional.of(proof.height());
    }

    private Optional<Long> lost(String name, String reason) {
        LOG.log(
                System.Logger.Level.ERROR,
                "a checked state cannot be read again, the ledger begins anew file={0} reason={1}",
                name,
                reason);
        clear(true);
        return Optional.empty();
    }

    private void replace(Source source, Hash32 genesisHash, StateProof proof) {
        clear(false);
        try (CommittedRows rows = new CommittedRows()) {
            new Pass(source, genesisHash, proof.certificate(), rows).run();
            putChanges(proof, rows);
            rows.commit();
        }
        Bytes height = LedgerTables.heightKey(proof.height());
        try (io.chirograph.store.Transaction transaction = store.begin()) {
            LedgerTables.put(
                    transaction, tables.certificates(), height, proof.certificate().toRlp());
            LedgerTables.put(transaction, tables.meta(), Ledger.GENESIS, genesisHash.bytes());
            LedgerTables.put(transaction, tables.meta(), Ledger.EXECUTED, height);
            LedgerTables.put(transaction, tables.meta(), Ledger.CERTIFIED, height);
            LedgerTables.put(transaction, tables.meta(), Ledger.FIRST, height);
            LedgerTables.put(transaction, tables.meta(), StateHistory.OLDEST, height);
            transaction.delete(tables.meta(), AWAITED.toArray());
            transaction.commit();
        }
    }

    /// Who certified when, and what proves it to others.
    private void putChanges(StateProof proof, Rows rows) {
        for (ValidatorChange change : proof.changes()) {
            Bytes height = LedgerTables.heightKey(change.height());
            rows.put(tables.headers(), height, change.header().toRlp());
            rows.put(tables.certificates(), height, change.certificate().toRlp());
            rows.put(tables.validators(), height, change.next().toRlp());
        }
        proof.next()
                .ifPresent(set ->
                        rows.put(
                                tables.validators(),
                                LedgerTables.heightKey(proof.height()),
                                set.toRlp()));
    }

    /// Removes the state, and the ledger's place in the chain too when nothing is to follow.
    private void clear(boolean isAll) {
        try (io.chirograph.store.Transaction transaction = store.begin()) {
            transaction.deleteRange(tables.accounts(), KeyRange.all());
            transaction.deleteRange(tables.storage(), KeyRange.all());
            transaction.deleteRange(tables.validators(), KeyRange.all());
            transaction.deleteRange(companions, KeyRange.all());
            if (isAll) {
                transaction.deleteRange(tables.meta(), KeyRange.all());
            }
            transaction.commit();
        }
    }

    /// Rows that nobody looks at before the ledger's place in the chain is written.
    private final class CommittedRows implements Rows, AutoCloseable {
        private io.chirograph.store.Transaction open = store.begin();
        private long bytes;

        @Override
        public void put(Table table, Bytes key, Bytes value) {
            LedgerTables.put(open, table, key, value);
            bytes += key.size() + value.size();
            if (bytes >= COMMIT_BYTES) {
                commit();
                open = store.begin();
            }
        }

        void commit() {
            open.commit(Durability.RELAXED);
            open.close();
            bytes = 0;
        }

        @Override
        public void close() {
            open.close();
        }
    }

    /// Reads the whole file once: checks each record against the certificate, and hands its rows on.
    private final class Pass {
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

        Pass(Source source, Hash32 genesisHash, Certificate certificate, Rows rows) {
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

        void run() {
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
                    stored.toRlp().equals(rlp)
                            && (!own.hasCode() || codes.contains(own.codeHash())),
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
}
