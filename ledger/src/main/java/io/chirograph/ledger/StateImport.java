package io.chirograph.ledger;

import io.chirograph.proof.ValidatorChange;
import io.chirograph.store.Disk;
import io.chirograph.store.DiskFile;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.transfer.FileSource;
import io.chirograph.transfer.Source;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.Optional;

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
            read(source, genesisHash, proof, (_, _, _) -> {});
            return Optional.empty();
        } catch (StateFileException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void read(Source source, Hash32 genesisHash, StateProof proof, StateCheck.Rows rows) {
        new StateCheck(tables, companions, source, genesisHash, proof.certificate(), rows).run();
    }

    /// Notes durably that the state in `file`, which was checked and is durable, is to be installed.
    public void await(String file, StateProof proof) {
        try (Transaction transaction = store.begin()) {
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
        } catch (StateFileException e) {
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
            read(source, genesisHash, proof, rows);
            putChanges(proof, rows);
            rows.commit();
        }
        Bytes height = LedgerTables.heightKey(proof.height());
        try (Transaction transaction = store.begin()) {
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
    private void putChanges(StateProof proof, StateCheck.Rows rows) {
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
        try (Transaction transaction = store.begin()) {
            transaction.deleteRange(tables.accounts(), KeyRange.all());
            transaction.deleteRange(tables.storage(), KeyRange.all());
            // Of states below the one that comes, which nobody can ask for any more.
            transaction.deleteRange(tables.nodes(), KeyRange.all());
            transaction.deleteRange(tables.codes(), KeyRange.all());
            transaction.deleteRange(tables.validators(), KeyRange.all());
            transaction.deleteRange(companions, KeyRange.all());
            if (isAll) {
                transaction.deleteRange(tables.meta(), KeyRange.all());
            }
            transaction.commit();
        }
    }

    /// Rows that nobody looks at before the ledger's place in the chain is written.
    private final class CommittedRows implements StateCheck.Rows, AutoCloseable {
        private Transaction open = store.begin();
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
}
