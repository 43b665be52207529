package io.chirograph.node.members;

import io.chirograph.types.Hash32;

/// What became of a member's wish.
public sealed interface MemberAnswer {
    /// A certified block has it.
    record Done(Hash32 transaction, long height) implements MemberAnswer {}

    /// It is sent, but was in no certified block in time.
    record Sent(Hash32 transaction) implements MemberAnswer {}

    /// Nothing changed.
    ///
    /// @param reason one line for people
    record Refused(String reason) implements MemberAnswer {}
}
