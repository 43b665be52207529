// Compiles the contracts of Loops.sol to runtime code: npm ci && node compile.mjs OUTPUT.json
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import solc from "solc";

const require = createRequire(import.meta.url);
const input = {
  language: "Solidity",
  sources: { "Loops.sol": { content: readFileSync(new URL("Loops.sol", import.meta.url), "utf8") } },
  settings: {
    evmVersion: "shanghai",
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["evm.deployedBytecode.object"] } },
  },
};
const output = JSON.parse(
  solc.compile(JSON.stringify(input), { import: (path) => ({ contents: readFileSync(require.resolve(path), "utf8") }) }),
);
for (const error of output.errors ?? []) {
  console.error(error.formattedMessage);
  if (error.severity === "error") process.exit(1);
}
const codes = {};
for (const [name, contract] of Object.entries(output.contracts["Loops.sol"])) {
  codes[name] = contract.evm.deployedBytecode.object;
}
writeFileSync(process.argv[2], JSON.stringify(codes, null, 1) + "\n");
