// Runs a plan of tables and queries in DuckDB: reads it as JSON from standard input, writes the
// answer's sums and the median milliseconds of each query, on one thread and on two.
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const plan = JSON.parse(readFileSync(0, "utf8"));
const instance = await DuckDBInstance.create(":memory:");
const store = await instance.connect();
const rows = async (text) => (await store.runAndReadAll(text)).getRows();

for (const { name, fields, path } of plan.tables) {
  await store.run(`create table ${name} (${fields})`);
  await store.run(`copy ${name} from '${path}' (format csv, header false)`);
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

async function measure(threads) {
  await store.run(`set threads = ${threads}`);
  const found = {};
  for (const [name, text] of Object.entries(plan.queries)) {
    const times = [];
    for (let run = 0; run < plan.runs; run++) {
      const begun = performance.now();
      await rows(text);
      times.push(performance.now() - begun);
    }
    found[name] = median(times);
  }
  return found;
}

const sums = {};
for (const [name, text] of Object.entries(plan.queries)) {
  sums[name] = (await rows(text))[0].map(String);
}
const version = (await rows("select version()"))[0][0];
console.log(JSON.stringify({ version, sums, one: await measure(1), two: await measure(2) }));
