package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.AccountProof;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Accounts, their code and storage, and proofs of both.
final class StateMethods {
    private static final int PROVEN_SLOTS_MAX = 1024;

    private final CertifiedChain chain;
    private final Blocks blocks;
    private final RpcNode node;

    StateMethods(CertifiedChain chain, Blocks blocks, RpcNode node) {
        this.chain = chain;
        this.blocks = blocks;
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_getBalance", this::balance)
                .add("eth_getTransactionCount", this::transactionCount)
                .add("eth_getCode", this::code)
                .add("eth_getStorageAt", this::storage)
                .add("eth_getStorageValues", this::storageValues)
                .add("eth_getProof", this::proof);
    }

    private JsonNode balance(RpcParameters parameters) {
        Address address = parameters.countAtMost(2).address(0);
        return json(account(address, parameters.block(1)).balance());
    }

    private JsonNode transactionCount(RpcParameters parameters) {
        Address address = parameters.countAtMost(2).address(0);
        BlockParameter block = parameters.block(1);
        return json(
                quantity(
                        block instanceof BlockParameter.Pending
                                ? node.pendingNonce(address)
                                : account(address, block).nonce()));
    }

    private Account account(Address address, BlockParameter block) {
        return blocks.state(block).account(address).orElse(Account.EMPTY);
    }

    private JsonNode code(RpcParameters parameters) {
        Address address = parameters.countAtMost(2).address(0);
        return json(blocks.state(parameters.block(1)).code(address));
    }

    private JsonNode storage(RpcParameters parameters) {
        Address address = parameters.countAtMost(3).address(0);
        UInt256 slot = Values.number(parameters.required(1, "a slot"), "the slot");
        return json(blocks.state(parameters.block(2)).storage(address, slot).toHash32().toHex());
    }

    /// Many slots of many accounts at once.
    private JsonNode storageValues(RpcParameters parameters) {
        JsonNode wanted = parameters.countAtMost(2).required(0, "slots by account");
        if (!wanted.isObject() || wanted.isEmpty()) {
            throw Values.wrong(wanted, "what is wanted", "an object with slots by account");
        }
        WorldState state = blocks.state(parameters.block(1));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int slotsLeft = PROVEN_SLOTS_MAX;
        for (Map.Entry<String, JsonNode> each : wanted.properties()) {
            Address address = Values.address(Values.json(each.getKey()), "an account's address");
            ArrayNode values = json.putArray(each.getKey());
            for (UInt256 slot :
                    Values.list(each.getValue(), "the slots", slotsLeft, Values::number)) {
                values.add(state.storage(address, slot).toHash32().toHex());
                slotsLeft--;
            }
        }
        return json;
    }

    /// EIP-1186.
    private JsonNode proof(RpcParameters parameters) {
        Address address = parameters.countAtMost(3).address(0);
        JsonNode keys = parameters.required(1, "the slots");
        List<UInt256> slots = Values.list(keys, "the slots", PROVEN_SLOTS_MAX, Values::number);
        long height = blocks.get(parameters.block(2)).height();
        AccountProof proof =
                chain.prove(height, address, slots).orElseThrow(() -> blocks.forgotten(height));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("address", address.toHex())
                .put("balance", proof.account().balance().toQuantity())
                .put("nonce", quantity(proof.account().nonce()))
                .put("codeHash", proof.account().codeHash().toHex())
                .put("storageHash", proof.storageRoot().toHex());
        json.set("accountProof", nodes(proof.nodes()));
        ArrayNode slotProofs = json.putArray("storageProof");
        for (int i = 0; i < slots.size(); i++) {
            AccountProof.SlotProof slot = proof.slots().get(i);
            ObjectNode slotProof = slotProofs.addObject();
            // A key that was asked for in full is answered in full, so that the client finds it.
            boolean isFull = keys.get(i).stringValue().length() == BlockParameter.HASH_CHARS;
            slotProof.put(
                    "key", isFull ? slot.slot().toHash32().toHex() : slot.slot().toQuantity());
            slotProof.put("value", slot.value().toQuantity());
            slotProof.set("proof", nodes(slot.nodes()));
        }
        return json;
    }

    private static ArrayNode nodes(List<Bytes> nodes) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        nodes.forEach(each -> json.add(each.toHex()));
        return json;
    }
}
