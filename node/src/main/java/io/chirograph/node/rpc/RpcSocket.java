package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;

import io.chirograph.node.http.WebSocketPeer;
import io.chirograph.node.http.WebSocketSession;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// One client's WebSocket: the methods that are there over HTTP too, and subscriptions. Thread-safe.
final class RpcSocket implements WebSocketSession {
    private final WebSocketPeer peer;
    private final Announcer announcer;
    private final LogParameters logParameters;
    private final int subscriptionsMax;
    private final JsonRpc rpc;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

    /// Subscribed by the message being answered; they begin when the client knows their ids.
    private final Map<String, Subscription> beginning = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /// @param methods those that are there over HTTP too
    RpcSocket(
            WebSocketPeer peer,
            Announcer announcer,
            LogParameters logParameters,
            JsonRpc rpc,
            RpcMethods methods,
            int subscriptionsMax) {
        this.peer = peer;
        this.announcer = announcer;
        this.logParameters = logParameters;
        this.subscriptionsMax = subscriptionsMax;
        this.rpc =
                rpc.with(
                        methods.copy()
                                .add("eth_subscribe", this::subscribe)
                                .add("eth_unsubscribe", this::unsubscribe));
    }

    @Override
    public void received(Bytes text) throws InterruptedException {
        Optional<Bytes> answer = rpc.answer(text);
        answer.ifPresent(peer::send);
        if (!beginning.isEmpty()) {
            subscriptions.putAll(beginning);
            beginning.clear();
            announcer.add(this);
            if (closed) {
                announcer.remove(this);
            }
        }
    }

    @Override
    public void closed() {
        closed = true;
        announcer.remove(this);
    }

    private JsonNode subscribe(RpcParameters parameters) {
        Subscription wanted = wanted(parameters.countAtMost(2));
        if (subscriptions.size() + beginning.size() >= subscriptionsMax) {
            throw new RpcException(
                    RpcException.REFUSED,
                    "this connection has "
                            + subscriptionsMax
                            + " subscriptions, no more is allowed");
        }
        String id = announcer.newId();
        beginning.put(id, wanted);
        return json(id);
    }

    private Subscription wanted(RpcParameters parameters) {
        String name =
                Values.text(parameters.required(0, "what to subscribe to"), "the subscription");
        return switch (name) {
            case "newHeads" -> new Subscription.NewHeads();
            case "logs" ->
                    new Subscription.Logs(
                            logParameters.follow(
                                    parameters
                                            .optional(1)
                                            .orElseGet(JsonNodeFactory.instance::objectNode)));
            case "newPendingTransactions" ->
                    new Subscription.PendingTransactions(
                            parameters
                                    .optional(1)
                                    .map(node ->
                                            Values.bool(node, "whether to show whole transactions"))
                                    .orElse(false));
            case "syncing" -> new Subscription.Syncing();
            default ->
                    throw RpcException.invalidParameters(
                            "the subscription is newHeads, logs, newPendingTransactions or syncing,"
                                    + " not "
                                    + Values.shown(name));
        };
    }

    private JsonNode unsubscribe(RpcParameters parameters) {
        String id = Values.text(parameters.countAtMost(1).required(0, "an id"), "the id");
        if (subscriptions.remove(id) == null && beginning.remove(id) == null) {
            throw new RpcException(RpcException.REFUSED, "subscription not found");
        }
        return JsonNodeFactory.instance.booleanNode(true);
    }

    /// Sends to each subscription what `news` has for it.
    void tell(Function<Subscription, List<JsonNode>> news) {
        List<Bytes> messages = new ArrayList<>();
        subscriptions.forEach((id, subscription) -> {
            for (JsonNode result : news.apply(subscription)) {
                messages.add(Bytes.ofUtf8(message(id, result)));
            }
        });
        messages.forEach(peer::send);
    }

    private static String message(String id, JsonNode result) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\""
                + id
                + "\",\"result\":"
                + result
                + "}}";
    }
}
