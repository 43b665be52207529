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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which network a node belongs to, and who in it the node is: a founder, or a member that joins later.
///
/// @param member holds `keys`
public record MemberIdentity(Genesis genesis, MemberKeys keys, Member member) {
    /// Reads the genesis, the keys and, for who is no founder, the member file.
    /// @throws NodeException when a file is missing or malformed, or the keys are of somebody else
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
        Optional<Member> founder =
                genesis.members().stream().filter(each -> isOf(each, keys)).findFirst();
        Member member = founder.orElseGet(() -> readMember(config, keys));
        if (!member.tlsPublicKey().equals(keys.tlsKey().publicKey())
                || !member.account().equals(keys.accountKey().address())) {
            throw new NodeException(
                    "the TLS or account key in %s is not the one of member %s in %s"
                            .formatted(
                                    config.keyDirectory(),
                                    member.name(),
                                    founder.isPresent()
                                            ? config.genesisFile()
                                            : config.memberFile()));
        }
        return new MemberIdentity(genesis, keys, member);
    }

    private static boolean isOf(Member member, MemberKeys keys) {
        return member.validator().equals(keys.signingKey().address());
    }

    private static Member readMember(NodeConfig config, MemberKeys keys) {
        String whose =
                "the signing key in %s is of validator %s, which is no member in %s"
                        .formatted(
                                config.keyDirectory(),
                                keys.signingKey().address(),
                                config.genesisFile());
        Path file = config.memberFile();
        Member member;
        try {
            member = readMember(file);
        } catch (NoSuchFileException e) {
            throw new NodeException(
                    "%s; a member that joins later has its own file, but there is no %s: set memberFile"
                            .formatted(whose, file),
                    e);
        }
        if (!isOf(member, keys)) {
            throw new NodeException(
                    "%s, and the member file %s is of validator %s"
                            .formatted(whose, file, member.validator()));
        }
        return member;
    }

    private static Member readMember(Path file) throws NoSuchFileException {
        try {
            if (Files.size(file) > Member.FILE_BYTES_MAX) {
                throw new NodeException(
                        "member file %s has %d bytes, at most %d are allowed"
                                .formatted(file, Files.size(file), Member.FILE_BYTES_MAX));
            }
            return Member.fromJson(Bytes.owning(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | MalformedException e) {
            throw new NodeException("member file %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /// The members of these files, by the same seats.
    /// @throws NodeException when a file is missing or malformed
    static SortedMap<Integer, Member> readMembers(SortedMap<Integer, Path> files) {
        SortedMap<Integer, Member> members = new TreeMap<>();
        files.forEach((seat, file) -> {
            try {
                members.put(seat, readMember(file));
            } catch (NoSuchFileException e) {
                throw new NodeException(
                        "no member file %s, which network.members.%d names".formatted(file, seat),
                        e);
            }
        });
        return members;
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
}
