package io.chirograph.node.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Chooses a handler by path, then by method: an exact path before a prefix, a longer prefix before a shorter.
/// HEAD is answered by what answers GET. Complete before it is given to a server, immutable from then on.
public final class Router implements HttpHandler {
    private record Prefix(String path, Map<String, HttpHandler> byMethod) {}

    private final Map<String, Map<String, HttpHandler>> exact = new HashMap<>();

    /// Longest first.
    private final List<Prefix> prefixes = new ArrayList<>();

    public Router exact(String method, String path, HttpHandler handler) {
        checkPath(path);
        add(exact.computeIfAbsent(path, _ -> new HashMap<>()), method, path, handler);
        return this;
    }

    /// @param path of all paths that start with it; ends with a slash
    public Router prefix(String method, String path, HttpHandler handler) {
        checkPath(path);
        if (!path.endsWith("/")) {
            throw new IllegalArgumentException("prefix '" + path + "' must end with a slash");
        }
        Prefix found =
                prefixes.stream()
                        .filter(each -> each.path.equals(path))
                        .findFirst()
                        .orElseGet(() -> {
                            Prefix added = new Prefix(path, new HashMap<>());
                            prefixes.add(added);
                            prefixes.sort((a, b) -> b.path.length() - a.path.length());
                            return added;
                        });
        add(found.byMethod, method, path, handler);
        return this;
    }

    private static void add(
            Map<String, HttpHandler> byMethod, String method, String path, HttpHandler handler) {
        if (byMethod.putIfAbsent(method, handler) != null) {
            throw new IllegalArgumentException(method + " " + path + " has a handler already");
        }
    }

    private static void checkPath(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '" + path + "' must start with a slash");
        }
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws InterruptedException {
        Map<String, HttpHandler> byMethod = find(request.path());
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        HttpHandler handler = byMethod.get(method);
        if (handler != null) {
            return handler.handle(request);
        }
        if (byMethod.isEmpty()) {
            throw new HttpException(404, "nothing is at " + request.path());
        }
        Set<String> allowed = new TreeSet<>(byMethod.keySet());
        return ErrorAnswer.of(
                        405, request.path() + " is for " + allowed + ", not " + request.method())
                .with("Allow", String.join(", ", allowed));
    }

    private Map<String, HttpHandler> find(String path) {
        Map<String, HttpHandler> byMethod = exact.get(path);
        if (byMethod != null) {
            return byMethod;
        }
        return prefixes.stream()
                .filter(each -> path.startsWith(each.path))
                .findFirst()
                .map(Prefix::byMethod)
                .orElse(Map.of());
    }
}
