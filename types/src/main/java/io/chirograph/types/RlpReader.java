package io.chirograph.types;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads Recursive Length Prefix strictly: every item in its one canonical form, every length checked
/// before use, nothing left over. A reader walks the elements of one list in order; single-owner.
///
/// ```java
/// RlpReader fields = RlpReader.list(encoded);
/// long height = fields.number();
/// Hash32 digest = fields.hash();
/// fields.end();
/// ```
public final class RlpReader {
    private final Bytes input;
    private int position;

    private RlpReader(Bytes input) {
        this.input = input;
    }

    /// A reader of the elements of the one list that `encoded` is.
    /// @throws RlpException when `encoded` is anything but exactly one list
    public static RlpReader list(Bytes encoded) {
        RlpReader outer = new RlpReader(encoded);
        RlpReader elements = outer.list();
        outer.end();
        return elements;
    }

    /// The one byte string that `encoded` is.
    public static Bytes string(Bytes encoded) {
        RlpReader outer = new RlpReader(encoded);
        Bytes value = outer.bytes();
        outer.end();
        return value;
    }

    public boolean hasNext() {
        return position < input.size();
    }

    /// Whether the next element is a list.
    public boolean nextIsList() {
        return hasNext() && (input.get(position) & 0xff) >= 0xc0;
    }

    /// The next element, a list, as a reader of its elements.
    public RlpReader list() {
        return new RlpReader(payload(true));
    }

    /// The next element, a list of at most `countMax` elements, each read by `element`.
    public <T> List<T> list(int countMax, Function<RlpReader, T> element) {
        RlpReader elements = list();
        List<T> values = new ArrayList<>();
        while (elements.hasNext()) {
            if (values.size() == countMax) {
                throw new RlpException("a list has more than " + countMax + " elements");
            }
            values.add(element.apply(elements));
        }
        return List.copyOf(values);
    }

    /// The next element, a byte string; shares memory with the input.
    public Bytes bytes() {
        return payload(false);
    }

    /// The next element, a byte string of at most `sizeMax` bytes.
    public Bytes bytes(int sizeMax) {
        Bytes value = bytes();
        if (value.size() > sizeMax) {
            throw new RlpException(
                    "a string has " + value.size() + " bytes, at most " + sizeMax + " are allowed");
        }
        return value;
    }

    public Hash32 hash() {
        return Hash32.of(exactly(Hash32.SIZE));
    }

    public Address address() {
        return Address.of(exactly(Address.SIZE));
    }

    /// The next element, a number from 0 to `Long.MAX_VALUE` without leading zeros.
    public long number() {
        UInt256 value = number256();
        if (!value.fitsLong()) {
            throw new RlpException("number " + value + " is over " + Long.MAX_VALUE);
        }
        return value.toLong();
    }

    /// The next element, a number from 0 to `max`.
    public int number(int max) {
        long value = number();
        if (value > max) {
            throw new RlpException("number " + value + " is over " + max);
        }
        return (int) value;
    }

    /// The next element, a number of at most 256 bits without leading zeros.
    public UInt256 number256() {
        Bytes digits = bytes(32);
        if (!digits.isEmpty() && digits.get(0) == 0) {
            throw new RlpException("a number starts with a zero byte: " + digits);
        }
        return UInt256.of(digits);
    }

    /// The next element whole, header included; its inside is not checked.
    public Bytes encoded() {
        int start = position;
        payload(nextIsList());
        return input.slice(start, position);
    }

    /// @throws RlpException when an element is left
    public void end() {
        if (hasNext()) {
            throw new RlpException((input.size() - position) + " bytes are left over");
        }
    }

    private Bytes exactly(int size) {
        Bytes value = bytes();
        if (value.size() != size) {
            throw new RlpException("a string has " + value.size() + " bytes, not " + size);
        }
        return value;
    }

    private Bytes payload(boolean wantList) {
        if (!hasNext()) {
            throw new RlpException("an element is missing");
        }
        int first = input.get(position) & 0xff;
        boolean isList = first >= 0xc0;
        if (isList != wantList) {
            throw new RlpException(
                    isList ? "a list instead of a string" : "a string instead of a list");
        }
        if (first < 0x80) {
            return take(0, 1);
        }
        int base = isList ? 0xc0 : 0x80;
        if (first - base <= 55) {
            Bytes value = take(1, first - base);
            if (!isList && value.size() == 1 && value.get(0) >= 0) {
                throw new RlpException("a single byte below 0x80 has a needless header");
            }
            return value;
        }
        return take(1 + first - base - 55, longLength(first - base - 55));
    }

    private int longLength(int lengthBytes) {
        if (position + 1L + lengthBytes > input.size()) {
            throw new RlpException("the input ends inside a length");
        }
        long length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (input.get(position + 1 + i) & 0xff);
            if (length > Integer.MAX_VALUE) {
                throw new RlpException("a length is over 2^31 − 1");
            }
        }
        if (length < 56 || input.get(position + 1) == 0) {
            throw new RlpException("length " + length + " is not in its shortest form");
        }
        return (int) length;
    }

    private Bytes take(int header, int length) {
        long end = (long) position + header + length;
        if (end > input.size()) {
            throw new RlpException(
                    "an element of "
                            + length
                            + " bytes reaches "
                            + (end - input.size())
                            + " bytes beyond the input's end");
        }
        Bytes value = input.slice(position + header, (int) end);
        position = (int) end;
        return value;
    }
}
