package io.chirograph.evm.precompile;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Whether the polynomial behind a blob's commitment has the value y at z (EIP-4844).
///
/// | offset | size | what |
/// |---|---|---|
/// | 0 | 32 | versioned hash of the commitment |
/// | 32 | 32 | z |
/// | 64 | 32 | y |
/// | 96 | 48 | commitment C, a compressed point of G1 |
/// | 144 | 48 | proof π, a compressed point of G1 |
///
/// With the setup's secret s, known only as the point [s]₂ of G2, it checks e(C − y·G₁ + z·π, −G₂) · e(π, [s]₂) = 1,
/// which is C(s) − y = π(s) · (s − z). The output is 4096, the values in a blob, and the order of the groups.
public final class PointEvaluation implements Precompile {
    private static final int SIZE = 192;
    private static final int POINT_SIZE = 48;
    private static final byte HASH_VERSION = 1;

    /// [s]₂ of Ethereum's setup ceremony.
    private static final Bytes SETUP_POINT =
            Bytes.fromHex(
                    "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2af"
                        + "aaab24f3499f72185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b"
                        + "087041de621000edc98edada20c1def2");

    private static final Bytes GENERATOR_1 =
            Bytes.fromHex(
                    "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb"
                        + "3af00adb22c6bb");

    /// −G₂: the generator with the other sign bit.
    private static final Bytes NEGATIVE_GENERATOR_2 =
            Bytes.fromHex(
                    "b3e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5"
                        + "ac7d055d042b7e024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d177"
                        + "0bac0326a805bbefd48056c8c121bdb8");

    private static final Blst.Decode DECODE_1 = new Blst.Decode("blst_p1_uncompress");
    private static final Blst.Decode DECODE_2 = new Blst.Decode("blst_p2_uncompress");

    private static final Bytes OUTPUT =
            Bytes.concat(
                    Bytes.owning(Input.encode(BigInteger.valueOf(4096), 32)),
                    Bytes.owning(Input.encode(BlsGroup.ORDER, 32)));

    @Override
    public long gas(Bytes input) {
        return 50_000;
    }

    @Override
    public Optional<Bytes> run(Bytes input) {
        if (input.size() != SIZE) {
            return Optional.empty();
        }
        Bytes commitment = input.slice(96, 96 + POINT_SIZE);
        byte[] hash = Hashes.sha256(commitment).toArray();
        hash[0] = HASH_VERSION;
        BigInteger z = Input.number(input, 32, 32);
        BigInteger y = Input.number(input, 64, 32);
        if (!input.slice(0, 32).equals(Bytes.owning(hash))
                || z.max(y).compareTo(BlsGroup.ORDER) >= 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            boolean isRight = isRight(arena, commitment, input.slice(96 + POINT_SIZE), z, y);
            return isRight ? Optional.of(OUTPUT) : Optional.empty();
        }
    }

    private static boolean isRight(
            Arena arena, Bytes commitment, Bytes proof, BigInteger z, BigInteger y) {
        Optional<MemorySegment> c = decode(arena, DECODE_1, BlsGroup.G1, commitment);
        Optional<MemorySegment> pi = decode(arena, DECODE_1, BlsGroup.G1, proof);
        if (c.isEmpty() || pi.isEmpty()) {
            return false;
        }
        MemorySegment left = BlsGroup.G1.fromAffine(arena, c.get());
        MemorySegment generator = constant(arena, DECODE_1, BlsGroup.G1, GENERATOR_1);
        left = plusMultiple(arena, left, generator, BlsGroup.ORDER.subtract(y).mod(BlsGroup.ORDER));
        left = plusMultiple(arena, left, pi.get(), z);
        return BlsPairing.isProductOne(
                arena,
                List.of(
                        new BlsPairing.Pair(
                                BlsGroup.G1.toAffine(arena, left),
                                constant(arena, DECODE_2, BlsGroup.G2, NEGATIVE_GENERATOR_2)),
                        new BlsPairing.Pair(
                                pi.get(), constant(arena, DECODE_2, BlsGroup.G2, SETUP_POINT))));
    }

    private static MemorySegment plusMultiple(
            Arena arena, MemorySegment sum, MemorySegment affine, BigInteger scalar) {
        MemorySegment point = BlsGroup.G1.fromAffine(arena, affine);
        return BlsGroup.G1.add(arena, sum, BlsGroup.G1.multiply(arena, point, scalar));
    }

    private static Optional<MemorySegment> decode(
            Arena arena, Blst.Decode decode, BlsGroup group, Bytes compressed) {
        MemorySegment encoded = arena.allocate(compressed.size());
        MemorySegment.copy(
                compressed.toArray(), 0, encoded, ValueLayout.JAVA_BYTE, 0, compressed.size());
        MemorySegment point = group.newAffine(arena);
        return decode.call(point, encoded) && group.isMember(point)
                ? Optional.of(point)
                : Optional.empty();
    }

    private static MemorySegment constant(
            Arena arena, Blst.Decode decode, BlsGroup group, Bytes compressed) {
        return decode(arena, decode, group, compressed).orElseThrow();
    }
}
