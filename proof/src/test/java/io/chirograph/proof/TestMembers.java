package io.chirograph.proof;

import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.types.UInt256;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Members with known signing keys for the tests of this package.
final class TestMembers {
    static final List<SigningKey> KEYS =
            IntStream.rangeClosed(1, 7)
                    .mapToObj(secret -> SigningKey.of(UInt256.of(secret).toHash32()))
                    .toList();
    private static final List<TlsKey> TLS_KEYS =
            KEYS.stream().map(key -> TlsKey.generate(new SecureRandom())).toList();

    private TestMembers() {}

    static Member member(int index) {
        return Member.bind(
                "member-" + index,
                KEYS.get(index),
                KEYS.get(index).address(),
                TLS_KEYS.get(index).publicKey(),
                "127.0.0.1",
                30303 + index);
    }

    static List<Member> members(int count) {
        return IntStream.range(0, count).mapToObj(TestMembers::member).toList();
    }

    static ValidatorSet validators(int count) {
        return new ValidatorSet(KEYS.stream().limit(count).map(SigningKey::address).toList());
    }
}
