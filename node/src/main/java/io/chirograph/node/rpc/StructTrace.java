package io.chirograph.node.rpc;

import io.chirograph.evm.Failure;
import io.chirograph.evm.Mnemonics;
import io.chirograph.evm.Opcode;
import io.chirograph.evm.Step;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every instruction with what was around it, as `debug_traceTransaction` shows it without a tracer's name.
final class StructTrace implements Trace {
    /// About what an entry takes in JSON, without what [Options] adds.
    private static final int ENTRY_BYTES = 90;

    private static final int WORD_BYTES = 70;

    /// @param memory whether each entry has the whole memory
    /// @param returnData whether it has what the last call gave back
    /// @param entriesMax 0 for no other limit than the answer's length
    record Options(
            boolean stack, boolean storage, boolean memory, boolean returnData, long entriesMax) {}

    private final Options options;
    private final TraceBudget budget;
    private final ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    private final Map<Address, SortedMap<UInt256, UInt256>> storage = new HashMap<>();

    /// The entry of the instruction that runs; none is added beyond `entriesMax`.
    private ObjectNode entry = JsonNodeFactory.instance.objectNode();

    StructTrace(Options options, TraceBudget budget) {
        this.options = options;
        this.budget = budget;
    }

    @Override
    public boolean seesInstructions() {
        return true;
    }

    @Override
    public void before(Step step) {
        entry = JsonNodeFactory.instance.objectNode();
        if (options.entriesMax > 0 && entries.size() >= options.entriesMax) {
            budget.spend(0);
            return;
        }
        entries.add(entry);
        budget.spend(ENTRY_BYTES);
        entry.put("pc", step.pc())
                .put("op", Mnemonics.of(step.opcode()))
                .put("gas", step.gas())
                .put("gasCost", 0)
                .put("depth", step.depth());
        if (step.refund() != 0) {
            entry.put("refund", step.refund());
        }
        if (options.stack) {
            budget.spend((long) WORD_BYTES * step.stackWords());
            ArrayNode stack = entry.putArray("stack");
            for (int i = step.stackWords() - 1; i >= 0; i--) {
                stack.add(step.word(i).toQuantity());
            }
        }
        if (options.memory && step.memoryBytes() > 0) {
            budget.spend(2L * step.memoryBytes() + (step.memoryBytes() / 8));
            ArrayNode memory = entry.putArray("memory");
            for (int at = 0; at < step.memoryBytes(); at += Hash32.SIZE) {
                memory.add(step.memory(at, Hash32.SIZE).toHex());
            }
        }
        if (options.returnData && !step.returnData().isEmpty()) {
            budget.spend(2L * step.returnData().size());
            entry.put("returnData", step.returnData().toHex());
        }
        if (options.storage) {
            addStorage(step);
        }
    }

    /// The slots that the contract has used so far, at the instructions that use one.
    private void addStorage(Step step) {
        boolean loads = step.opcode() == Opcode.SLOAD && step.stackWords() >= 1;
        boolean stores = step.opcode() == Opcode.SSTORE && step.stackWords() >= 2;
        if (!loads && !stores) {
            return;
        }
        SortedMap<UInt256, UInt256> used =
                storage.computeIfAbsent(step.self(), _ -> new TreeMap<>());
        used.put(step.word(0), stores ? step.word(1) : step.storage(step.word(0)));
        budget.spend(2L * WORD_BYTES * used.size());
        ObjectNode json = entry.putObject("storage");
        used.forEach((slot, value) -> json.put(slot.toHash32().toHex(), value.toHash32().toHex()));
    }

    @Override
    public void after(long gasCost) {
        entry.put("gasCost", gasCost);
    }

    @Override
    public void failed(Failure failure) {
        entry.put("error", failure.description());
    }

    @Override
    public JsonNode json(End end) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("gas", end.gasUsed())
                .put("failed", !end.success())
                .put("returnValue", end.output().toHex());
        json.set("structLogs", entries);
        return json;
    }
}
