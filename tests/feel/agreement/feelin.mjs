// Reads a list of expressions from standard input and writes what feelin makes of each: {value} or {error}.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const packages = createRequire(process.argv[2]);
const feelin = await import(pathToFileURL(packages.resolve("feelin")).href);
const KINDS = ["FeelDate", "FeelTime", "FeelDateTime", "FeelDuration"];

function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return { number: String(value) };
  if (typeof value !== "object") return typeof value === "function" ? { kind: "function" } : value;
  if (Array.isArray(value)) return value.map(plain);
  if (KINDS.includes(value.constructor.name)) return { kind: value.constructor.name, text: JSON.parse(JSON.stringify(value)) };
  if (feelin.isRange(value)) return { kind: "range", start: plain(value.start), end: plain(value.end), ends: [value["start included"], value["end included"]] };
  if (feelin.isFunction(value)) return { kind: "function" };
  return { context: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)])) };
}

function answer(source) {
  try {
    return { value: plain(feelin.evaluate(source, {}).value) };
  } catch (error) {
    return { error: error.constructor.name };
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
