package io.chirograph.store;

import io.chirograph.store.LogFormat.GroupHeader;
import io.chirograph.store.Manifest.TableFile;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Mistakes that a store could have, each made around an unchanged store: by a disk that does what
/// the mistaken store would have made of it, or, where the mistake is in how a log is read, by
/// turning what a crash left into what the mistaken reader would take it for.
enum PlantedBug {
    NONE,
    ACKNOWLEDGED_BEFORE_SYNC {
        @Override
        Disk around(SimulatedDisk disk) {
            return new ForwardingDisk(disk) {
                @Override
                DiskFile around(DiskFile file) {
                    return file.name().startsWith(LogFormat.FILE_PREFIX) ? lazy(file) : file;
                }
            };
        }

        private DiskFile lazy(DiskFile file) {
            return new ForwardingDisk.ForwardingFile(file) {
                private boolean owed;

                @Override
                public void write(long offset, ByteBuffer source) {
                    if (owed) {
                        owed = false;
                        super.sync();
                    }
                    super.write(offset, source);
                }

                @Override
                public void sync() {
                    owed = true;
                }
            };
        }
    },
    DIRECTORY_NOT_SYNCED {
        @Override
        Disk around(SimulatedDisk disk) {
            return new ForwardingDisk(disk) {
                @Override
                public void syncDirectory() {
                    // The mistake.
                }
            };
        }
    },
    /// The last group's header is looked at, its content believed.
    CHECKSUM_OF_THE_LAST_GROUP_SKIPPED {
        @Override
        void misread(SimulatedDisk left) {
            LogImage.all(left).forEach(LogImage::believeTheLastGroup);
        }
    },
    VERSION_DROPPED_UNDER_A_SNAPSHOT {
        @Override
        void snapshotOpened(Store store, Snapshot snapshot) {
            store.closeSnapshot(snapshot.version());
        }
    },
    MANIFEST_REPLACED_IN_PLACE {
        @Override
        Disk around(SimulatedDisk disk) {
            return new ForwardingDisk(disk) {
                @Override
                public void rename(String from, String to) {
                    if (!to.equals("manifest") || !list().contains(to)) {
                        super.rename(from, to);
                        return;
                    }
                    try (DiskFile source = open(from);
                            DiskFile target = open(to)) {
                        ByteBuffer content = ByteBuffer.allocate((int) source.size());
                        source.read(0, content);
                        target.truncate(0);
                        target.write(0, content.flip());
                        target.sync();
                    }
                    delete(from);
                }
            };
        }
    },
    OLD_GROUPS_OF_A_RECYCLED_SEGMENT_REPLAYED {
        @Override
        void misread(SimulatedDisk left) {
            LogImage.all(left).forEach(LogImage::takeOldGroupsForNew);
        }
    },
    TORN_GROUP_HALF_APPLIED {
        @Override
        void misread(SimulatedDisk left) {
            LogImage.all(left).forEach(LogImage::applyHalfOfTheTornGroup);
        }
    },
    TABLE_FILE_DELETED_UNDER_AN_ITERATOR {
        @Override
        Disk around(SimulatedDisk disk) {
            return new DeletesTablesAtOnce(disk);
        }
    },
    WRONG_NEWEST_VERSION_AFTER_COMPACTION {
        @Override
        Disk around(SimulatedDisk disk) {
            return new SwapsVersions(disk);
        }
    };

    /// Of every store in these simulations.
    static final long SALT = 99;

    /// What the store runs on.
    Disk around(SimulatedDisk disk) {
        return disk;
    }

    /// Turns what a crash left into what the reader takes it for.
    void misread(SimulatedDisk left) {}

    void snapshotOpened(Store store, Snapshot snapshot) {}

    /// A table's file is gone as soon as a manifest does not name it, whoever reads it.
    private static final class DeletesTablesAtOnce extends ForwardingDisk {
        private final Set<String> gone = new HashSet<>();

        DeletesTablesAtOnce(Disk below) {
            super(below);
        }

        @Override
        public void rename(String from, String to) {
            Set<String> before = to.equals("manifest") && list().contains(to) ? tables() : Set.of();
            super.rename(from, to);
            if (!before.isEmpty()) {
                Set<String> replaced = new HashSet<>(before);
                replaced.removeAll(tables());
                gone.addAll(replaced);
            }
        }

        private Set<String> tables() {
            Set<String> names = new HashSet<>();
            Manifest.load(below())
                    .tables()
                    .forEach(table -> names.add(TableFormat.fileName(table.number())));
            return names;
        }

        @Override
        DiskFile around(DiskFile file) {
            return new ForwardingFile(file) {
                @Override
                public int read(long offset, ByteBuffer target) {
                    if (gone.contains(name())) {
                        throw new DiskException(name() + " is gone");
                    }
                    return super.read(offset, target);
                }
            };
        }
    }

    /// The two newest versions of a key change places when a table is written.
    private static final class SwapsVersions extends ForwardingDisk {
        SwapsVersions(Disk below) {
            super(below);
        }

        @Override
        DiskFile around(DiskFile file) {
            return new ForwardingFile(file) {
                @Override
                public void sync() {
                    if (name().startsWith(TableFormat.FILE_PREFIX)) {
                        rewrite(below());
                    }
                    super.sync();
                }
            };
        }

        private static void rewrite(DiskFile file) {
            long number = Long.parseLong(file.name().substring(TableFormat.FILE_PREFIX.length()));
            TableFile described = new TableFile(number, file.size(), 0, Hash32.ZERO);
            SortedTable table =
                    new SortedTable(file, described, SALT, new BlockCache(CachePolicy.LRU, 0));
            List<Entry> entries = new ArrayList<>();
            table.all().forEachRemaining(entries::add);
            for (int i = 0; i + 1 < entries.size(); i++) {
                Entry newer = entries.get(i);
                Entry older = entries.get(i + 1);
                if (newer.key().equals(older.key())) {
                    entries.set(i, with(newer, older));
                    entries.set(i + 1, with(older, newer));
                    i++;
                }
            }
            DiskFile changed = new MemoryDisk().create(file.name());
            TableFile written =
                    SortedTableWriter.write(
                            changed,
                            number,
                            SALT,
                            Codec.NONE,
                            entries.iterator(),
                            table.rangeDeletes());
            if (written.size() == file.size()) {
                ByteBuffer content = ByteBuffer.allocate((int) written.size());
                changed.read(0, content);
                file.write(0, content.flip());
            }
        }

        private static Entry with(Entry entry, Entry said) {
            return new Entry(entry.key(), entry.version(), said.deleted(), said.value());
        }
    }

    /// A segment of the log as it lies on a disk, to be changed there.
    private static final class LogImage {
        private final SimulatedDisk disk;
        private final String name;
        private final long number;
        private final byte[] content;

        /// Behind the last group that is right.
        private int end = LogFormat.SEGMENT_HEADER_BYTES;

        private long nextVersion;

        private LogImage(SimulatedDisk disk, String name) {
            this.disk = disk;
            this.name = name;
            this.number = LogFormat.numberOf(name);
            this.content = disk.content(name);
            Optional<GroupHeader> header = headerAt(end, number);
            while (header.isPresent() && isRight(end, header.get(), number)) {
                nextVersion = header.get().firstVersion() + header.get().count();
                end = behind(end, header.get());
                header = headerAt(end, number);
            }
        }

        static List<LogImage> all(SimulatedDisk disk) {
            return disk.list().stream()
                    .filter(name -> name.startsWith(LogFormat.FILE_PREFIX))
                    .map(name -> new LogImage(disk, name))
                    .toList();
        }

        private Optional<GroupHeader> headerAt(int offset, long segment) {
            return offset + LogFormat.GROUP_HEADER_BYTES > content.length
                    ? Optional.empty()
                    : LogFormat.readGroupHeader(SALT, segment, offset, content, offset);
        }

        private boolean isRight(int offset, GroupHeader header, long segment) {
            int payload = offset + LogFormat.GROUP_HEADER_BYTES;
            return fits(offset, header)
                    && LogFormat.payloadCrc(
                                    SALT, segment, offset, content, payload, header.storedSize())
                            == header.payloadCrc();
        }

        private boolean fits(int offset, GroupHeader header) {
            return header.storedSize() <= content.length - offset - LogFormat.GROUP_HEADER_BYTES;
        }

        private static int behind(int offset, GroupHeader header) {
            return (int)
                    LogFormat.align(offset + LogFormat.GROUP_HEADER_BYTES + header.storedSize());
        }

        /// Writes a header that makes what stands behind it right.
        private void seal(
                int offset, int codec, long firstVersion, int count, int size, int plain) {
            int payload = offset + LogFormat.GROUP_HEADER_BYTES;
            int crc = LogFormat.payloadCrc(SALT, number, offset, content, payload, size);
            byte[] header =
                    LogFormat.groupHeader(
                                    SALT,
                                    offset,
                                    new GroupHeader(
                                            codec, number, firstVersion, count, size, plain, crc))
                            .toArray();
            System.arraycopy(header, 0, content, offset, LogFormat.GROUP_HEADER_BYTES);
            disk.replace(name, content);
        }

        void believeTheLastGroup() {
            headerAt(end, number)
                    .filter(header -> fits(end, header))
                    .ifPresent(header ->
                            seal(
                                    end,
                                    header.codec(),
                                    header.firstVersion(),
                                    header.count(),
                                    header.storedSize(),
                                    header.plainSize()));
        }

        void takeOldGroupsForNew() {
            boolean more = nextVersion > 0;
            while (more && end + LogFormat.GROUP_HEADER_BYTES <= content.length) {
                long old = ByteBuffer.wrap(content).getLong(end + Long.BYTES);
                Optional<GroupHeader> header =
                        headerAt(end, old)
                                .filter(found -> old < number && isRight(end, found, old));
                more = header.isPresent();
                header.ifPresent(found -> {
                    seal(
                            end,
                            found.codec(),
                            nextVersion,
                            found.count(),
                            found.storedSize(),
                            found.plainSize());
                    nextVersion += found.count();
                    end = behind(end, found);
                });
            }
        }

        /// The first operation of the torn group's first commit stands for the group.
        void applyHalfOfTheTornGroup() {
            headerAt(end, number)
                    .filter(header -> fits(end, header) && header.count() > 0)
                    .ifPresent(header -> {
                        int payload = end + LogFormat.GROUP_HEADER_BYTES;
                        int operation = firstOperationBytes(payload + Integer.BYTES);
                        ByteBuffer.wrap(content).putInt(payload, operation);
                        int size = Integer.BYTES + operation;
                        seal(end, 0, header.firstVersion(), 1, size, size);
                    });
        }

        private int firstOperationBytes(int at) {
            byte[] rest = new byte[content.length - at];
            System.arraycopy(content, at, rest, 0, rest.length);
            try {
                ByteReader reader = new ByteReader(name, at, rest);
                int kind = reader.u8();
                reader.sized();
                if (kind != 2) {
                    reader.sized();
                }
                return reader.position();
            } catch (CorruptionException e) {
                return 0;
            }
        }
    }
}
