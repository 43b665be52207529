package io.chirograph.store;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.store.RepairReport.Lost;
import io.chirograph.store.RepairReport.Repaired;
import io.chirograph.store.ScrubReport.Damage;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts tables of another copy of a store in the place of damaged ones. Single-owner.
///
/// A table's file is known by the SHA-256 that the manifest says of it: whatever has that hash is the
/// file, wherever it was found. It is copied under another name, checked while it is copied, synced,
/// and renamed over the damaged one, so a crash leaves the damaged file or the whole one.
final class Repair {
    private static final String COPY_FILE = "repair.new";
    private static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final Disk source;
    private final List<Repaired> repaired = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();

    private Repair(Disk disk, Disk source) {
        this.disk = disk;
        this.source = source;
    }

    static RepairReport of(Disk disk, Disk source) {
        Repair repair = new Repair(disk, source);
        if (disk.list().contains(COPY_FILE)) {
            disk.delete(COPY_FILE);
        }
        Scrub.of(disk).damages().forEach(repair::mend);
        return new RepairReport(repair.repaired, repair.lost);
    }

    private void mend(Damage damage) {
        Optional<TableFile> table =
                damage.file().startsWith(TableFormat.FILE_PREFIX)
                        ? table(disk, damage.file())
                        : Optional.empty();
        if (table.isEmpty()) {
            lost.add(new Lost(damage, reasonForLogOrManifest(damage)));
            return;
        }
        Optional<String> found =
                candidates(table.get()).stream()
                        .filter(name -> copy(name, table.get()))
                        .findFirst();
        if (found.isPresent()) {
            repaired.add(new Repaired(damage, found.get()));
        } else {
            lost.add(new Lost(damage, reason(table.get())));
        }
    }

    private static Optional<TableFile> table(Disk disk, String file) {
        return Manifest.load(disk).tables().stream()
                .filter(table -> TableFormat.fileName(table.number()).equals(file))
                .findFirst();
    }

    private static String reasonForLogOrManifest(Damage damage) {
        return damage.file().startsWith(LogFormat.FILE_PREFIX)
                ? "only tables can be taken from another copy; what was committed from there on and"
                        + " is not in tables is lost here: use the other copy as a whole"
                : "it says which files count: nothing else can be trusted without it; use the other"
                        + " copy as a whole";
    }

    private String reason(TableFile table) {
        return "%s has no file with the SHA-256 %s: entries in %d bytes, beginning where the damage does, are lost%s"
                .formatted(source, table.sha256(), table.size(), otherStore());
    }

    /// Another salt is another store, whose tables never have the same bytes.
    private String otherStore() {
        try {
            boolean same =
                    Manifest.exists(source)
                            && Manifest.load(source).salt() == Manifest.load(disk).salt();
            return same ? "" : "; the other directory is no copy of this store";
        } catch (CorruptionException e) {
            return "; the other directory's manifest is damaged too";
        }
    }

    /// Files that may be the table: what the other manifest says is, then what has its name.
    private List<String> candidates(TableFile wanted) {
        Map<String, Hash32> named = new HashMap<>();
        try {
            if (Manifest.exists(source)) {
                Manifest.load(source)
                        .tables()
                        .forEach(table ->
                                named.put(TableFormat.fileName(table.number()), table.sha256()));
            }
        } catch (CorruptionException e) {
            // Its tables may be whole still: the hash decides.
        }
        String own = TableFormat.fileName(wanted.number());
        return source.list().stream()
                .filter(name -> name.startsWith(TableFormat.FILE_PREFIX))
                .filter(name ->
                        name.equals(own)
                                || Optional.ofNullable(named.get(name))
                                        .filter(wanted.sha256()::equals)
                                        .isPresent())
                .toList();
    }

    /// @return false when the file is not the table; then nothing is changed
    private boolean copy(String name, TableFile wanted) {
        MessageDigest digest = SortedTableWriter.sha256();
        try (DiskFile from = source.open(name)) {
            if (from.size() != wanted.size()) {
                return false;
            }
            try (DiskFile to = disk.create(COPY_FILE)) {
                ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
                for (long at = 0; at < wanted.size(); at += piece.capacity()) {
                    from.read(at, piece.clear());
                    digest.update(piece.flip().duplicate());
                    to.write(at, piece);
                }
                to.sync();
            }
        }
        if (!Hash32.owning(digest.digest()).equals(wanted.sha256())) {
            disk.delete(COPY_FILE);
            return false;
        }
        disk.rename(COPY_FILE, TableFormat.fileName(wanted.number()));
        disk.syncDirectory();
        return true;
    }
}
