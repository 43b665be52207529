// ethereumjs for `chirograph bench evm`. Each line of the input is a run, {code, input, count}; each line of the
// output says what it took, {gas, nanos}. The first argument is a file of the contracts around the programs.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { createAddressFromString, hexToBytes } from "@ethereumjs/util";

const contracts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const address = (hex) => createAddressFromString("0x" + hex.padStart(40, "0"));
const repeat = address("aa");
const target = address("bb");

for await (const line of createInterface({ input: process.stdin })) {
  const { code, input, count } = JSON.parse(line);
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Prague }) });
  await evm.stateManager.putCode(repeat, hexToBytes("0x" + contracts.Repeat));
  await evm.stateManager.putCode(address("7011"), hexToBytes("0x" + contracts.Token));
  await evm.stateManager.putCode(target, hexToBytes("0x" + code));
  const data = hexToBytes("0x" + count.toString(16).padStart(64, "0") + "bb".padStart(64, "0") + input);
  const start = process.hrtime.bigint();
  const result = await evm.runCall({ caller: address("ca"), to: repeat, data, gasLimit: 1n << 48n });
  const nanos = Number(process.hrtime.bigint() - start);
  if (result.execResult.exceptionError) {
    console.log(JSON.stringify({ error: String(result.execResult.exceptionError.error) }));
  } else {
    const gas = Number(BigInt("0x" + Buffer.from(result.execResult.returnValue).toString("hex")));
    console.log(JSON.stringify({ gas, nanos }));
  }
}
