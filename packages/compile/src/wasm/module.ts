import { Bytes } from "./bytes.ts";
import type { Code } from "./code.ts";

/** A function that the host may call. */
export interface Export {
  readonly name: string;
  readonly index: number;
}

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const section = (out: Bytes, id: number, body: Bytes): void => {
  out.byte(id).unsigned(body.length).bytes(body.view);
};

/**
 * A module of functions that return nothing, over one imported memory `m.m`; a memory that threads share states its
 * size. WebAssembly core specification, section 5.5: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function assemble(
  functions: readonly Code[],
  exports: readonly Export[],
  sharedPages = 0,
): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map((f) => f.params))];
  const types = new Bytes().unsigned(arities.length);
  for (const n of arities)
    types.byte(0x60).unsigned(n).bytes(new Array<number>(n).fill(0x7f)).byte(0);
  const imports = new Bytes().byte(1).text("m").text("m").byte(2);
  if (sharedPages > 0) imports.byte(3).unsigned(1).unsigned(sharedPages);
  else imports.byte(0).byte(1);
  const declared = new Bytes().unsigned(functions.length);
  for (const f of functions) declared.unsigned(arities.indexOf(f.params));
  const names = new Bytes().unsigned(exports.length);
  for (const { name, index } of exports) names.text(name).byte(0).unsigned(index);
  const bodies = new Bytes().unsigned(functions.length);
  for (const f of functions) bodies.bytes(f.encoded());
  const out = new Bytes().bytes(MAGIC);
  section(out, 1, types);
  section(out, 2, imports);
  section(out, 3, declared);
  section(out, 7, names);
  section(out, 10, bodies);
  return Uint8Array.from(out.view);
}
