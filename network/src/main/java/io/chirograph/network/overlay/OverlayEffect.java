package io.chirograph.network.overlay;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;

/// What an [Overlay] wants done. Immutable.
public sealed interface OverlayEffect {
    /// Send `frame` to a neighbour.
    record Send(Address neighbour, Bytes frame) implements OverlayEffect {}

    /// A member that is not heard by its own link can be reached now, over that neighbour; or over another than before.
    record Reached(Address member, Address over) implements OverlayEffect {}

    /// It can't be any more, or need not.
    record Lost(Address member) implements OverlayEffect {}

    /// What a member has sent by [Overlay#send].
    record Delivered(Address origin, int kind, Bytes payload) implements OverlayEffect {}

    /// What is known of a member's place has changed: [Overlay#announcement] tells to what.
    record Moved(Address member) implements OverlayEffect {}
}
