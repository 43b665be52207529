package io.chirograph.store;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.store.ScrubReport.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Reads whole files and compares them with what was written. Single-owner.
final class Scrub {
    private final LongConsumer pace;
    private final List<Damage> damages = new ArrayList<>();
    private int files;
    private long bytes;

    private Scrub(LongConsumer pace) {
        this.pace = pace;
    }

    /// Looks at the tables that `tree` has now.
    /// @param bytesPerSecondMax on average; `waiter` waits for it
    /// @param goesOn asked before each read, to throw when there is no reason to go on
    static ScrubReport of(Tree tree, long bytesPerSecondMax, Waiter waiter, Runnable goesOn) {
        Pace pace = new Pace(bytesPerSecondMax, waiter);
        Scrub scrub =
                new Scrub(count -> {
                    goesOn.run();
                    pace.read(count);
                });
        // One table at a time, so that those replaced meanwhile can go.
        for (long number : tree.tableNumbers()) {
            tree.read(state -> {
                state.tables().stream()
                        .filter(table -> table.number() == number)
                        .forEach(scrub::look);
                return number;
            });
        }
        return scrub.report();
    }

    /// Looks at a store that nobody has open. Nothing on `disk` is changed.
    static ScrubReport of(Disk disk) {
        Scrub scrub = new Scrub(count -> {});
        try {
            Manifest manifest = Manifest.load(disk);
            scrub.files++;
            manifest.tables().forEach(table -> scrub.look(disk, table, manifest.salt()));
            LogRecovery.Found log =
                    LogRecovery.run(
                            new UnchangedDisk(disk),
                            manifest,
                            (version, writes) -> {},
                            LogRecovery.Decoding.inline());
            scrub.files += log.full().size() + 1;
            disk.list().stream()
                    .filter(name -> name.startsWith(LogFormat.FILE_PREFIX))
                    .filter(name -> LogFormat.numberOf(name) >= manifest.firstSegment())
                    .forEach(name -> scrub.bytes += sizeOf(disk, name));
        } catch (CorruptionException e) {
            scrub.damages.add(Damage.of(e));
        }
        return scrub.report();
    }

    private static long sizeOf(Disk disk, String name) {
        try (DiskFile file = disk.open(name)) {
            return file.size();
        }
    }

    private void look(Disk disk, TableFile table, long salt) {
        String name = TableFormat.fileName(table.number());
        if (!disk.list().contains(name)) {
            files++;
            damages.add(new Damage(name, 0, "the manifest names this file, it is missing"));
            return;
        }
        try (DiskFile file = disk.open(name)) {
            look(new SortedTable(file, table, salt, new BlockCache(CachePolicy.LRU, 0)));
        } catch (CorruptionException e) {
            files++;
            damages.add(Damage.of(e));
        }
    }

    private void look(SortedTable table) {
        files++;
        bytes += table.size();
        try {
            table.verify(pace);
        } catch (CorruptionException e) {
            damages.add(Damage.of(e));
        }
    }

    private ScrubReport report() {
        return new ScrubReport(files, bytes, damages);
    }

    /// Lets time pass so that no more is read than allowed, on average.
    private static final class Pace {
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        private final double nanosPerByte;
        private final Waiter waiter;
        private final long begin;
        private double dueNanos;

        Pace(long bytesPerSecondMax, Waiter waiter) {
            this.nanosPerByte = (double) NANOS_PER_SECOND / bytesPerSecondMax;
            this.waiter = waiter;
            this.begin = waiter.nanoTime();
        }

        void read(long count) {
            dueNanos += count * nanosPerByte;
            long ahead = (long) dueNanos - (waiter.nanoTime() - begin);
            if (ahead > 0) {
                // A pause takes half of its bound on average; the next one makes up for the rest.
                waiter.pause(2 * ahead);
            }
        }
    }
}
