package io.chirograph.node.documents;

import io.chirograph.knowledge.StoredDocument;
import io.chirograph.types.Hash32;
import java.time.Duration;

/// What became of a document that was put.
public sealed interface PutAnswer {
    /// From the start to the answer.
    Duration time();

    /// A certified block has its registration.
    record Registered(StoredDocument document, Hash32 transaction, long height, Duration time)
            implements PutAnswer {}

    /// The newest version of its name has the same content and readers, and is registered.
    record Unchanged(StoredDocument document, Duration time) implements PutAnswer {}

    /// Its registration is sent, but was not certified while the caller waited. It goes on by itself.
    record Submitted(StoredDocument document, Hash32 transaction, Duration time)
            implements PutAnswer {}

    /// Nothing is wrong with the node, but with the file.
    record Unreadable(String name, String reason, Duration time) implements PutAnswer {}

    /// It could not be registered.
    record Unregistered(String name, String reason, Duration time) implements PutAnswer {}
}
