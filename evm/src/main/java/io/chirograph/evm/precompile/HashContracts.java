package io.chirograph.evm.precompile;

import io.chirograph.crypto.hash.HashFunction;
import io.chirograph.types.Bytes;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The contracts that hash, or only copy, inputs of any length.
public final class HashContracts {
    private static final Bytes WORD_START = Bytes.owning(new byte[12]);

    private HashContracts() {}

    public static Precompile sha256() {
        return new PerWord(60, 12, HashFunction.SHA_256::hash);
    }

    /// 20 bytes, at the end of a word.
    public static Precompile ripemd160() {
        return new PerWord(
                600, 120, input -> Bytes.concat(WORD_START, HashFunction.RIPEMD_160.hash(input)));
    }

    public static Precompile identity() {
        return new PerWord(15, 3, UnaryOperator.identity());
    }

    /// Costs a base and something for each word of input begun; can't fail.
    private record PerWord(long baseGas, long wordGas, UnaryOperator<Bytes> function)
            implements Precompile {
        @Override
        public long gas(Bytes input) {
            return baseGas + (wordGas * ((input.size() + 31L) / 32));
        }

        @Override
        public Optional<Bytes> run(Bytes input) {
            return Optional.of(function.apply(input));
        }
    }
}
