package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;

/// What an [Overlay] wants done. Immutable.
public sealed interface OverlayEffect {
    /// Send `frame` to a neighbour.
    record Send(Address neighbour, Bytes frame) implements OverlayEffect {}

    /// What is known of a member's place has changed: [Overlay#announcement] tells to what.
    record Moved(Address member) implements OverlayEffect {}
}
