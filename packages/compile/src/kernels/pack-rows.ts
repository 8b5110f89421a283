/** The left side of a product copied into the order in which tiles read it. */
import { size } from "../plan/shape.ts";
import { I } from "../wasm/code.ts";
import { V } from "../wasm/lanes.ts";
import type { Source } from "./pack.ts";
import { type Part, ownScratch } from "./part.ts";
import { summing } from "./summing.ts";
import { PANELS } from "./tile.ts";

interface Rows extends Source {
  /** Elements between those along each summed axis; rows lie side by side. */
  readonly across: readonly number[];
  readonly rows: number;
  readonly height: number;
  /** The panels that are asked for, if not all. */
  readonly part: Part | undefined;
}

/** A left side whose rows are adjacent in memory, as panels of `height` rows, a cache line of them at a time. */
export function packRows(
  { code, lanes, nest, access, inner, across, rows, height, part }: Rows,
  buffer: number,
  scratch: number,
): void {
  const panel = height * size(inner) * lanes.bytes;
  const steps = across.map((s) => s * lanes.bytes);
  const vectors = (height * lanes.bytes) / 16;
  const start = nest.at(access, lanes.bytes, buffer);
  const [source, target] = [code.local("i32"), code.local("i32")];
  const [from, to] = [code.local("i32"), code.local("i32")];
  const group = (panels: number) => (): void => {
    code.get(from).set(source).get(to).set(target);
    summing(code, inner, [{ local: source, steps }], () => {
      for (let q = 0; q < panels; q++)
        for (let v = 0; v < vectors; v++) {
          code.get(target);
          code.get(source).memory(V.load, start.offset + (q * vectors + v) * 16);
          code.memory(V.store, scratch + q * panel + v * 16);
        }
      code.advance(target, height * lanes.bytes);
    });
    code.advance(from, panels * height * lanes.bytes).advance(to, panels * panel);
  };
  nest.push(start);
  code.set(from);
  const total = Math.ceil(rows / height);
  if (part === undefined) {
    ownScratch(code).set(to);
    if (total >= PANELS) code.repeat(Math.floor(total / PANELS), group(PANELS));
    if (total % PANELS > 0) group(total % PANELS)();
    return;
  }
  code
    .get(part.first)
    .i32(height * lanes.bytes)
    .op(I.mul)
    .get(from)
    .op(I.add)
    .set(from);
  code.get(part.first).i32(panel).op(I.mul).set(to);
  // All parts but the last are whole groups.
  const rest = code.local("i32");
  code.get(part.count).i32(2).op(I.shiftRight).tee(rest).enter("if");
  code.get(rest).times(group(PANELS)).end();
  code
    .get(part.last)
    .i32(rows % height > 0 ? 1 : 0)
    .op(I.and);
  code
    .get(part.count)
    .i32(PANELS - 1)
    .op(I.and)
    .op(I.add)
    .tee(rest)
    .enter("if");
  code.get(rest).times(group(1)).end();
}
