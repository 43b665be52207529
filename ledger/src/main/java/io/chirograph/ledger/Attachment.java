package io.chirograph.ledger;

import io.chirograph.types.Hash32;

/// What came of attaching a certificate.
public sealed interface Attachment {
    /// The certificate is kept; the newest certified block is at least as high.
    record Attached() implements Attachment {}

    /// The block is not executed yet; attach the certificate again when it is.
    record NotExecuted(long executedHeight) implements Attachment {}

    /// A quorum certified another block than this node executed. Nothing was kept: the node must stop,
    /// keep the evidence and synchronise anew.
    record Diverged(Hash32 executed, Hash32 certified) implements Attachment {}
}
