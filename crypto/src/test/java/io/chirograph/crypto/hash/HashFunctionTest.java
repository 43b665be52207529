package io.chirograph.crypto.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import java.util.List;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashFunctionTest {
    private static final List<HashFunction> ALL =
            List.of(
                    HashFunction.KECCAK_256,
                    HashFunction.SHA_256,
                    HashFunction.SHA_512,
                    HashFunction.SHA3_256,
                    HashFunction.RIPEMD_160,
                    HashFunction.BLAKE2B_256);

    /// From FIPS 180-4, FIPS 202, the page of RIPEMD-160's authors and the Keccak team's vectors.
    @ParameterizedTest
    @CsvSource({
        "Keccak-256, 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        "SHA-256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA-512, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "SHA3-256, 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        "RIPEMD-160, 8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
        "BLAKE2b-256, bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
    })
    void hashesAbcAsItsStandardDoes(String name, String hash) {
        HashFunction function =
                ALL.stream().filter(each -> each.name().equals(name)).findAny().orElseThrow();
        assertThat(function.hash(Bytes.ofUtf8("abc"))).isEqualTo(Bytes.fromHex(hash));
        assertThat(function.sizeBytes()).isEqualTo(hash.length() / 2);
    }

    @Test
    void agreesWithAnotherLibraryOnEverySize() {
        for (int size = 0; size < 300; size++) {
            Bytes input = Bytes.owning(new byte[size]);
            agree(HashFunction.KECCAK_256, new KeccakDigest(256), input);
            agree(HashFunction.SHA_256, new SHA256Digest(), input);
            agree(HashFunction.SHA_512, new SHA512Digest(), input);
            agree(HashFunction.SHA3_256, new SHA3Digest(256), input);
        }
    }

    private static void agree(HashFunction function, Digest referee, Bytes input) {
        referee.update(input.toArray(), 0, input.size());
        byte[] expected = new byte[referee.getDigestSize()];
        referee.doFinal(expected, 0);
        assertThat(function.hash(input)).as(function.name()).isEqualTo(Bytes.owning(expected));
    }
}
