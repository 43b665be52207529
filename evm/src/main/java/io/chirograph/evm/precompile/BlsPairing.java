package io.chirograph.evm.precompile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The pairing of BLS12-381.
final class BlsPairing {
    private static final int PRODUCT_SIZE = 12 * 48;

    private static final Blst.Binary MILLER_LOOP = new Blst.Binary("blst_miller_loop");
    private static final Blst.Binary MULTIPLY = new Blst.Binary("blst_fp12_mul");
    private static final Blst.Unary FINAL_EXPONENTIATION = new Blst.Unary("blst_final_exp");
    private static final Blst.Test IS_ONE = new Blst.Test("blst_fp12_is_one");

    private BlsPairing() {}

    /// A member of each group, affine.
    record Pair(MemorySegment inG1, MemorySegment inG2) {}

    /// Whether the product of the pairings of all pairs is one.
    static boolean isProductOne(Arena arena, List<Pair> pairs) {
        List<Pair> finite =
                pairs.stream()
                        .filter(pair -> !BlsGroup.G1.isInfinite(pair.inG1))
                        .filter(pair -> !BlsGroup.G2.isInfinite(pair.inG2))
                        .toList();
        if (finite.isEmpty()) {
            return true; // infinity pairs to one
        }
        MemorySegment product = arena.allocate(PRODUCT_SIZE, Long.BYTES);
        MemorySegment factor = arena.allocate(PRODUCT_SIZE, Long.BYTES);
        MILLER_LOOP.call(product, finite.getFirst().inG2, finite.getFirst().inG1);
        for (Pair pair : finite.subList(1, finite.size())) {
            MILLER_LOOP.call(factor, pair.inG2, pair.inG1);
            MULTIPLY.call(product, product, factor);
        }
        FINAL_EXPONENTIATION.call(factor, product);
        return IS_ONE.call(factor);
    }
}
