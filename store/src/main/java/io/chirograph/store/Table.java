package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;

/// A named, ordered table of one open [Store]. Obtain it from [Store#table]; immutable.
///
/// All tables share one tree, in which a key is preceded by its table's number.
public final class Table {
    static final int PREFIX_BYTES = Integer.BYTES;

    private final Store store;
    private final String name;
    private final int number;

    Table(Store store, String name, int number) {
        this.store = store;
        this.name = name;
        this.number = number;
    }

    public String name() {
        return name;
    }

    int number() {
        return number;
    }

    boolean belongsTo(Store other) {
        return store == other;
    }

    /// Where `key` of this table stands in the tree.
    Bytes treeKey(Bytes key) {
        byte[] joined = new byte[PREFIX_BYTES + key.size()];
        writePrefix(joined, 0);
        key.copyTo(joined, PREFIX_BYTES);
        return Bytes.owning(joined);
    }

    Bytes treeKey(byte[] key) {
        byte[] joined = new byte[PREFIX_BYTES + key.length];
        writePrefix(joined, 0);
        System.arraycopy(key, 0, joined, PREFIX_BYTES, key.length);
        return Bytes.owning(joined);
    }

    /// What stands before every key of this table.
    void writePrefix(byte[] target, int offset) {
        target[offset] = (byte) (number >>> 24);
        target[offset + 1] = (byte) (number >>> 16);
        target[offset + 2] = (byte) (number >>> 8);
        target[offset + 3] = (byte) number;
    }

    /// Behind the last key that this table may have.
    Bytes end() {
        return Bytes.owning(ByteBuffer.allocate(PREFIX_BYTES).putInt(number + 1).array());
    }

    static int numberOf(Bytes treeKey) {
        return (int) (treeKey.leading(0) >>> Integer.SIZE);
    }

    /// The key within its table.
    static Bytes keyOf(Bytes treeKey) {
        return treeKey.slice(PREFIX_BYTES);
    }

    @Override
    public String toString() {
        return name;
    }
}
