package io.chirograph.ledger;

import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;

/// The payload of a request: the envelopes of the transactions that a node wants ordered, as an RLP list
/// of byte strings. The envelopes themselves are judged at execution, one by one.
public record Bundle(List<Bytes> envelopes) {
    public static final int COUNT_MAX = 16_384;

    /// No signed transaction is shorter; so the count of what has to be looked at has a bound in bytes.
    public static final int ENVELOPE_BYTES_MIN = 48;

    /// Holds the largest transaction, with its headers, and fits any batch.
    public static final int PAYLOAD_BYTES_MAX = 2 * Transaction.ENVELOPE_BYTES_MAX;

    /// What an envelope adds to the payload besides itself, at most.
    public static final int ENVELOPE_OVERHEAD_BYTES = 5;

    public Bundle {
        envelopes = List.copyOf(envelopes);
        if (envelopes.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a bundle has at most %d transactions, not %d"
                            .formatted(COUNT_MAX, envelopes.size()));
        }
    }

    /// What [#decode] found.
    public sealed interface Decoded {
        record Valid(Bundle bundle) implements Decoded {}

        record Invalid(String reason) implements Decoded {}
    }

    public static Decoded decode(Bytes payload) {
        if (payload.size() > PAYLOAD_BYTES_MAX) {
            return new Decoded.Invalid(
                    "a bundle has at most %d bytes, not %d"
                            .formatted(PAYLOAD_BYTES_MAX, payload.size()));
        }
        try {
            RlpReader elements = RlpReader.list(payload);
            List<Bytes> envelopes = new ArrayList<>();
            while (elements.hasNext()) {
                if (envelopes.size() == COUNT_MAX) {
                    return new Decoded.Invalid(
                            "a bundle has at most " + COUNT_MAX + " transactions");
                }
                Bytes envelope = elements.bytes();
                if (envelope.size() < ENVELOPE_BYTES_MIN) {
                    return new Decoded.Invalid(
                            "transaction %d of the bundle has %d bytes, none has less than %d"
                                    .formatted(
                                            envelopes.size(), envelope.size(), ENVELOPE_BYTES_MIN));
                }
                envelopes.add(envelope);
            }
            return new Decoded.Valid(new Bundle(envelopes));
        } catch (RlpException e) {
            return new Decoded.Invalid("not a list of transactions: " + e.getMessage());
        }
    }

    public Bytes encode() {
        return RlpWriter.list(w -> envelopes.forEach(w::bytes));
    }
}
