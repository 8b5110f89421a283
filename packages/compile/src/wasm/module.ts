import { Bytes } from "./bytes.ts";
import type { Code } from "./code.ts";
import { hostArity, hostFunctions, hostNames } from "./host.ts";

/** A function that the host may call. */
export interface Export {
  readonly name: string;
  readonly index: number;
}

const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const F64 = 0x7c;
const section = (out: Bytes, id: number, body: Bytes): void => {
  out.byte(id).unsigned(body.length).bytes(body.view);
};

/**
 * A module of functions that return nothing, over one imported memory `m.m` and the functions of the host; a memory that
 * threads share states its size. WebAssembly core specification, section 5.5: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function assemble(
  functions: readonly Code[],
  exports: readonly Export[],
  sharedPages = 0,
): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(functions.map((f) => f.params))];
  const types = new Bytes().unsigned(arities.length + 2);
  for (const n of [1, 2])
    types
      .byte(0x60)
      .unsigned(n)
      .bytes([F64, F64].slice(2 - n))
      .bytes([1, F64]);
  for (const n of arities)
    types.byte(0x60).unsigned(n).bytes(new Array<number>(n).fill(0x7f)).byte(0);
  const asked = new Bytes().unsigned(1 + hostNames.length);
  for (const name of hostNames)
    asked
      .text("m")
      .text(name)
      .byte(0)
      .unsigned(hostArity(name) - 1);
  asked.text("m").text("m").byte(2);
  if (sharedPages > 0) asked.byte(3).unsigned(1).unsigned(sharedPages);
  else asked.byte(0).byte(1);
  const declared = new Bytes().unsigned(functions.length);
  for (const f of functions) declared.unsigned(2 + arities.indexOf(f.params));
  const names = new Bytes().unsigned(exports.length);
  for (const { name, index } of exports)
    names
      .text(name)
      .byte(0)
      .unsigned(hostNames.length + index);
  const bodies = new Bytes().unsigned(functions.length);
  for (const f of functions) bodies.bytes(f.encoded());
  const out = new Bytes().bytes(MAGIC);
  section(out, 1, types);
  section(out, 2, asked);
  section(out, 3, declared);
  section(out, 7, names);
  section(out, 10, bodies);
  return Uint8Array.from(out.view);
}

/** What a module asks for: the memory it works on, and the functions. */
export const imports = (memory: WebAssembly.Memory): WebAssembly.Imports => ({
  m: { m: memory, ...hostFunctions },
});
