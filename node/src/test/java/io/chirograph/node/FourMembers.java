package io.chirograph.node;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.Member;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The keys of four members, and what they found and sign together. Immutable.
final class FourMembers {
    static final List<SigningKey> KEYS =
            IntStream.range(0, 4)
                    .mapToObj(i -> SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("member " + i))))
                    .toList();

    static final Genesis GENESIS = genesis();

    private FourMembers() {}

    private static Genesis genesis() {
        SecureRandom random = new SecureRandom();
        List<Member> members =
                IntStream.range(0, KEYS.size())
                        .mapToObj(i ->
                                Member.bind(
                                        "member-" + i,
                                        KEYS.get(i),
                                        KEYS.get(i).address(),
                                        TlsKey.generate(random).publicKey(),
                                        "127.0.0.1",
                                        30_303 + i))
                        .toList();
        return new Genesis(1, 1_000, Genesis.GAS_LIMIT_DEFAULT, members, new TreeMap<>());
    }

    /// By the first three.
    static Certificate certificate(long height, Hash32 blockHash) {
        Hash32 setId = GENESIS.validatorSet().id();
        Hash32 vote = Certificate.voteHash(GENESIS.hash(), setId, height, blockHash);
        TreeMap<Integer, Signature> signatures = new TreeMap<>();
        IntStream.range(0, 3).forEach(i -> signatures.put(i, KEYS.get(i).sign(vote)));
        return new Certificate(setId, height, blockHash, signatures);
    }
}
