// Compiles the contract named by the first argument and writes its runtime code, in hexadecimal, to the file
// named by the second. Needs Node and, from `npm install` here or on NODE_PATH, the compiler of package.json.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");
const [name, target] = process.argv.slice(2);
if (!target) {
  console.error("usage: node compile.mjs CONTRACT OUTPUT");
  process.exit(2);
}
const source = `${name}.sol`;
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources: { [source]: { content: readFileSync(new URL(source, import.meta.url), "utf8") } },
      settings: {
        evmVersion: "osaka",
        optimizer: { enabled: true, runs: 10000 },
        metadata: { bytecodeHash: "none", appendCBOR: false },
        outputSelection: { "*": { "*": ["abi", "evm.deployedBytecode.object", "evm.methodIdentifiers"] } },
      },
    }),
  ),
);
for (const problem of output.errors ?? []) {
  console.error(problem.formattedMessage);
}
const contract = output.contracts?.[source]?.[name];
if ((output.errors ?? []).length > 0 || !contract) {
  process.exit(1);
}
writeFileSync(target, contract.evm.deployedBytecode.object + "\n");
console.log(JSON.stringify(contract.evm.methodIdentifiers, null, 2));
