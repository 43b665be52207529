package io.chirograph.cli.client;

import io.chirograph.cli.console.CommandFailure;
import java.net.URI;

/// A node refused a request for a reason of its own.
public final class RefusedRequestException extends CommandFailure {
    private final String reason;

    RefusedRequestException(URI address, int status, String reason) {
        super("%s answered with status %d: %s".formatted(address, status, reason));
        this.reason = reason;
    }

    /// What the node said, without where it was asked.
    public String reason() {
        return reason;
    }
}
