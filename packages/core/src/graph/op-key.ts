import type { Op } from "./tensor.ts";

const keys = new WeakMap<Op, string>();
let count = 0;

/** Text that is equal for equal ops: an op without attributes is itself, one with attributes is its name and them. */
export function opKey(op: Op): string {
  let key = keys.get(op);
  if (key === undefined) keys.set(op, (key = written(op)));
  return key;
}

function written(op: Op): string {
  const attributes = Object.entries(op.attrs);
  if (attributes.length === 0) return `${op.name}#${count++}`;
  const base = op.of === undefined ? op.name : opKey(op.of);
  return `${base}(${attributes.map(([key, value]) => `${key}: ${plain(value)}`).join(", ")})`;
}

/** Plain data as text; unlike JSON, it keeps infinities, NaN and −0 apart. */
export function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}: ${plain(item)}`)
      .join(", ")}}`;
  return Object.is(value, -0)
    ? "-0"
    : typeof value === "string"
      ? JSON.stringify(value)
      : String(value);
}
