package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Arrays;

/// Values of fixed size as contracts take, return and hash them: 32-byte words in a row (Solidity's
/// ABI, static types only).
public final class AbiWords {
    private AbiWords() {}

    public static Hash32 word(long value) {
        return UInt256.of(value).toHash32();
    }

    public static Hash32 word(Address value) {
        return UInt256.of(value).toHash32();
    }

    public static Bytes join(Hash32... words) {
        return Bytes.concat(Arrays.stream(words).map(Hash32::bytes).toArray(Bytes[]::new));
    }

    /// A call of the function with this signature.
    public static Bytes call(String signature, Hash32... arguments) {
        Bytes selector = Hashes.keccak256(Bytes.ofUtf8(signature)).bytes().slice(0, 4);
        return Bytes.concat(selector, join(arguments));
    }
}
