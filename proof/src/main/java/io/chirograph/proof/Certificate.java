package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A quorum's signatures on one executed block: with the validator set at hand, anyone can check it.
///
/// @param height the block's number, at least 1 (the genesis is agreed outside, by its hash)
/// @param signatures by the validator's index; at most one of each
public record Certificate(
        Hash32 validatorSetId,
        long height,
        Hash32 blockHash,
        SortedMap<Integer, Signature> signatures) {
    /// Separates these votes from all else the same keys sign.
    private static final Hash32 VOTE_DOMAIN =
            Hashes.keccak256(Bytes.ofUtf8("chirograph execute vote 1"));

    public Certificate {
        signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
        if (height < 1) {
            throw new IllegalArgumentException("certificate: height is at least 1, not " + height);
        }
        if (signatures.isEmpty() || signatures.size() > ValidatorSet.VALIDATORS_MAX) {
            throw new IllegalArgumentException(
                    "certificate: 1 to %d signatures are allowed, not %d"
                            .formatted(ValidatorSet.VALIDATORS_MAX, signatures.size()));
        }
        if (signatures.firstKey() < 0 || signatures.lastKey() >= ValidatorSet.VALIDATORS_MAX) {
            throw new IllegalArgumentException(
                    "certificate: validator indexes are 0 to %d, not %s"
                            .formatted(ValidatorSet.VALIDATORS_MAX - 1, signatures.keySet()));
        }
    }

    /// What a validator signs for a block it executed. The bytes hashed are five 32-byte words, so a
    /// contract computes the same with `keccak256(abi.encode(…))`:
    ///
    /// | word | content |
    /// |---|---|
    /// | 0 | Keccak-256 of `chirograph execute vote 1` |
    /// | 1 | genesis hash |
    /// | 2 | validator set id |
    /// | 3 | height, most significant byte first |
    /// | 4 | block hash |
    public static Hash32 voteHash(
            Hash32 genesisHash, Hash32 validatorSetId, long height, Hash32 blockHash) {
        byte[] words = new byte[5 * Hash32.SIZE];
        int offset = VOTE_DOMAIN.copyTo(words, 0);
        offset = genesisHash.copyTo(words, offset);
        offset = validatorSetId.copyTo(words, offset);
        offset = UInt256.of(height).toHash32().copyTo(words, offset);
        blockHash.copyTo(words, offset);
        return Hashes.keccak256(words);
    }

    /// @throws RlpException when `rlp` is not exactly one canonical certificate
    public static Certificate fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        Hash32 validatorSetId = fields.hash();
        long height = fields.number();
        Hash32 blockHash = fields.hash();
        SortedMap<Integer, Signature> signatures = new TreeMap<>();
        RlpReader entries = fields.list();
        while (entries.hasNext()) {
            RlpReader entry = entries.list();
            int index = entry.number(ValidatorSet.VALIDATORS_MAX - 1);
            if (!signatures.isEmpty() && index <= signatures.lastKey()) {
                throw new RlpException(
                        "certificate: validator %d comes after %d, indexes must ascend"
                                .formatted(index, signatures.lastKey()));
            }
            Bytes signature = entry.bytes(Signature.SIZE);
            entry.end();
            signatures.put(
                    index,
                    Signature.decode(signature)
                            .orElseThrow(() ->
                                    new RlpException(
                                            "certificate: validator %d's signature is malformed: %s"
                                                    .formatted(index, signature))));
        }
        fields.end();
        try {
            return new Certificate(validatorSetId, height, blockHash, signatures);
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }

    public Bytes toRlp() {
        return RlpWriter.list(w ->
                w.hash(validatorSetId)
                        .number(height)
                        .hash(blockHash)
                        .beginList(entries -> writeSignatures(entries)));
    }

    private void writeSignatures(RlpWriter entries) {
        for (Map.Entry<Integer, Signature> entry : signatures.entrySet()) {
            entries.beginList(
                    w -> w.number(entry.getKey().longValue()).bytes(entry.getValue().encode()));
        }
    }

    /// Checks every signature against `validators`, and that they are a quorum.
    /// @return what is wrong, or nothing when the certificate proves its block
    public Optional<String> verify(Hash32 genesisHash, ValidatorSet validators) {
        if (!validatorSetId.equals(validators.id())) {
            return problem(
                    "is of validator set %s, expected %s"
                            .formatted(validatorSetId, validators.id()));
        }
        for (int index : signatures.keySet()) {
            if (!validators.isSeated(index)) {
                return problem(
                        "names validator %d, which is not one of the %d in the set"
                                .formatted(index, validators.size()));
            }
        }
        int quorum = validators.quorum().size();
        if (signatures.size() < quorum) {
            return problem(
                    "has %d signatures, a quorum of %d validators is %d"
                            .formatted(signatures.size(), validators.size(), quorum));
        }
        Hash32 digest = voteHash(genesisHash, validatorSetId, height, blockHash);
        for (Map.Entry<Integer, Signature> entry : signatures.entrySet()) {
            Address expected = validators.validators().get(entry.getKey());
            if (!entry.getValue().signer(digest).equals(Optional.of(expected))) {
                return problem(
                        "has a signature for validator %d that is not by %s over this block and genesis %s"
                                .formatted(entry.getKey(), expected, genesisHash));
            }
        }
        return Optional.empty();
    }

    private Optional<String> problem(String text) {
        return Optional.of("the certificate of block " + height + " " + text);
    }
}
