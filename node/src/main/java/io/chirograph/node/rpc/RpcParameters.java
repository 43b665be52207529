package io.chirograph.node.rpc;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A call's parameters by place, from 0. Those behind the last one given count as absent, and so does null.
final class RpcParameters {
    private final ArrayNode values;

    RpcParameters(ArrayNode values) {
        this.values = values;
    }

    /// @throws RpcException when there are more, since what they mean would be ignored
    RpcParameters countAtMost(int max) {
        if (values.size() > max) {
            throw RpcException.invalidParameters(
                    "there are " + values.size() + " parameters, at most " + max + " are expected");
        }
        return this;
    }

    Optional<JsonNode> optional(int index) {
        JsonNode value = values.path(index);
        return Values.isAbsent(value) ? Optional.empty() : Optional.of(value);
    }

    JsonNode required(int index, String what) {
        return optional(index)
                .orElseThrow(() ->
                        RpcException.invalidParameters(
                                "parameter " + index + ", " + what + ", is missing"));
    }

    Address address(int index) {
        return Values.address(required(index, "an address"), "the address");
    }

    Hash32 hash(int index) {
        return Values.hash(required(index, "a hash"), "the hash");
    }

    Bytes bytes(int index, String what) {
        return Values.bytes(required(index, what), what);
    }

    /// The block at `index`, `latest` when absent.
    BlockParameter block(int index) {
        return optional(index).map(BlockParameter::parse).orElse(new BlockParameter.Latest());
    }
}
