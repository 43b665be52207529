package io.chirograph.proof;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.Optional;

/// One validator set hands over to the next: the last block it certifies names those who certify from then on.
///
/// The name is in the header's `requestsHash` (EIP-7685: what the execution asks of the agreement), as the hash
/// of one request of the type [#REQUEST_TYPE] whose data is the next set's id. All other blocks of ours have no
/// requests.
///
/// @param header of the last block of the old set
/// @param certificate of that block, by the old set
/// @param next who certifies the blocks behind it
public record ValidatorChange(BlockHeader header, Certificate certificate, ValidatorSet next) {
    static final byte REQUEST_TYPE = (byte) 0xc4;

    /// Most bytes of [#toRlp()].
    public static final int BYTES_MAX = 1 << 15;

    /// The `requestsHash` of a block behind which `next` certifies.
    public static Hash32 requestsHash(ValidatorSet next) {
        Bytes request = Bytes.concat(Bytes.copyOf(REQUEST_TYPE), next.id().bytes());
        return Hashes.sha256(Hashes.sha256(request).bytes());
    }

    public long height() {
        return header.number();
    }

    /// Whether the certified block names the next set; who signed it is not looked at.
    /// @return what is wrong, or nothing
    Optional<String> problem() {
        if (!header.hash().equals(certificate.blockHash())
                || header.number() != certificate.height()) {
            return Optional.of(
                    "the header of block %d at a change of validators is not the certified one"
                            .formatted(header.number()));
        }
        return header.requestsHash().equals(requestsHash(next))
                ? Optional.empty()
                : Optional.of(
                        "block %d does not hand over to validator set %s"
                                .formatted(header.number(), next.id()));
    }

    /// The RLP list of header, certificate and set.
    public Bytes toRlp() {
        return RlpWriter.list(
                w -> w.encoded(header.toRlp()).encoded(certificate.toRlp()).encoded(next.toRlp()));
    }

    /// @throws RlpException when `rlp` is not exactly one change
    public static ValidatorChange fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        ValidatorChange change =
                new ValidatorChange(
                        BlockHeader.fromRlp(fields.encoded()),
                        Certificate.fromRlp(fields.encoded()),
                        ValidatorSet.fromRlp(fields.encoded()));
        fields.end();
        return change;
    }
}
