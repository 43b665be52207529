package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A whole request.
/// @param method in capitals
/// @param path decoded, without the query
/// @param query decoded values by name, in the order given
/// @param headers values by name, the names in small letters
/// @param remote whose connection it came on: the client, or the proxy before this server
public record HttpRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        Bytes body,
        InetAddress remote) {
    public HttpRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// The first value of this name in the query.
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// The first header of this name, in whichever case.
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }
}
