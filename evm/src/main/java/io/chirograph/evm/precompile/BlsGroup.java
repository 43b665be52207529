package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// One of the two groups of BLS12-381, in the encoding of EIP-2537: a coordinate is one field element in G1
/// and two in G2, each in 64 bytes of which the first 16 are zero; a point is two coordinates, all zero for
/// the point at infinity. In memory, elements and points are laid out as blst has them, without padding.
final class BlsGroup {
    static final BlsGroup G1 = new BlsGroup("1", 1);
    static final BlsGroup G2 = new BlsGroup("2", 2);

    /// The order of both groups.
    static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    static final int SCALAR_SIZE = 32;

    private static final int ELEMENT_SIZE = 48;
    private static final int ELEMENT_PADDED_SIZE = 64;
    private static final BigInteger FIELD_SIZE =
            new BigInteger(
                    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ff"
                            + "ffb9feffffffffaaab",
                    16);
    private static final long SCALAR_BITS = 255;

    private static final Blst.Unary ELEMENT_DECODE = new Blst.Unary("blst_fp_from_bendian");
    private static final Blst.Unary ELEMENT_ENCODE = new Blst.Unary("blst_bendian_from_fp");

    private final int elements;
    private final Blst.Test isOnCurve;
    private final Blst.Test isInGroup;
    private final Blst.Unary fromAffine;
    private final Blst.Unary toAffine;
    private final Blst.Test isInfinite;
    private final Blst.Binary add;
    private final Blst.Multiply multiply;
    private final Blst.MultiplySum multiplySum;
    private final Blst.Binary map;

    private BlsGroup(String number, int elements) {
        this.elements = elements;
        String point = "blst_p" + number;
        isOnCurve = new Blst.Test(point + "_affine_on_curve");
        isInGroup = new Blst.Test(point + "_affine_in_g" + number);
        isInfinite = new Blst.Test(point + "_affine_is_inf");
        fromAffine = new Blst.Unary(point + "_from_affine");
        toAffine = new Blst.Unary(point + "_to_affine");
        add = new Blst.Binary(point + "_add_or_double");
        multiply = new Blst.Multiply(point + "_mult");
        multiplySum = new Blst.MultiplySum(point + "s_mult_pippenger");
        map = new Blst.Binary("blst_map_to_g" + number);
    }

    /// Bytes of an encoded coordinate.
    int coordinateSize() {
        return elements * ELEMENT_PADDED_SIZE;
    }

    /// Bytes of an encoded point.
    int pointSize() {
        return 2 * coordinateSize();
    }

    private int affineSize() {
        return 2 * elements * ELEMENT_SIZE;
    }

    MemorySegment newPoint(Arena arena) {
        return arena.allocate(3L * elements * ELEMENT_SIZE, Long.BYTES);
    }

    MemorySegment newAffine(Arena arena) {
        return arena.allocate(affineSize(), Long.BYTES);
    }

    /// The affine point encoded in `input` at `offset`; empty when it is not on the curve.
    Optional<MemorySegment> decode(Arena arena, Bytes input, int offset) {
        Optional<MemorySegment> x = decodeCoordinate(arena, input, offset);
        Optional<MemorySegment> y = decodeCoordinate(arena, input, offset + coordinateSize());
        if (x.isEmpty() || y.isEmpty()) {
            return Optional.empty();
        }
        MemorySegment point = newAffine(arena);
        long half = affineSize() / 2;
        MemorySegment.copy(x.get(), 0, point, 0, half);
        MemorySegment.copy(y.get(), 0, point, half, half);
        return isInfinite(point) || isOnCurve.call(point) ? Optional.of(point) : Optional.empty();
    }

    /// As [#decode], and empty when the point is not in the group.
    Optional<MemorySegment> decodeMember(Arena arena, Bytes input, int offset) {
        return decode(arena, input, offset).filter(isInGroup::call);
    }

    boolean isMember(MemorySegment affine) {
        return isInGroup.call(affine);
    }

    boolean isInfinite(MemorySegment affine) {
        return isInfinite.call(affine);
    }

    /// One coordinate; empty when an element is not below the field's size.
    Optional<MemorySegment> decodeCoordinate(Arena arena, Bytes input, int offset) {
        MemorySegment coordinate = arena.allocate((long) elements * ELEMENT_SIZE, Long.BYTES);
        for (int i = 0; i < elements; i++) {
            byte[] padded =
                    Input.read(input, offset + (long) i * ELEMENT_PADDED_SIZE, ELEMENT_PADDED_SIZE);
            if (new BigInteger(1, padded).compareTo(FIELD_SIZE) >= 0) {
                return Optional.empty();
            }
            MemorySegment digits = arena.allocate(ELEMENT_SIZE);
            int padding = ELEMENT_PADDED_SIZE - ELEMENT_SIZE;
            MemorySegment.copy(padded, padding, digits, ValueLayout.JAVA_BYTE, 0, ELEMENT_SIZE);
            ELEMENT_DECODE.call(coordinate.asSlice((long) i * ELEMENT_SIZE, ELEMENT_SIZE), digits);
        }
        return Optional.of(coordinate);
    }

    Bytes encode(Arena arena, MemorySegment point) {
        MemorySegment affine = toAffine(arena, point);
        byte[] encoded = new byte[pointSize()];
        if (isInfinite(affine)) {
            return Bytes.owning(encoded);
        }
        MemorySegment digits = arena.allocate(ELEMENT_SIZE);
        for (int i = 0; i < 2 * elements; i++) {
            ELEMENT_ENCODE.call(digits, affine.asSlice((long) i * ELEMENT_SIZE, ELEMENT_SIZE));
            int to = ((i + 1) * ELEMENT_PADDED_SIZE) - ELEMENT_SIZE;
            MemorySegment.copy(digits, ValueLayout.JAVA_BYTE, 0, encoded, to, ELEMENT_SIZE);
        }
        return Bytes.owning(encoded);
    }

    MemorySegment toAffine(Arena arena, MemorySegment point) {
        MemorySegment affine = newAffine(arena);
        toAffine.call(affine, point);
        return affine;
    }

    MemorySegment fromAffine(Arena arena, MemorySegment affine) {
        MemorySegment point = newPoint(arena);
        fromAffine.call(point, affine);
        return point;
    }

    MemorySegment add(Arena arena, MemorySegment left, MemorySegment right) {
        MemorySegment sum = newPoint(arena);
        add.call(sum, left, right);
        return sum;
    }

    /// @param scalar from 0 to the group's order − 1
    MemorySegment multiply(Arena arena, MemorySegment point, BigInteger scalar) {
        MemorySegment product = newPoint(arena);
        multiply.call(product, point, newScalars(arena, List.of(scalar)), SCALAR_BITS);
        return product;
    }

    /// The sum of each point times its scalar, by Pippenger's method.
    ///
    /// @param affines members of the group, none at infinity: the library can't take that
    /// @param scalars as many, from 0 to the group's order − 1
    MemorySegment multiplySum(Arena arena, List<MemorySegment> affines, List<BigInteger> scalars) {
        MemorySegment sum = newPoint(arena);
        if (affines.isEmpty()) {
            return sum;
        }
        MemorySegment points = arena.allocate((long) affines.size() * affineSize(), Long.BYTES);
        for (int i = 0; i < affines.size(); i++) {
            MemorySegment.copy(affines.get(i), 0, points, (long) i * affineSize(), affineSize());
        }
        long scratchSize = multiplySum.scratchSize(affines.size());
        multiplySum.call(
                sum,
                row(arena, points),
                affines.size(),
                row(arena, newScalars(arena, scalars)),
                SCALAR_BITS,
                arena.allocate(Math.max(scratchSize, 1), Long.BYTES));
        return sum;
    }

    private static MemorySegment row(Arena arena, MemorySegment elements) {
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, 2);
        pointers.setAtIndex(ValueLayout.ADDRESS, 0, elements);
        pointers.setAtIndex(ValueLayout.ADDRESS, 1, MemorySegment.NULL);
        return pointers;
    }

    private static MemorySegment newScalars(Arena arena, List<BigInteger> scalars) {
        MemorySegment memory = arena.allocate((long) scalars.size() * SCALAR_SIZE);
        for (int i = 0; i < scalars.size(); i++) {
            byte[] digits = Input.encode(scalars.get(i), SCALAR_SIZE);
            for (int at = 0; at < SCALAR_SIZE; at++) {
                long to = ((long) i * SCALAR_SIZE) + at;
                memory.set(ValueLayout.JAVA_BYTE, to, digits[SCALAR_SIZE - 1 - at]);
            }
        }
        return memory;
    }

    /// A member of the group for each coordinate (RFC 9380, without its hash).
    MemorySegment map(Arena arena, MemorySegment coordinate) {
        MemorySegment point = newPoint(arena);
        map.call(point, coordinate, MemorySegment.NULL);
        return point;
    }
}
