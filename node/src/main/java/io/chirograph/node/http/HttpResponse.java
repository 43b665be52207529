package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import java.util.HashMap;
import java.util.Map;

/// An answer; length, connection and security headers are the server's to add.
/// @param status 200 to 599
/// @param contentType of the body
public record HttpResponse(
        int status, String contentType, Bytes body, Map<String, String> headers) {
    public HttpResponse {
        headers = Map.copyOf(headers);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status is " + status + ", 200 to 599 are possible");
        }
    }

    public static HttpResponse json(int status, Bytes body) {
        return new HttpResponse(status, "application/json", body, Map.of());
    }

    public static HttpResponse text(int status, String body) {
        return new HttpResponse(status, "text/plain; charset=utf-8", Bytes.ofUtf8(body), Map.of());
    }

    public HttpResponse with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, contentType, body, more);
    }
}
