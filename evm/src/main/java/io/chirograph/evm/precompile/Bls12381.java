package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The contracts for the curve BLS12-381 (EIP-2537). Unlike elsewhere, a short input is not valid.
public final class Bls12381 {
    private static final long G1_MULTIPLY_GAS = 12_000;
    private static final long G2_MULTIPLY_GAS = 22_500;

    private Bls12381() {}

    public static Precompile g1Add() {
        return new Fixed(375, 2 * BlsGroup.G1.pointSize(), input -> add(BlsGroup.G1, input));
    }

    public static Precompile g2Add() {
        return new Fixed(600, 2 * BlsGroup.G2.pointSize(), input -> add(BlsGroup.G2, input));
    }

    public static Precompile g1MultiplySum() {
        return new MultiplySum(BlsGroup.G1, G1_MULTIPLY_GAS, BlsDiscounts.G1);
    }

    public static Precompile g2MultiplySum() {
        return new MultiplySum(BlsGroup.G2, G2_MULTIPLY_GAS, BlsDiscounts.G2);
    }

    public static Precompile mapToG1() {
        return new Fixed(5_500, BlsGroup.G1.coordinateSize(), input -> map(BlsGroup.G1, input));
    }

    public static Precompile mapToG2() {
        return new Fixed(23_800, BlsGroup.G2.coordinateSize(), input -> map(BlsGroup.G2, input));
    }

    /// Whether a product of pairings is one, as a word.
    public static Precompile pairing() {
        return new PairingCheck();
    }

    private static Optional<Bytes> add(BlsGroup group, Bytes input) {
        try (Arena arena = Arena.ofConfined()) {
            Optional<MemorySegment> left = group.decode(arena, input, 0);
            Optional<MemorySegment> right = group.decode(arena, input, group.pointSize());
            if (left.isEmpty() || right.isEmpty()) {
                return Optional.empty();
            }
            MemorySegment sum =
                    group.add(
                            arena,
                            group.fromAffine(arena, left.get()),
                            group.fromAffine(arena, right.get()));
            return Optional.of(group.encode(arena, sum));
        }
    }

    private static Optional<Bytes> map(BlsGroup group, Bytes input) {
        try (Arena arena = Arena.ofConfined()) {
            return group.decodeCoordinate(arena, input, 0)
                    .map(coordinate -> group.encode(arena, group.map(arena, coordinate)));
        }
    }

    private interface Function {
        Optional<Bytes> apply(Bytes input);
    }

    /// Takes inputs of one size at one price.
    private record Fixed(long price, int size, Function function) implements Precompile {
        @Override
        public long gas(Bytes input) {
            return price;
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            return input.size() == size ? function.apply(input) : Optional.empty();
        }
    }

    /// The sum of points, each times a scalar.
    private record MultiplySum(BlsGroup group, long multiplyGas, BlsDiscounts discounts)
            implements Precompile {
        private int itemSize() {
            return group.pointSize() + BlsGroup.SCALAR_SIZE;
        }

        @Override
        public long gas(Bytes input) {
            int count = input.size() / itemSize();
            return count * multiplyGas * discounts.perThousand(count) / 1000;
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            if (input.isEmpty() || input.size() % itemSize() != 0) {
                return Optional.empty();
            }
            List<MemorySegment> points = new ArrayList<>();
            List<BigInteger> scalars = new ArrayList<>();
            try (Arena arena = Arena.ofConfined()) {
                for (int at = 0; at < input.size(); at += itemSize()) {
                    Optional<MemorySegment> point = group.decodeMember(arena, input, at);
                    if (point.isEmpty()) {
                        return Optional.empty();
                    }
                    if (!group.isInfinite(point.get())) {
                        points.add(point.get());
                        int scalarAt = at + group.pointSize();
                        scalars.add(
                                Input.number(input, scalarAt, BlsGroup.SCALAR_SIZE)
                                        .mod(BlsGroup.ORDER));
                    }
                }
                return Optional.of(group.encode(arena, group.multiplySum(arena, points, scalars)));
            }
        }
    }

    private record PairingCheck() implements Precompile {
        private static final int PAIR_SIZE = BlsGroup.G1.pointSize() + BlsGroup.G2.pointSize();

        @Override
        public long gas(Bytes input) {
            return 37_700 + (32_600L * (input.size() / PAIR_SIZE));
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            if (input.isEmpty() || input.size() % PAIR_SIZE != 0) {
                return Optional.empty();
            }
            List<BlsPairing.Pair> pairs = new ArrayList<>();
            try (Arena arena = Arena.ofConfined()) {
                for (int at = 0; at < input.size(); at += PAIR_SIZE) {
                    Optional<MemorySegment> first = BlsGroup.G1.decodeMember(arena, input, at);
                    Optional<MemorySegment> second =
                            BlsGroup.G2.decodeMember(arena, input, at + BlsGroup.G1.pointSize());
                    if (first.isEmpty() || second.isEmpty()) {
                        return Optional.empty();
                    }
                    pairs.add(new BlsPairing.Pair(first.get(), second.get()));
                }
                boolean isOne = BlsPairing.isProductOne(arena, pairs);
                return Optional.of(Bytes.owning((isOne ? UInt256.ONE : UInt256.ZERO).toArray()));
            }
        }
    }
}
