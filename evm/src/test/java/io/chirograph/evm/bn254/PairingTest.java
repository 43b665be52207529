package io.chirograph.evm.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairingTest {
    private static final G1 P =
            G1.decode(Bytes.fromHex("00".repeat(31) + "01" + "00".repeat(31) + "02")).orElseThrow();

    /// The generator of EIP-197.
    private static final G2 Q =
            G2.decode(
                            Bytes.fromHex(
                                    "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                                        + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                                        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                                        + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"))
                    .orElseThrow();

    @Test
    void isLinearInTheFirstArgument() {
        BigInteger a = BigInteger.valueOf(123_456_789);
        BigInteger b = Pairing.ORDER.subtract(a).subtract(BigInteger.TWO);
        List<Pairing.Pair> pairs =
                List.of(
                        new Pairing.Pair(P.times(a), Q),
                        new Pairing.Pair(P.times(b), Q),
                        new Pairing.Pair(P.plus(P), Q));
        assertThat(Pairing.isProductOne(pairs)).isTrue();
        assertThat(Pairing.isProductOne(pairs.subList(0, 2))).isFalse();
    }

    @Test
    void isNotDegenerate() {
        assertThat(Pairing.isProductOne(List.of(new Pairing.Pair(P, Q)))).isFalse();
    }

    @Test
    void infinityPairsToOne() {
        G1 infinity = P.times(Pairing.ORDER);
        assertThat(infinity.encode()).isEqualTo(Bytes.owning(new byte[G1.SIZE]));
        assertThat(Pairing.isProductOne(List.of(new Pairing.Pair(infinity, Q)))).isTrue();
    }

    @Test
    void pointsOffTheCurveAreRejected() {
        assertThat(G1.decode(Bytes.fromHex("00".repeat(31) + "01" + "00".repeat(31) + "03")))
                .isEmpty();
    }
}
