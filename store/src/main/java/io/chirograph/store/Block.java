package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Arrays;

/// A run of entries in order that is read and written as one: data, or an index whose entries name
/// the last key of a lower block each. Immutable but for what
/// it remembers of its own content.
///
/// | bytes | meaning |
/// |---|---|
/// | varint | 2 × version, plus 1 when deleted |
/// | varint | how many bytes of the key are those of the entry before |
/// | varint | how many bytes of the key follow |
/// | varint | size of the value |
/// | … | the rest of the key, then the value |
/// | … | the other entries |
/// | 4 each | offset of each restart: every 16th entry, whose key is whole |
/// | 4 | count of restarts |
/// | 4 | count of entries |
///
/// A search halves the restarts, then walks at most 16 entries, where it compares only bytes not yet
/// known to be the same: when an entry shares more with the one before than that shares with what is
/// sought, it stands on the same side. A block that is searched a second time has its keys'
/// beginnings put side by side first ([KeyPrefixes]), and is searched there from then on.
final class Block implements CachedContent {
    private static final int RESTART_ENTRIES = 16;
    private static final int TRAILER_BYTES = 2 * Integer.BYTES;
    private static final byte[] NO_KEY = {};

    private final String file;
    private final long fileOffset;
    private final byte[] array;
    private final int count;
    private final int restarts;
    private final int restartsAt;

    /// Both may be seen late by other threads, who then do what was done already.
    private boolean searched;

    private KeyPrefixes prefixes = KeyPrefixes.NONE;

    /// @param array a whole block, its checksum found right
    Block(String file, long fileOffset, byte[] array) {
        this.file = file;
        this.fileOffset = fileOffset;
        this.array = array;
        if (array.length < TRAILER_BYTES) {
            throw new CorruptionException(file, fileOffset, "block of " + array.length + " bytes");
        }
        this.count = intAt(array.length - Integer.BYTES);
        this.restarts = intAt(array.length - TRAILER_BYTES);
        long entriesEnd = array.length - TRAILER_BYTES - (long) restarts * Integer.BYTES;
        if (count < 0 || restarts != Math.ceilDiv(count, RESTART_ENTRIES) || entriesEnd < 0) {
            throw new CorruptionException(
                    file,
                    fileOffset,
                    "%d entries, %d restarts in %d bytes".formatted(count, restarts, array.length));
        }
        this.restartsAt = (int) entriesEnd;
    }

    private int intAt(int at) {
        return ((array[at] & 0xff) << 24)
                | ((array[at + 1] & 0xff) << 16)
                | ((array[at + 2] & 0xff) << 8)
                | (array[at + 3] & 0xff);
    }

    int count() {
        return count;
    }

    @Override
    public int bytes() {
        return array.length + KeyPrefixes.bytes(count);
    }

    private KeyPrefixes prefixes() {
        KeyPrefixes known = prefixes;
        if (known != KeyPrefixes.NONE) {
            return known;
        }
        if (searched && count > 0 && array.length <= KeyPrefixes.BLOCK_BYTES_MAX) {
            known = KeyPrefixes.of(this);
            prefixes = known;
        }
        searched = true;
        return known;
    }

    /// Behind the last entry.
    Cursor cursor() {
        return new Cursor();
    }

    private CorruptionException corrupt(int at, String problem) {
        return new CorruptionException(file, fileOffset + at, problem);
    }

    /// A place among the entries. Single-owner.
    final class Cursor {
        /// Index of the entry; the count of all when behind the last.
        private int index = count;

        private int next;

        /// Where the entry begins.
        private int offset;

        private long versionAndKind;
        private int shared;
        private int restAt;
        private int restSize;
        private int valueSize;

        /// The key of the entry, kept up only by [#first], [#next] and [#entry]; a search leaves it
        /// to whoever asks.
        private byte[] key = NO_KEY;

        private int keySize;

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (next >= restartsAt) {
                    throw corrupt(next, "an entry ends early");
                }
                byte part = array[next++];
                value |= (part & 0x7fL) << shift;
                if (part >= 0) {
                    return value;
                }
            }
            throw corrupt(next, "a number of more than ten bytes");
        }

        private int size() {
            long size = varint();
            if (size < 0 || size > restartsAt - next) {
                throw corrupt(next, "size " + size + " in an entry");
            }
            return (int) size;
        }

        /// Reads where the parts of the entry at `next` are.
        private void readHead() {
            offset = next;
            versionAndKind = varint();
            long sharedSize = varint();
            restSize = size();
            valueSize = size();
            restAt = next;
            if (sharedSize < 0
                    || sharedSize > Store.KEY_BYTES_MAX + Table.PREFIX_BYTES
                    || (long) restSize + valueSize > restartsAt - next) {
                throw corrupt(next, "an entry is longer than its block");
            }
            shared = (int) sharedSize;
            next += restSize + valueSize;
        }

        private void readKey() {
            if (shared > keySize) {
                throw corrupt(restAt, "shares " + shared + " bytes of a key of " + keySize);
            }
            keySize = shared + restSize;
            if (keySize > key.length) {
                key = Arrays.copyOf(key, Math.max(keySize, 2 * key.length));
            }
            System.arraycopy(array, restAt, key, shared, restSize);
        }

        private void toRestart(int restart) {
            next = intAt(restartsAt + restart * Integer.BYTES);
            if (next < 0 || next >= restartsAt) {
                throw corrupt(restartsAt, "restart at " + next);
            }
            index = restart * RESTART_ENTRIES;
            keySize = 0;
            readHead();
        }

        boolean isInside() {
            return index >= 0 && index < count;
        }

        /// Of the entry among all of the block.
        int index() {
            return index;
        }

        /// Where the entry begins in the block.
        int offset() {
            return offset;
        }

        /// @return false when there is none
        boolean first() {
            index = count;
            if (count > 0) {
                toRestart(0);
                readKey();
            }
            return isInside();
        }

        /// @return false when there is none
        boolean next() {
            index++;
            if (isInside()) {
                readHead();
                readKey();
            }
            return isInside();
        }

        /// To the entry before; from behind the last to the last.
        /// @return false when there is none
        boolean previous() {
            int target = index - 1;
            if (target < 0) {
                index = -1;
                return false;
            }
            toRestart(target / RESTART_ENTRIES);
            readKey();
            while (index < target) {
                next();
            }
            return true;
        }

        long version() {
            return versionAndKind >>> 1;
        }

        boolean isDeleted() {
            return (versionAndKind & 1) == 1;
        }

        /// Shares memory with the block.
        Bytes value() {
            return Bytes.owning(array).slice(valueAt(), valueAt() + valueSize);
        }

        private int valueAt() {
            return restAt + restSize;
        }

        Bytes key() {
            return Bytes.owning(Arrays.copyOf(key, keySize));
        }

        /// A big-endian number of the value, from `offset` on.
        long valueLong(int offset) {
            return ((long) valueInt(offset) << Integer.SIZE)
                    | (valueInt(offset + Integer.BYTES) & 0xffffffffL);
        }

        int valueInt(int offset) {
            if (offset + Integer.BYTES > valueSize) {
                throw corrupt(restAt, "value of " + valueSize + " bytes");
            }
            return intAt(valueAt() + offset);
        }

        /// To the first entry that stands at or behind `version` of `sought`, its key not read: for
        /// one look, not for a walk.
        /// @return whether it is of that key
        boolean find(Bytes sought, long version) {
            KeyPrefixes known = prefixes();
            if (known == KeyPrefixes.NONE) {
                int restart = restartBefore(sought, version);
                if (restart < 0) {
                    index = count;
                    return false;
                }
                toRestart(restart);
                return findFrom(0, sought, version);
            }
            index = known.firstAtOrBehind(sought);
            if (!isInside()) {
                return false;
            }
            next = known.offset(index);
            readHead();
            // It differs from the one before in the bytes that were compared: what it shares with
            // that one is a part of them, and so of what is sought, if that is as long.
            return known.maySame(index, sought)
                    && shared <= sought.size()
                    && findFrom(shared, sought, version);
        }

        /// Walks on from an entry that shares its first bytes, `sameSize` at least, with the sought.
        private boolean findFrom(int sameSize, Bytes sought, long version) {
            int same = sameSize;
            while (true) {
                if (index % RESTART_ENTRIES == 0) {
                    // Its key is whole, whatever it shares with the one before.
                    same = 0;
                }
                if (shared < same) {
                    // Greater than the one before where that was the same as what is sought.
                    return false;
                }
                if (shared == same) {
                    int common = sought.commonPrefix(same, array, restAt, restAt + restSize);
                    int byRest =
                            sought.compareTo(
                                    same + common, array, restAt + common, restAt + restSize);
                    if (byRest < 0) {
                        return false;
                    }
                    if (byRest == 0 && version() <= version) {
                        return true;
                    }
                    same += common;
                }
                index++;
                if (!isInside()) {
                    return false;
                }
                readHead();
            }
        }

        /// As [#find], with the key read, so that a walk may go on from here.
        boolean seek(Bytes sought, long version) {
            int restart = restartBefore(sought, version);
            if (restart < 0) {
                index = count;
                return false;
            }
            toRestart(restart);
            readKey();
            while (isInside() && isBefore(sought, version)) {
                next();
            }
            return isInside();
        }

        private boolean isBefore(Bytes sought, long version) {
            int byKey = -sought.compareTo(key, 0, keySize);
            return byKey != 0 ? byKey < 0 : version() > version;
        }

        /// The last restart that stands before `version` of `sought`, or the first one; -1 when the
        /// block is empty.
        private int restartBefore(Bytes sought, long version) {
            int low = 0;
            int high = restarts - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                toRestart(middle);
                int byKey = -sought.compareTo(array, restAt, restAt + restSize);
                if (byKey != 0 ? byKey < 0 : version() > version) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return high;
        }
    }

    /// Puts a block together, entry by entry in order. Single-owner.
    static final class Builder {
        private final ByteWriter writer = new ByteWriter(1 << 10);
        private final ByteWriter restarts = new ByteWriter(64);
        private byte[] key = new byte[32];
        private int keySize;
        private int count;

        void add(Entry entry) {
            int shared = 0;
            if (count % RESTART_ENTRIES == 0) {
                restarts.u32(writer.size());
            } else {
                shared = entry.key().commonPrefix(0, key, 0, keySize);
            }
            int rest = entry.key().size() - shared;
            writer.varint((entry.version() << 1) | (entry.deleted() ? 1 : 0))
                    .varint(shared)
                    .varint(rest)
                    .varint(entry.value().size())
                    .bytes(entry.key().slice(shared))
                    .bytes(entry.value());
            keySize = entry.key().size();
            if (keySize > key.length) {
                key = new byte[Math.max(keySize, 2 * key.length)];
            }
            entry.key().copyTo(key, 0);
            count++;
        }

        boolean isEmpty() {
            return count == 0;
        }

        int size() {
            return writer.size();
        }

        int count() {
            return count;
        }

        /// The block's bytes; the builder is empty afterwards.
        byte[] finish() {
            int restartCount = restarts.size() / Integer.BYTES;
            writer.append(restarts).u32(restartCount).u32(count);
            byte[] block = writer.toArray();
            writer.truncate(0);
            restarts.truncate(0);
            count = 0;
            return block;
        }
    }
}
