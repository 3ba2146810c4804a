// Runs a list of statements in a DuckDB file on one thread and tells how long they took: reads
// {steps, asked, last, file} as JSON from standard input; `asked` gives the faults.
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const plan = JSON.parse(readFileSync(0, "utf8"));
const begun = performance.now();
const store = await (await DuckDBInstance.create(plan.file)).connect();
await store.run("set threads = 1");
for (const step of plan.steps) await store.run(step);
const faults = (await store.runAndReadAll(plan.asked)).getRows()[0].map(String);
await store.run(plan.last);
await store.run("checkpoint");
const seconds = (performance.now() - begun) / 1e3;
const version = (await store.runAndReadAll("select version()")).getRows()[0][0];
console.log(JSON.stringify({ version, faults, seconds }));
