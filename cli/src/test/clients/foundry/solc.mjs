#!/usr/bin/env node
// The Solidity compiler of package.json behind the two options of the native one that forge uses.
import { readFileSync } from 'node:fs';
import solc from 'solc';

if (process.argv.includes('--version')) {
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version().replace('Emscripten.clang', 'Linux.g++')}`);
} else if (process.argv.includes('--standard-json')) {
  process.stdout.write(solc.compile(readFileSync(0, 'utf8')));
} else {
  console.error('usage: solc.mjs --version | --standard-json');
  process.exit(2);
}
