package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final SigningKey KEY =
            SigningKey.of(
                    Hash32.fromHex(
                            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"));

    @Test
    void derivesTheAddressThatWalletsDerive() {
        assertThat(KEY.address().toHex()).isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    }

    @Test
    void signsSoThatEveryoneRecoversTheSigner() {
        Seed.of(0x5eed)
                .run(
                        "crypto",
                        SignatureTest.class,
                        random -> {
                            for (int i = 0; i < 200; i++) {
                                byte[] digest = new byte[32];
                                random.nextBytes(digest);
                                Hash32 hash = Hash32.of(digest);
                                Signature signature = KEY.sign(hash);
                                assertThat(signature.signer(hash)).contains(KEY.address());
                                assertThat(KEY.publicKey().verify(hash, signature)).isTrue();
                                assertThat(Signature.decode(signature.encode()))
                                        .contains(signature);
                                digest[i % 32] ^= 1;
                                assertThat(KEY.publicKey().verify(Hash32.of(digest), signature))
                                        .isFalse();
                            }
                        });
    }

    @Test
    void refusesTheMalleableTwinOfASignature() {
        Signature signature = KEY.sign(Hashes.EMPTY_KECCAK);
        UInt256 highS = UInt256.of(Secp256k1.ORDER).minus(signature.s());
        assertThatThrownBy(() -> new Signature(signature.r(), highS, 1 - signature.recoveryId()))
                .hasMessageContaining("out of range");
        byte[] twin = signature.encode().toArray();
        highS.toHash32().copyTo(twin, 32);
        assertThat(Signature.decode(Bytes.copyOf(twin))).isEmpty();
    }

    @Test
    void readsCompressedAndUncompressedKeysAndNothingElse() {
        Bytes point = KEY.publicKey().uncompressed();
        int sign = point.get(63) & 1;
        Bytes compressed = Bytes.concat(Bytes.copyOf((byte) (2 + sign)), point.slice(0, 32));
        assertThat(PublicKey.of(compressed)).isEqualTo(KEY.publicKey());
        assertThat(PublicKey.of(point)).isEqualTo(KEY.publicKey());
        assertThatThrownBy(() -> PublicKey.of(point.slice(1))).hasMessageContaining("not 63");
        assertThatThrownBy(() -> PublicKey.of(Bytes.owning(new byte[64])))
                .hasMessageContaining("not a point");
    }

    @Test
    void keepsSecretsOutOfTextAndRefusesZero() {
        assertThat(KEY.toString()).doesNotContain("ac0974");
        assertThatThrownBy(() -> SigningKey.of(Hash32.ZERO)).hasMessageContaining("from 1 to");
    }

    @Test
    void hashesAsPublished() {
        assertThat(Hashes.EMPTY_KECCAK.toHex())
                .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Hashes.EMPTY_TRIE_ROOT.toHex())
                .isEqualTo("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
        assertThat(Hashes.sha256(Bytes.ofUtf8("abc")).toHex())
                .isEqualTo("0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // RFC 4231, test case 2
        assertThat(
                        Hashes.hmacSha256(
                                        Bytes.ofUtf8("Jefe"),
                                        Bytes.ofUtf8("what do ya want for nothing?"))
                                .toHex())
                .isEqualTo("0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void bothWaysOfSigningGiveTheSameBytes() {
        for (int i = 0; i < 50; i++) {
            SigningKey key = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("key " + i)));
            Hash32 digest = Hashes.keccak256(Bytes.ofUtf8("digest " + i));
            assertThat(key.sign(digest)).isEqualTo(key.signAndRecover(digest));
            assertThat(key.sign(digest).signer(digest)).hasValue(key.address());
        }
    }

    @Test
    void blindingIsNotSeenInSignatures() {
        Hash32 digest = Hashes.keccak256(Bytes.ofUtf8("digest"));
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 3; i++) {
            Optional<RecoverableSigner> blinded = RecoverableSigner.find(random);
            assertThat(blinded).isPresent();
            assertThat(blinded.get().sign(digest, KEY.secret()))
                    .isEqualTo(KEY.signAndRecover(digest));
        }
    }
}
