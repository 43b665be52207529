package io.chirograph.node.rest;

import io.chirograph.network.Lane;
import io.chirograph.node.config.Endpoint;
import io.chirograph.types.Address;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node knows of one of its peers.
///
/// @param index the peer's seat, or what it has in its stead while it is to join
/// @param validator the address of its signing key
/// @param endpoint where it is called
/// @param connected the lanes on which frames go
/// @param over the peer over which it is reached while the link to it is broken; empty when it is not
/// @param word what it said last of itself
public record PeerStatus(
        int index,
        String name,
        Address validator,
        Endpoint endpoint,
        List<Lane> connected,
        String over,
        Word word) {
    /// What a peer says of itself.
    public sealed interface Word {
        /// Nothing, in the last half hour.
        record None() implements Word {}

        /// @param runs whether it runs, or said that it stops
        /// @param endpoint where it says that it is reached
        record Said(boolean runs, Endpoint endpoint, Instant at) implements Word {}
    }

    public PeerStatus {
        connected = List.copyOf(connected);
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object()
                        .put("index", index)
                        .put("name", name)
                        .put("validator", validator.toHex())
                        .put("endpoint", endpoint.toString());
        ArrayNode lanes = json.putArray("connected");
        connected.forEach(lane -> lanes.add(lane.name().toLowerCase(Locale.ROOT)));
        if (!over.isEmpty()) {
            json.put("reachedOver", over);
        }
        switch (word) {
            case Word.None _ -> json.put("announced", "nothing");
            case Word.Said(boolean runs, Endpoint announced, Instant at) ->
                    json.put("announced", runs ? "runs" : "stops")
                            .put("announcedEndpoint", announced.toString())
                            .put("announcedAt", at.toString());
        }
        return json;
    }
}
