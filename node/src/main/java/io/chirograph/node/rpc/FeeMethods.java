package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Receipt;
import io.chirograph.proof.BlockHeader;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What transactions pay. Blocks are rarely full, so
/// no tip is needed for a transaction to be taken.
final class FeeMethods {
    private static final int BLOCKS_MAX = 1024;
    private static final int PERCENTILES_MAX = 100;
    static final UInt256 SUGGESTED_TIP = UInt256.ZERO;

    private final CertifiedChain chain;
    private final Blocks blocks;

    FeeMethods(CertifiedChain chain, Blocks blocks) {
        this.chain = chain;
        this.blocks = blocks;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_gasPrice", _ -> json(chain.nextBaseFee().plus(SUGGESTED_TIP)))
                .add("eth_maxPriorityFeePerGas", _ -> json(SUGGESTED_TIP))
                .add("eth_baseFee", _ -> json(chain.nextBaseFee()))
                .add("eth_blobBaseFee", _ -> json(blobBaseFee()))
                .add("eth_feeHistory", this::feeHistory);
    }

    private BlockHeader newest() {
        return blocks.get(new BlockParameter.Latest()).block().header();
    }

    private UInt256 blobBaseFee() {
        return chain.context(newest().number()).orElseThrow().blobBaseFee();
    }

    private JsonNode feeHistory(RpcParameters parameters) {
        long wanted = blockCount(parameters.countAtMost(3).required(0, "how many blocks"));
        long newest = blocks.get(parameters.block(1)).height();
        List<Double> percentiles =
                parameters.optional(2).map(FeeMethods::percentiles).orElse(List.of());
        long oldest = Math.max(newest - wanted + 1, 0);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("oldestBlock", quantity(oldest));
        ArrayNode baseFees = json.putArray("baseFeePerGas");
        ArrayNode gasUsedRatios = json.putArray("gasUsedRatio");
        ArrayNode blobBaseFees = json.putArray("baseFeePerBlobGas");
        ArrayNode blobGasUsedRatios = json.putArray("blobGasUsedRatio");
        ArrayNode rewards = JsonNodeFactory.instance.arrayNode();
        String blobBaseFee = blobBaseFee().toQuantity();
        for (long height = oldest; height <= newest; height++) {
            ExecutedBlock executed = blocks.get(new BlockParameter.AtHeight(height));
            BlockHeader header = executed.block().header();
            baseFees.add(header.baseFeePerGas().toQuantity());
            gasUsedRatios.add((double) header.gasUsed() / header.gasLimit());
            blobBaseFees.add(blobBaseFee);
            blobGasUsedRatios.add(0.0);
            rewards.add(rewards(executed, percentiles));
        }
        // One more than blocks: what the next block will ask.
        baseFees.add(chain.nextBaseFee().toQuantity());
        blobBaseFees.add(blobBaseFee);
        if (!percentiles.isEmpty()) {
            json.set("reward", rewards);
        }
        return json;
    }

    /// Also as a JSON number, as some clients send it.
    private static long blockCount(JsonNode node) {
        long count =
                node.isIntegralNumber() && node.canConvertToLong()
                        ? node.longValue()
                        : Values.cappedNumber(node, "how many blocks");
        if (count < 1) {
            throw Values.wrong(node, "how many blocks", "at least 1");
        }
        return Math.min(count, BLOCKS_MAX);
    }

    private static List<Double> percentiles(JsonNode node) {
        List<Double> percentiles =
                Values.list(
                        node,
                        "the percentiles",
                        PERCENTILES_MAX,
                        (each, what) -> {
                            if (!each.isNumber()
                                    || each.doubleValue() < 0
                                    || each.doubleValue() > 100) {
                                throw Values.wrong(each, what, "a number from 0 to 100");
                            }
                            return each.doubleValue();
                        });
        for (int i = 1; i < percentiles.size(); i++) {
            if (percentiles.get(i) < percentiles.get(i - 1)) {
                throw RpcException.invalidParameters("the percentiles must not fall");
            }
        }
        return percentiles;
    }

    private record Tip(UInt256 perGas, long gasUsed) {}

    /// For each percentile, the tip below which that part of the block's gas was bought.
    private static ArrayNode rewards(ExecutedBlock executed, List<Double> percentiles) {
        UInt256 baseFee = executed.block().header().baseFeePerGas();
        List<Tip> tips = new ArrayList<>();
        for (Receipt receipt : executed.receipts()) {
            tips.add(new Tip(receipt.effectiveGasPrice().minus(baseFee), receipt.gasUsed()));
        }
        tips.sort(Comparator.comparing(Tip::perGas));
        ArrayNode rewards = JsonNodeFactory.instance.arrayNode();
        int at = 0;
        long bought = tips.isEmpty() ? 0 : tips.getFirst().gasUsed;
        for (double percentile : percentiles) {
            double threshold = executed.block().header().gasUsed() * percentile / 100;
            while (at < tips.size() - 1 && bought < threshold) {
                at++;
                bought += tips.get(at).gasUsed;
            }
            rewards.add(tips.isEmpty() ? "0x0" : tips.get(at).perGas.toQuantity());
        }
        return rewards;
    }
}
