package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.DiskFile;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Writes the state of a ledger as of one moment into a file, see `StateFile`. Runs beside the ledger, on any
/// thread, for as long as it takes: what it reads is a snapshot.
public final class StateExport {
    /// More are not held at once: the table is read as often as needed.
    private static final int ROWS_HELD_MAX = 1 << 17;

    private static final long HASH_PREFIXES = 1L << Integer.SIZE;

    private final LedgerTables tables;
    private final Snapshot view;
    private final int rowsHeldMax;

    /// @param view of the ledger's store, right after a block; stays the caller's to close
    public StateExport(Store store, Snapshot view) {
        this(store, view, ROWS_HELD_MAX);
    }

    StateExport(Store store, Snapshot view, int rowsHeldMax) {
        this.tables = LedgerTables.of(store);
        this.view = view;
        this.rowsHeldMax = rowsHeldMax;
    }

    /// The block after which the state is.
    public long height() {
        return LedgerTables.get(view, tables.meta(), Ledger.EXECUTED)
                .map(LedgerTables::height)
                .orElseThrow();
    }

    /// That block's time in milliseconds since 1970.
    public long timestampMillis() {
        Bytes header =
                LedgerTables.get(view, tables.headers(), LedgerTables.heightKey(height()))
                        .orElseThrow();
        BlockHeader block = BlockHeader.fromRlp(header);
        return new Block(block, block.hash(), List.of()).timestampMillis();
    }

    /// @param companions what else belongs to the state, ascending; keys of at most 255 bytes
    /// @param file empty; not durable when this returns
    public void write(Iterable<KeyValue> companions, DiskFile file) {
        StateFile.Writer writer = new StateFile.Writer(file);
        Bytes genesis = LedgerTables.get(view, tables.meta(), Ledger.GENESIS).orElseThrow();
        Bytes height = LedgerTables.heightKey(height());
        writer.add(StateFile.Kind.BEGIN, genesis, height);
        writeBlock(writer, height);
        companions.forEach(row ->
                writer.add(
                        StateFile.Kind.COMPANION,
                        Bytes.owning(row.key()),
                        Bytes.owning(row.value())));
        writeCodes(writer);
        inOrderOfHashes(
                view.scan(tables.accounts(), KeyRange.all()),
                address -> TrieState.accountKey(Address.of(address)),
                (address, rlp) -> writeAccount(writer, address, rlp));
        writer.end();
    }

    private void writeBlock(StateFile.Writer writer, Bytes height) {
        long number = LedgerTables.height(height);
        long first = Math.max(0, number - StateFile.ANCESTORS);
        for (long ancestor = first; ancestor < number; ancestor++) {
            Bytes key = LedgerTables.heightKey(ancestor);
            LedgerTables.get(view, tables.headers(), key)
                    .ifPresent(rlp -> writer.add(StateFile.Kind.ANCESTOR, key, rlp));
        }
        Bytes header = LedgerTables.get(view, tables.headers(), height).orElseThrow();
        writer.add(StateFile.Kind.HEADER, height, header);
        writer.add(
                StateFile.Kind.BODY,
                height,
                LedgerTables.get(view, tables.bodies(), height).orElseThrow());
        view.scan(tables.receipts(), KeyRange.prefix(height.toArray()))
                .forEach(row ->
                        writer.add(
                                StateFile.Kind.RECEIPT,
                                Bytes.owning(row.key()),
                                Bytes.owning(row.value())));
    }

    /// Not all that are here: which ones older states left depends on what this node has pruned.
    private void writeCodes(StateFile.Writer writer) {
        SortedSet<Bytes> live = new TreeSet<>();
        for (KeyValue row : view.scan(tables.accounts(), KeyRange.all())) {
            Account account = StoredAccount.fromRlp(Bytes.owning(row.value())).account();
            if (account.hasCode()) {
                live.add(account.codeHash().bytes());
            }
        }
        live.forEach(hash ->
                writer.add(
                        StateFile.Kind.CODE,
                        hash,
                        LedgerTables.get(view, tables.codes(), hash).orElseThrow()));
    }

    private void writeAccount(StateFile.Writer writer, Bytes address, Bytes rlp) {
        writer.add(StateFile.Kind.ACCOUNT, address, rlp);
        if (StoredAccount.fromRlp(rlp).hasStorage()) {
            inOrderOfHashes(
                    view.scan(tables.storage(), KeyRange.prefix(address.toArray())),
                    key -> TrieState.slotKey(slot(key)),
                    (key, value) ->
                            writer.add(StateFile.Kind.SLOT, key.slice(Address.SIZE), value));
        }
    }

    private static UInt256 slot(Bytes storageKey) {
        return UInt256.of(storageKey.slice(Address.SIZE));
    }

    /// Hands on `rows` ascending by the hash that `hash` makes of their keys, a share of all hashes at a time.
    private void inOrderOfHashes(
            Iterable<KeyValue> rows, Function<Bytes, Bytes> hash, BiConsumer<Bytes, Bytes> taker) {
        long count = 0;
        for (KeyValue _ : rows) {
            count++;
        }
        long passes = count / rowsHeldMax + 1;
        for (long pass = 0; pass < passes; pass++) {
            long from = HASH_PREFIXES * pass / passes;
            long to = HASH_PREFIXES * (pass + 1) / passes;
            SortedMap<Bytes, KeyValue> share = new TreeMap<>();
            for (KeyValue row : rows) {
                Bytes hashed = hash.apply(Bytes.owning(row.key()));
                long prefix = Integer.toUnsignedLong(hashed.asByteBuffer().getInt());
                if (prefix >= from && prefix < to) {
                    share.put(hashed, row);
                }
            }
            for (Map.Entry<Bytes, KeyValue> entry : share.entrySet()) {
                KeyValue row = entry.getValue();
                taker.accept(Bytes.owning(row.key()), Bytes.owning(row.value()));
            }
        }
    }
}
