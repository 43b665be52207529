package io.chirograph.consensus.pbft;

/// Why a request or a proposed batch is refused.
public enum Refusal {
    /// The batch holds more requests or bytes than a batch may, or the request more than a request may.
    TOO_LARGE,
    /// A request without payload.
    EMPTY,
    /// A request older than the limit, measured against the batch's timestamp.
    TOO_OLD,
    /// A request from the future, measured against the batch's timestamp.
    FROM_THE_FUTURE,
    /// A signature that its claimed signer did not make.
    BAD_SIGNATURE,
    /// A batch that is not the one its digest names.
    WRONG_DIGEST,
    /// A request of someone who is no validator.
    NOT_A_MEMBER,
    /// The same request again: waiting, ordered already, or twice in one batch.
    DUPLICATE,
    /// A batch whose timestamp is too far from this replica's clock.
    CLOCK_SKEW,
    /// A batch that names another proposer than the one who proposes it.
    WRONG_PROPOSER,
    /// As many requests as allowed are waiting, in all or of this client.
    QUEUE_FULL,
    /// A proof without the quorum it needs.
    NO_QUORUM,
    /// Bytes that are no message, or a message that contradicts itself.
    MALFORMED
}
