package io.chirograph.evm.precompile;

import io.chirograph.evm.bn254.G1;
import io.chirograph.evm.bn254.G2;
import io.chirograph.evm.bn254.Pairing;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The contracts for the curve BN254 (EIP-196, EIP-197; prices of EIP-1108 by the fork).
public final class Bn254Contracts {
    private Bn254Contracts() {}

    /// The sum of two points.
    public static Precompile add(long price) {
        return new Fixed(
                price,
                input ->
                        point(input, 0)
                                .flatMap(left -> point(input, G1.SIZE).map(left::plus))
                                .map(G1::encode));
    }

    /// A point times a word.
    public static Precompile multiply(long price) {
        return new Fixed(
                price,
                input -> {
                    BigInteger scalar = Input.number(input, G1.SIZE, 32);
                    return point(input, 0).map(point -> point.times(scalar).encode());
                });
    }

    /// Whether a product of pairings is one, as a word.
    public static Precompile pairing(long basePrice, long pairPrice) {
        return new PairingCheck(basePrice, pairPrice);
    }

    private static Optional<G1> point(Bytes input, int offset) {
        return G1.decode(Bytes.owning(Input.read(input, offset, G1.SIZE)));
    }

    private interface Function {
        Optional<Bytes> apply(Bytes input);
    }

    private record Fixed(long price, Function function) implements Precompile {
        @Override
        public long gas(Bytes input) {
            return price;
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            return function.apply(input);
        }
    }

    private record PairingCheck(long basePrice, long pairPrice) implements Precompile {
        private static final int PAIR_SIZE = G1.SIZE + G2.SIZE;

        @Override
        public long gas(Bytes input) {
            return basePrice + (pairPrice * (input.size() / PAIR_SIZE));
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            if (input.size() % PAIR_SIZE != 0) {
                return Optional.empty();
            }
            List<Pairing.Pair> pairs = new ArrayList<>();
            for (int at = 0; at < input.size(); at += PAIR_SIZE) {
                Optional<G1> first = G1.decode(input.slice(at, at + G1.SIZE));
                Optional<G2> second = G2.decode(input.slice(at + G1.SIZE, at + PAIR_SIZE));
                if (first.isEmpty() || second.isEmpty()) {
                    return Optional.empty();
                }
                pairs.add(new Pairing.Pair(first.get(), second.get()));
            }
            UInt256 verdict = Pairing.isProductOne(pairs) ? UInt256.ONE : UInt256.ZERO;
            return Optional.of(Bytes.owning(verdict.toArray()));
        }
    }
}
