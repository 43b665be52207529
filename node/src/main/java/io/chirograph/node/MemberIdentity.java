package io.chirograph.node;

import io.chirograph.node.config.MemberKeys;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.Genesis;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.Member;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Which network a node belongs to, and which of its members it is.
///
/// @param index of the member in the genesis
public record MemberIdentity(Genesis genesis, MemberKeys keys, int index) {
    /// Reads the genesis and the keys, and finds the member that has them.
    /// @throws NodeException when a file is missing or malformed, or the keys are of no member
    static MemberIdentity read(NodeConfig config) {
        Genesis genesis = readGenesis(config.genesisFile());
        MemberKeys keys;
        try {
            keys = MemberKeys.read(config.keyDirectory());
        } catch (NoSuchFileException e) {
            throw new NodeException(
                    "no key file %s; make the member's keys with 'chirograph member new'"
                            .formatted(e.getFile()),
                    e);
        } catch (IOException e) {
            throw new NodeException(String.valueOf(e.getMessage()), e);
        }
        int index = genesis.validatorSet().indexOf(keys.signingKey().address()).orElse(-1);
        if (index < 0) {
            throw new NodeException(
                    "the signing key in %s is of validator %s, which is no member in %s"
                            .formatted(
                                    config.keyDirectory(),
                                    keys.signingKey().address(),
                                    config.genesisFile()));
        }
        Member member = genesis.members().get(index);
        if (!member.tlsPublicKey().equals(keys.tlsKey().publicKey())
                || !member.account().equals(keys.accountKey().address())) {
            throw new NodeException(
                    "the TLS or account key in %s is not the one of member %s in %s"
                            .formatted(config.keyDirectory(), member.name(), config.genesisFile()));
        }
        return new MemberIdentity(genesis, keys, index);
    }

    private static Genesis readGenesis(Path file) {
        try {
            if (Files.size(file) > Genesis.FILE_BYTES_MAX) {
                throw new NodeException(
                        "genesis file %s has %d bytes, at most %d are allowed"
                                .formatted(file, Files.size(file), Genesis.FILE_BYTES_MAX));
            }
            return Genesis.fromJson(Bytes.owning(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new NodeException(
                    "no genesis file %s; make it with 'chirograph genesis build'".formatted(file),
                    e);
        } catch (IOException | MalformedException e) {
            throw new NodeException("genesis file %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    public Member member() {
        return genesis.members().get(index);
    }
}
