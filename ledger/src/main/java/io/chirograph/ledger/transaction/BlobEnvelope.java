package io.chirograph.ledger.transaction;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import java.util.ArrayList;
import java.util.List;

/// The form in which wallets send a blob transaction: the blobs beside it, which no block has.
///
/// | | RLP behind the type 3 |
/// |---|---|
/// | in a block | `[chain id, nonce, …]` |
/// | sent (EIP-4844) | `[[chain id, nonce, …], blobs, commitments, proofs]` |
/// | sent (EIP-7594) | `[[chain id, nonce, …], 1, blobs, commitments, cell proofs]` |
public final class BlobEnvelope {
    private static final byte BLOB_TYPE = 3;
    private static final int BLOB_BYTES = 1 << 17;
    private static final int COMMITMENT_BYTES = 48;
    private static final byte HASH_VERSION = 1;

    /// More than a block takes of them.
    private static final int BLOBS_MAX = 128;

    private static final int PROOFS_MAX = BLOBS_MAX * 128;

    private BlobEnvelope() {}

    /// `sent` as a block has it: without blobs, when there are any. Their commitments must be those that the
    /// transaction names, but nobody looks at what is in the blobs.
    /// @throws RlpException when blobs are there but not as the table has them
    public static Bytes withoutBlobs(Bytes sent) {
        if (sent.isEmpty() || sent.get(0) != BLOB_TYPE) {
            return sent;
        }
        RlpReader fields = RlpReader.list(sent.slice(1));
        if (!fields.hasNext() || !fields.nextIsList()) {
            return sent;
        }
        Bytes envelope = Bytes.concat(sent.slice(0, 1), fields.encoded());
        if (!fields.nextIsList() && fields.number() != HASH_VERSION) {
            throw new RlpException("blobs come in form 1, or without naming one");
        }
        List<Bytes> blobs = fields.list(BLOBS_MAX, blob -> blob.bytes(BLOB_BYTES));
        List<Bytes> commitments = fields.list(BLOBS_MAX, each -> each.bytes(COMMITMENT_BYTES));
        fields.list(PROOFS_MAX, proof -> proof.bytes(COMMITMENT_BYTES));
        fields.end();
        check(envelope, blobs, commitments);
        return envelope;
    }

    private static void check(Bytes envelope, List<Bytes> blobs, List<Bytes> commitments) {
        if (!blobs.stream().allMatch(blob -> blob.size() == BLOB_BYTES)) {
            throw new RlpException("a blob has " + BLOB_BYTES + " bytes");
        }
        List<Hash32> hashes = new ArrayList<>();
        for (Bytes commitment : commitments) {
            Bytes hash = Hashes.sha256(commitment).bytes().slice(1);
            hashes.add(Hash32.of(Bytes.concat(Bytes.copyOf(HASH_VERSION), hash)));
        }
        boolean isMatch =
                Transaction.decode(envelope) instanceof Transaction.Valid(Transaction transaction)
                        && transaction.unsigned() instanceof UnsignedTransaction.Blob blob
                        && blob.blobHashes().equals(hashes)
                        && blobs.size() == hashes.size();
        if (!isMatch) {
            throw new RlpException("the blobs are not those that the transaction commits to");
        }
    }
}
