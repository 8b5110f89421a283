/** Operands copied into the order in which tiles read them. */
import type { Access } from "../plan/access.ts";
import { I, type Code } from "../wasm/code.ts";
import { type Lanes, V } from "../wasm/lanes.ts";
import type { Nest } from "./nest.ts";
import { type Part, ownScratch } from "./part.ts";
import { PANELS } from "./tile.ts";

interface Source {
  readonly code: Code;
  readonly lanes: Lanes;
  readonly nest: Nest;
  /** Where the first element lies. */
  readonly access: Access;
  /** Number of summed elements. */
  readonly inner: number;
}

interface Columns extends Source {
  /** Elements between summed elements, and between columns. */
  readonly down: number;
  readonly right: number;
}

/** The `width` columns from where the nest stands, as `inner` consecutive rows of whole vectors. */
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
  const next = (rows: number): void => {
    code.advance(source, rows * down * lanes.bytes).advance(target, rows * rowBytes);
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
  const squares = down === 1 && right !== 1 ? Math.floor(inner / lanes.count) : 0;
  if (squares > 0) code.repeat(squares, square);
  const rest = inner - squares * lanes.count;
  if (rest > 2) code.repeat(rest, single);
  else for (let i = 0; i < rest; i++) single();
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

interface Rows extends Source {
  /** Elements between summed elements; rows lie side by side. */
  readonly across: number;
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
  const panel = height * inner * lanes.bytes;
  const vectors = (height * lanes.bytes) / 16;
  const start = nest.at(access, lanes.bytes, buffer);
  const [source, target] = [code.local("i32"), code.local("i32")];
  const [from, to] = [code.local("i32"), code.local("i32")];
  const group = (panels: number) => (): void => {
    code.get(from).set(source).get(to).set(target);
    code.repeat(inner, () => {
      for (let q = 0; q < panels; q++)
        for (let v = 0; v < vectors; v++) {
          code.get(target);
          code.get(source).memory(V.load, start.offset + (q * vectors + v) * 16);
          code.memory(V.store, scratch + q * panel + v * 16);
        }
      code.advance(source, across * lanes.bytes).advance(target, height * lanes.bytes);
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
