package io.chirograph.proof.document;

import io.chirograph.crypto.Hashes;
import io.chirograph.proof.AbiWords;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The Java face of the system contract that anchors documents (`src/main/solidity/DocumentRegistry.sol`):
/// where it is, what runs there, how it is called, and where its storage holds an entry.
public final class DocumentRegistry {
    /// Genesis puts [#runtimeCode()] here; the number reads "c4170", for chirograph.
    public static final Address ADDRESS =
            Address.fromHex("0x00000000000000000000000000000000000c4170");

    /// First topic of `Registered(id, owner, previous, …)`; the three named fields are topics 1 to 3.
    public static final Hash32 REGISTERED_TOPIC =
            Hashes.keccak256(
                    Bytes.ofUtf8(
                            "Registered(bytes32,address,bytes32,bytes32,uint64,bytes32,uint32,"
                                    + "bytes32,bytes32,uint32)"));

    /// First topic of `Withdrawn(id, owner)`; both fields are topics.
    public static final Hash32 WITHDRAWN_TOPIC =
            Hashes.keccak256(Bytes.ofUtf8("Withdrawn(bytes32,address)"));

    private static final Bytes RUNTIME_CODE = readCode();

    /// What the registry says of a document.
    public enum Status {
        /// The current version.
        REGISTERED,
        /// Registered, and a newer version is too.
        SUPERSEDED,
        /// Its owner no longer stands by it.
        WITHDRAWN
    }

    /// What is on record about a document.
    ///
    /// @param digest [Registration#digest()]
    /// @param height of the block that registered it
    /// @param version from 1
    public record Entry(Hash32 digest, Address owner, long height, long version, Status status) {}

    private DocumentRegistry() {}

    /// The contract's code as genesis deploys it.
    public static Bytes runtimeCode() {
        return RUNTIME_CODE;
    }

    /// The call that registers a document; its sender must be the registration's owner.
    public static Bytes registerCall(Registration document) {
        return AbiWords.call(
                "register((bytes32,uint64,bytes32,uint32,bytes32,bytes32,bytes32))",
                document.contentHash(),
                AbiWords.word(document.size()),
                document.textRoot(),
                AbiWords.word(document.passageCount()),
                document.extractor().word(),
                document.previous(),
                document.accessRoot());
    }

    /// The call that withdraws a document; its sender must be the document's owner.
    public static Bytes withdrawCall(Hash32 id) {
        return AbiWords.call("withdraw(bytes32)", id);
    }

    public static Bytes isRegisteredCall(Hash32 id) {
        return AbiWords.call("isRegistered(bytes32)", id);
    }

    /// @param output of [#isRegisteredCall]
    public static boolean decodeIsRegistered(Bytes output) {
        return !UInt256.of(output).isZero();
    }

    public static Bytes entryCall(Hash32 id) {
        return AbiWords.call("entry(bytes32)", id);
    }

    /// The entry that [#entryCall] returned; empty when nothing is on record.
    /// @throws IllegalArgumentException when `output` is not from the registry
    public static Optional<Entry> decodeEntry(Bytes output) {
        if (output.size() != 5 * Hash32.SIZE) {
            throw new IllegalArgumentException(
                    "an entry has 5 words of 32 bytes, not " + output.size() + " bytes");
        }
        return entry(
                Hash32.of(output.slice(0, 32)),
                Address.of(output.slice(44, 64)),
                UInt256.of(output.slice(64, 96)).toLong(),
                UInt256.of(output.slice(96, 128)).toLong(),
                UInt256.of(output.slice(128)).toLong());
    }

    /// The storage slot of a document's digest.
    public static UInt256 digestSlot(Hash32 id) {
        return UInt256.of(Hashes.keccak256(AbiWords.join(id, Hash32.ZERO)));
    }

    /// The storage slot of a document's owner, height, version and status.
    public static UInt256 stateSlot(Hash32 id) {
        return digestSlot(id).plus(UInt256.ONE);
    }

    /// The entry in the two storage words of a document; empty when nothing is on record.
    /// @throws IllegalArgumentException when the words are not from the registry
    public static Optional<Entry> decodeStorage(Hash32 digest, Hash32 state) {
        Bytes word = state.bytes();
        if (word.get(0) != 0) {
            throw new IllegalArgumentException("a registry entry can't hold the word " + state);
        }
        return entry(
                digest,
                Address.of(word.slice(12)),
                UInt256.of(word.slice(6, 12)).toLong(),
                UInt256.of(word.slice(2, 6)).toLong(),
                word.get(1));
    }

    private static Optional<Entry> entry(
            Hash32 digest, Address owner, long height, long version, long status) {
        if (status == 0) {
            return Optional.empty();
        }
        if (status < 0 || status > Status.values().length) {
            throw new IllegalArgumentException("a registry entry has no status " + status);
        }
        return Optional.of(
                new Entry(digest, owner, height, version, Status.values()[(int) status - 1]));
    }

    private static Bytes readCode() {
        try (InputStream in = DocumentRegistry.class.getResourceAsStream("DocumentRegistry.hex")) {
            if (in == null) {
                throw new InvariantViolation("this build lacks DocumentRegistry.hex");
            }
            return Bytes.fromHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("reading DocumentRegistry.hex", e);
        }
    }
}
