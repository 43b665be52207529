package io.chirograph.cli.demo;

import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.proof.Genesis;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/// What a developer needs to use the network from outside, ready to be copied.
final class DemoBanner {
    private DemoBanner() {}

    static void print(DemoNetwork network, PrintWriter log) throws IOException {
        Genesis genesis = network.genesis();
        String url = network.node(1).address().toString();
        List<SigningKey> accounts = DemoAccounts.keys();
        log.println();
        log.println("Four members agree on genesis " + genesis.hash());
        log.println();
        log.println("Accounts (10000 ETH each)   mnemonic: " + DemoAccounts.MNEMONIC);
        log.println("These keys are PUBLIC: money of worth sent to them is lost.");
        for (int i = 0; i < accounts.size(); i++) {
            log.printf(
                    "  (%d) %s  %s%n",
                    i,
                    ChecksumAddress.format(accounts.get(i).address()),
                    accounts.get(i).secret().toHex());
        }
        log.println();
        log.println("Chain id   " + genesis.chainId());
        for (DemoNode node : network.nodes()) {
            log.println("member-" + node.number() + "   JSON-RPC " + node.address());
        }
        log.println("Data       " + network.directory());
        log.println();
        log.println("Try:");
        log.println("  cast block-number --rpc-url " + url);
        log.printf(
                "  cast send --rpc-url %s --private-key %s %s --value 1ether%n",
                url,
                accounts.getFirst().secret().toHex(),
                ChecksumAddress.format(accounts.get(1).address()));
        log.printf(
                "  curl -s -H 'Content-Type: application/json' -d"
                        + " '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"}' %s%n",
                url);
        log.println();
        log.flush();
    }
}
