package io.chirograph.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// An account's 20-byte address: the last bytes of the Keccak-256 of its public key, or of a contract's creation.
public final class Address implements Comparable<Address> {
    public static final int SIZE = 20;
    public static final Address ZERO = new Address(new byte[SIZE]);

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private Address(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of the `SIZE` bytes of `bytes`.
    /// @throws IllegalArgumentException when there are more or fewer
    public static Address of(byte[] bytes) {
        return owning(bytes.clone());
    }

    /// `bytes` itself, without a copy: the caller gives the array away and never writes to it again.
    public static Address owning(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException(
                    "an address has " + SIZE + " bytes, not " + bytes.length);
        }
        return new Address(bytes);
    }

    public static Address of(Bytes bytes) {
        return owning(bytes.toArray());
    }

    /// @param text 40 hexadecimal digits, with or without `0x`
    /// @throws IllegalArgumentException when `text` is anything else
    public static Address fromHex(String text) {
        return new Address(Hex.parseExactly(text, SIZE, "an address"));
    }

    public Bytes bytes() {
        return Bytes.owning(bytes.clone());
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// Copies all bytes to `target` from `offset` on.
    /// @return the offset behind the last byte written
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, SIZE);
        return offset + SIZE;
    }

    /// Of the address as a number, the 64 bits number `index`, counted from the least significant; the third
    /// has only 32.
    public long limb(int index) {
        return switch (index) {
            case 0 -> (long) LONG.get(bytes, 12);
            case 1 -> (long) LONG.get(bytes, 4);
            default -> (int) INT.get(bytes, 0) & 0xffff_ffffL;
        };
    }

    public String toHex() {
        return Hex.format(bytes, 0, SIZE);
    }

    @Override
    public int compareTo(Address other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    /// Mixes the first and last four bytes: contents are hashes or derived from them, but small
    /// numbers and precompile addresses differ only at the end.
    @Override
    public int hashCode() {
        return (int) INT.get(bytes, 0) * 31 + (int) INT.get(bytes, SIZE - 4);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
