package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.Account;
import io.chirograph.ledger.AccountProof;
import io.chirograph.ledger.Ledger;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Accounts, their code and storage, and proofs of both.
final class StateMethods {
    private static final int PROVEN_SLOTS_MAX = 1024;

    private final Ledger ledger;
    private final Blocks blocks;
    private final RpcNode node;

    StateMethods(Ledger ledger, Blocks blocks, RpcNode node) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_getBalance", this::balance)
                .add("eth_getTransactionCount", this::transactionCount)
                .add("eth_getCode", this::code)
                .add("eth_getStorageAt", this::storage)
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

    /// EIP-1186.
    private JsonNode proof(RpcParameters parameters) {
        Address address = parameters.countAtMost(3).address(0);
        JsonNode keys = parameters.required(1, "the slots");
        List<UInt256> slots = Values.list(keys, "the slots", PROVEN_SLOTS_MAX, Values::number);
        long height = blocks.get(parameters.block(2)).height();
        AccountProof proof = ledger.prove(height, address, slots).orElseThrow();
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
