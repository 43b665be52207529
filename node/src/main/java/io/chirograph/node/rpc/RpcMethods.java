package io.chirograph.node.rpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// All methods by name. Complete before it is given to [JsonRpc], immutable from then on.
final class RpcMethods {
    private final Map<String, RpcMethod> byName = new HashMap<>();

    /// The same, to be added to.
    RpcMethods copy() {
        RpcMethods copy = new RpcMethods();
        copy.byName.putAll(byName);
        return copy;
    }

    RpcMethods add(String name, RpcMethod method) {
        if (byName.putIfAbsent(name, method) != null) {
            throw new IllegalArgumentException("the RPC method " + name + " is there already");
        }
        return this;
    }

    Optional<RpcMethod> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
