package io.chirograph.benchmarks.consensus;

import io.chirograph.consensus.pbft.Membership;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.TlsKey;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/// The keys of all members of a benchmark's network, in one file that its processes share: nobody's secret
/// is worth anything here.
record ClusterKeys(List<Keys> members) {
    private static final Hash32 GENESIS =
            Hashes.keccak256(Bytes.ofUtf8("chirograph benchmark of the agreement"));

    /// @param session for the key agreement with clients
    record Keys(SigningKey signing, TlsKey tls, PrivateKey sessionKey, PublicKey session) {}

    ClusterKeys {
        members = List.copyOf(members);
    }

    static ClusterKeys generate(int count, SecureRandom random) {
        List<Keys> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyPair session = newSessionKeys();
            members.add(
                    new Keys(
                            SigningKey.generate(random),
                            TlsKey.generate(random),
                            session.getPrivate(),
                            session.getPublic()));
        }
        return new ClusterKeys(members);
    }

    static KeyPair newSessionKeys() {
        try {
            return KeyPairGenerator.getInstance("X25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no X25519", e);
        }
    }

    static PublicKey readSessionKey(Bytes x509) {
        try {
            return KeyFactory.getInstance("X25519")
                    .generatePublic(new X509EncodedKeySpec(x509.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no X25519 key: " + x509, e);
        }
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Keys keys : members) {
            lines.add(keys.signing().secret().toHex());
            lines.add(keys.tls().pkcs8().toHex());
            lines.add(Bytes.copyOf(keys.sessionKey().getEncoded()).toHex());
            lines.add(Bytes.copyOf(keys.session().getEncoded()).toHex());
        }
        Files.write(file, lines);
    }

    static ClusterKeys read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Keys> members = new ArrayList<>();
        try {
            KeyFactory sessions = KeyFactory.getInstance("X25519");
            for (int i = 0; i + 3 < lines.size(); i += 4) {
                members.add(
                        new Keys(
                                SigningKey.of(Hash32.of(Bytes.fromHex(lines.get(i)))),
                                TlsKey.ofPkcs8(Bytes.fromHex(lines.get(i + 1))),
                                sessions.generatePrivate(
                                        new PKCS8EncodedKeySpec(
                                                Bytes.fromHex(lines.get(i + 2)).toArray())),
                                readSessionKey(Bytes.fromHex(lines.get(i + 3)))));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(file + " holds no keys", e);
        }
        return new ClusterKeys(members);
    }

    Hash32 genesisHash() {
        return GENESIS;
    }

    Membership membership(int self) {
        ValidatorSet validators =
                new ValidatorSet(members.stream().map(keys -> keys.signing().address()).toList());
        return Membership.of(GENESIS, validators, self);
    }
}
