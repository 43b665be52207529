package io.chirograph.node.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;

/// What keeps web pages of other sites away from a node that their reader's browser can reach.
///
/// A page may rebind its own name to this node's address and then talk to it as its own origin; so a name in
/// `Host` must be expected. An address cannot be rebound, so any is fine.
final class BrowserRules {
    private final HttpConfig config;

    BrowserRules(HttpConfig config) {
        this.config = config;
    }

    /// Why `request` must not be answered; empty when it may.
    Optional<HttpResponse> refusal(HttpRequest request) {
        Optional<String> host = request.header("Host");
        if (host.isEmpty()) {
            return Optional.of(ErrorAnswer.of(400, "the Host header is missing"));
        }
        String name = withoutPort(host.get()).toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || isAddress(name) || config.hostNames().contains(name)) {
            return Optional.empty();
        }
        return Optional.of(
                ErrorAnswer.of(
                        403,
                        "this node is not called '"
                                + name
                                + "'; name it in its configuration, or call it by its address"));
    }

    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return end <= 0 ? host : host.substring(0, end);
    }

    private static boolean isAddress(String name) {
        String bare =
                name.startsWith("[") && name.endsWith("]")
                        ? name.substring(1, name.length() - 1)
                        : name;
        return NetUtil.isValidIpV4Address(bare) || NetUtil.isValidIpV6Address(bare);
    }

    /// The answer to a browser's question whether a page of another origin may send a request; empty when
    /// `request` asks no such thing or gets no permission.
    Optional<HttpResponse> preflight(HttpRequest request) {
        if (!request.method().equals("OPTIONS")
                || request.header("Access-Control-Request-Method").isEmpty()
                || allowedOrigin(request).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                HttpResponse.text(204, "")
                        .with("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
                        .with("Access-Control-Allow-Headers", "Authorization, Content-Type")
                        .with("Access-Control-Max-Age", "600"));
    }

    /// Why a page must not open a WebSocket; empty when it may. Browsers ask nobody before they open one for a
    /// page of another origin, and let it read everything; so here such a page needs to be allowed beforehand.
    Optional<HttpResponse> webSocketRefusal(HttpRequest request) {
        Optional<String> origin = request.header("Origin");
        if (origin.isEmpty()
                || isOwn(origin.get(), request)
                || allowedOrigin(request).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                ErrorAnswer.of(403, "pages of this origin may not use this node's WebSocket"));
    }

    private static boolean isOwn(String origin, HttpRequest request) {
        int host = origin.indexOf("://");
        return host > 0
                && request.header("Host")
                        .filter(origin.substring(host + "://".length())::equalsIgnoreCase)
                        .isPresent();
    }

    /// `response`, readable by the page that asked if its origin is allowed.
    HttpResponse allow(HttpRequest request, HttpResponse response) {
        return allowedOrigin(request)
                .map(origin ->
                        response.with("Access-Control-Allow-Origin", origin).with("Vary", "Origin"))
                .orElse(response);
    }

    private Optional<String> allowedOrigin(HttpRequest request) {
        return request.header("Origin")
                .filter(origin ->
                        config.origins().contains("*") || config.origins().contains(origin));
    }
}
