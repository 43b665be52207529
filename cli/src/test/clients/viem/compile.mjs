// Usage: node compile.mjs OUTPUT — writes {abi, bytecode} of ../contracts/Ledger.sol for clients that have no compiler.
import { readFileSync, writeFileSync } from 'node:fs';
import solc from 'solc';

const content = readFileSync(new URL('../contracts/Ledger.sol', import.meta.url), 'utf8');
const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources: { 'Ledger.sol': { content } },
  settings: { evmVersion: 'osaka', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
})));
const { abi, evm } = output.contracts['Ledger.sol'].Ledger;
writeFileSync(process.argv[2], JSON.stringify({ abi, bytecode: `0x${evm.bytecode.object}` }));
