package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import io.chirograph.types.InvariantViolation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import tools.jackson.databind.node.JsonNodeFactory;

/// The one place where what went wrong becomes what a client reads.
final class ErrorAnswer {
    private static final Logger LOGGER = System.getLogger(ErrorAnswer.class.getName());

    private ErrorAnswer() {}

    static HttpResponse of(int status, String reason) {
        String json = JsonNodeFactory.instance.objectNode().put("error", reason).toString();
        return HttpResponse.json(status, Bytes.ofUtf8(json));
    }

    /// Runs `handler`; whatever it throws becomes an answer, except what must stop the node.
    static HttpResponse orAnswer(HttpHandler handler, HttpRequest request) {
        try {
            return handler.handle(request);
        } catch (HttpException e) {
            return of(e.status(), e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return of(503, "this node stops");
        } catch (InvariantViolation e) {
            throw e;
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.ERROR,
                    "request failed method="
                            + request.method()
                            + " path="
                            + printable(request.path()),
                    e);
            return of(500, "this node failed to answer; its log says why");
        }
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 200)).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
