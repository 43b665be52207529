package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.CallStart;
import io.chirograph.evm.Mnemonics;
import io.chirograph.evm.Opcode;
import io.chirograph.evm.Result;
import io.chirograph.evm.Step;
import io.chirograph.ledger.execution.RevertReason;
import io.chirograph.types.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The calls in each other, as the `callTracer` shows them.
final class CallTrace implements Trace {
    /// About what a call takes in JSON besides its data.
    private static final int CALL_BYTES = 350;

    private static final int LOG_BYTES = 500;

    private record Open(ObjectNode json, long gas) {}

    private final boolean onlyTopCall;
    private final boolean withLogs;
    private final TraceBudget budget;
    private final long gasLimit;
    private final Deque<Open> open = new ArrayDeque<>();
    private ObjectNode top = JsonNodeFactory.instance.objectNode();

    /// @param gasLimit of the transaction, shown as the gas of the outermost call
    CallTrace(boolean onlyTopCall, boolean withLogs, TraceBudget budget, long gasLimit) {
        this.onlyTopCall = onlyTopCall;
        this.withLogs = withLogs;
        this.budget = budget;
        this.gasLimit = gasLimit;
    }

    /// SELFDESTRUCT is shown like a call, and logs where they were made.
    @Override
    public boolean seesInstructions() {
        return true;
    }

    @Override
    public void enter(CallStart start) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("from", start.from().toHex())
                .put("gas", quantity(open.isEmpty() ? gasLimit : start.gas()))
                .put("gasUsed", "0x0")
                .put("to", start.to().toHex())
                .put("input", start.input().toHex());
        if (start.opcode() != Opcode.STATICCALL) {
            json.put("value", start.value().toQuantity());
        }
        json.put("type", Mnemonics.of(start.opcode()));
        if (open.isEmpty()) {
            top = json;
        } else if (!onlyTopCall) {
            budget.spend(CALL_BYTES + 2L * start.input().size());
            children().add(json);
        }
        open.push(new Open(json, start.gas()));
    }

    private ArrayNode children() {
        return list("calls");
    }

    private ArrayNode list(String name) {
        ObjectNode json = open.getFirst().json;
        return json.get(name) instanceof ArrayNode there ? there : json.putArray(name);
    }

    @Override
    public void before(Step step) {
        boolean isTop = open.size() == 1;
        if (onlyTopCall && !isTop) {
            budget.spend(0);
            return;
        }
        int opcode = step.opcode();
        if (opcode == Opcode.SELFDESTRUCT && step.stackWords() > 0 && !onlyTopCall) {
            budget.spend(CALL_BYTES);
            children()
                    .addObject()
                    .put("from", step.self().toHex())
                    .put("gas", "0x0")
                    .put("gasUsed", "0x0")
                    .put("to", step.address(0).toHex())
                    .put("input", "0x")
                    .put("type", "SELFDESTRUCT");
        } else if (withLogs && opcode >= Opcode.LOG0 && opcode <= Opcode.LOG4) {
            addLog(step, opcode - Opcode.LOG0);
        } else {
            budget.spend(0);
        }
    }

    private void addLog(Step step, int topicCount) {
        long gasPerByte = 8;
        if (step.stackWords() < 2 + topicCount
                || !step.word(1).fitsLong()
                || step.word(1).toLong() > step.gas() / gasPerByte) {
            return; // it will fail
        }
        int size = (int) step.word(1).toLong();
        budget.spend(LOG_BYTES + 2L * size);
        ArrayNode calls = list("calls");
        ObjectNode log = list("logs").addObject();
        ArrayNode topics = log.put("address", step.self().toHex()).putArray("topics");
        for (int topic = 0; topic < topicCount; topic++) {
            topics.add(step.word(2 + topic).toHash32().toHex());
        }
        long offset = size == 0 ? 0 : step.word(0).toLong();
        log.put("data", step.memory(offset, size).toHex()).put("position", quantity(calls.size()));
        if (calls.isEmpty()) {
            open.getFirst().json.remove("calls");
        }
    }

    @Override
    public void leave(Result result) {
        Open ended = open.pop();
        ended.json.put("gasUsed", quantity(ended.gas - result.gasLeft()));
        switch (result) {
            case Result.Success(Bytes output, _) -> addOutput(ended.json, output);
            case Result.Reverted(Bytes output, _) -> {
                addOutput(ended.json, output);
                ended.json.put("error", "execution reverted");
                if (!output.isEmpty()) {
                    ended.json.put("revertReason", RevertReason.describe(output));
                }
            }
            case Result.Failed(var failure) -> ended.json.put("error", failure.description());
        }
        if (!(result instanceof Result.Success)) {
            // What was undone did not log.
            ended.json.remove("logs");
        }
    }

    private void addOutput(ObjectNode json, Bytes output) {
        budget.spend(2L * output.size());
        if (!output.isEmpty()) {
            json.put("output", output.toHex());
        }
    }

    @Override
    public JsonNode json(End end) {
        if (top.isEmpty() || (!end.success() && !top.has("error"))) {
            top.put("error", end.failure()); // the call could not begin
        }
        return top.put("gasUsed", quantity(end.gasUsed()));
    }
}
