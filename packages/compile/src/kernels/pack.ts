/** Operands copied into the order in which tiles read them. */
import type { Access } from "../plan/access.ts";
import type { Code } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import type { Nest } from "./nest.ts";
import { ownScratch } from "./part.ts";
import { runs } from "./summing.ts";

export interface Source {
  readonly code: Code;
  readonly lanes: Lanes;
  readonly nest: Nest;
  /** Where the first element lies. */
  readonly access: Access;
  /** The summed axes. */
  readonly inner: readonly number[];
}

interface Columns extends Source {
  /** Elements between those along each summed axis, and between columns. */
  readonly down: readonly number[];
  readonly right: number;
}

/** The `width` columns from where the nest stands, as consecutive rows of whole vectors. */
export function packColumns(
  { code, lanes, nest, access, inner, down, right }: Columns,
  buffer: number,
  scratch: number,
  width: number,
): void {
  const vectors = Math.ceil(width / lanes.count);
  const from = nest.at(access, lanes.bytes, buffer);
  const [source, target] = [code.local("i32"), code.local("i32")];
  nest.push(from);
  code.set(source);
  ownScratch(code).set(target);
  const rowBytes = vectors * 16;
  const column = (j: number): number => from.offset + Math.min(j, width - 1) * right * lanes.bytes;
  const [last, along] = [inner.at(-1) ?? 1, down.at(-1) ?? 0];
  const next = (rows: number): void => {
    code.advance(source, rows * along * lanes.bytes).advance(target, rows * rowBytes);
  };
  /** One row of the panel. */
  const single = (): void => {
    for (let v = 0; v < vectors; v++) {
      const row = code.local("v128");
      if (right === 1)
        code
          .get(source)
          .memory(V.load, from.offset + v * 16)
          .set(row);
      else
        for (let i = 0; i < lanes.count; i++) {
          code.get(source);
          if (i === 0) code.memory(lanes.loadZero, column(v * lanes.count));
          else code.get(row).memory(lanes.loadLane, column(v * lanes.count + i), i);
          code.set(row);
        }
      code
        .get(target)
        .get(row)
        .memory(V.store, scratch + v * 16);
    }
    next(1);
  };
  /** As many rows as lanes, by transposing squares. */
  const square = (): void => {
    for (let v = 0; v < vectors; v++) {
      const rows = Array.from({ length: lanes.count }, (_, i) => {
        const row = code.local("v128");
        code
          .get(source)
          .memory(V.load, column(v * lanes.count + i))
          .set(row);
        return row;
      });
      for (const [q, push] of transposed(code, lanes, rows).entries()) {
        code.get(target);
        push();
        code.memory(V.store, scratch + q * rowBytes + v * 16);
      }
    }
    next(lanes.count);
  };
  const squares = along === 1 && right !== 1 ? Math.floor(last / lanes.count) : 0;
  const rest = last - squares * lanes.count;
  const steps = down.map((s) => s * lanes.bytes);
  runs(code, inner, [{ local: source, steps }], () => {
    if (squares > 0) code.repeat(squares, square);
    if (rest > 2) code.repeat(rest, single);
    else for (let i = 0; i < rest; i++) single();
  });
}

/** What pushes each row of the transposed square. */
function transposed(code: Code, lanes: Lanes, rows: readonly number[]): (() => void)[] {
  const all = [...rows];
  const shuffle = (x: number, y: number, lanesTaken: readonly number[]): void => {
    const taken = lanesTaken.flatMap((p) =>
      Array.from({ length: lanes.bytes }, (_, i) => p * lanes.bytes + i),
    );
    code
      .get(all[x] ?? -1)
      .get(all[y] ?? -1)
      .simd16(V.shuffle, taken);
  };
  if (lanes.count === 2)
    return [
      [0, 2],
      [1, 3],
    ].map((taken) => () => shuffle(0, 1, taken));
  const pairs = [
    [0, 1, [0, 4, 1, 5]],
    [2, 3, [0, 4, 1, 5]],
    [0, 1, [2, 6, 3, 7]],
    [2, 3, [2, 6, 3, 7]],
  ] as const;
  for (const [x, y, taken] of pairs) {
    const mixed = code.local("v128");
    shuffle(x, y, taken);
    code.set(mixed);
    all.push(mixed);
  }
  return [0, 1, 2, 3].map((i) => () => {
    const pair = i < 2 ? 4 : 6;
    const low = i % 2 === 0;
    shuffle(pair, pair + 1, low ? [0, 1, 4, 5] : [2, 3, 6, 7]);
  });
}
