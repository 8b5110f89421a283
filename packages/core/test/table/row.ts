import type { Shape, Tensor } from "../../src/index.ts";
import { type Domain, anywhere } from "./domain.ts";
import { type Reference, each } from "./reference.ts";

/** One op under one choice of shapes and attributes: all that the checks need to know. */
export interface Row {
  /** The exported functions that the row stands for. */
  readonly ops: readonly string[];
  readonly title: string;
  readonly f: (...xs: Tensor[]) => Tensor;
  readonly shapes: readonly Shape[];
  /** Where each input lives: away from kinks and poles by more than the first step of the differences. */
  readonly domains: readonly Domain[];
  /** The value by plain JavaScript. */
  readonly reference?: Reference;
  /** How often it is differentiated: 0 if it is flat. */
  readonly order: 0 | 2;
  /** Further shapes of the inputs, with axes of size 0 and 1. */
  readonly edges: readonly (readonly Shape[])[];
  /** Whether its rule chooses: an infinite cotangent then passes or stops, and never becomes NaN. */
  readonly selects: boolean;
  /** Whether its values are rounded, so that differences see steps where it is smooth. */
  readonly rounds: boolean;
  /** Whether it also takes float32. */
  readonly single: boolean;
  /** Whether its shape follows from shapes alone, so that it can be traced. */
  readonly traces: boolean;
}

type Optional = "reference" | "order" | "edges" | "selects" | "rounds" | "single" | "traces";

export type Options = Partial<Pick<Row, Optional>>;

const show = (shape: Shape): string => `[${shape.join(", ")}]`;

/** A row of the table. Its title is the ops, what is special about the row, and the shapes. */
export function row(
  ops: string | readonly string[],
  special: string,
  shapes: readonly Shape[],
  domains: Domain | readonly Domain[],
  f: (...xs: Tensor[]) => Tensor,
  options: Options = {},
): Row {
  const names = [ops].flat();
  const list = typeof domains === "function" ? shapes.map(() => domains) : domains;
  const title = [names.join(", "), special, "of", shapes.map(show).join(", ")];
  return {
    ops: names,
    title: title.filter((part) => part !== "").join(" "),
    f,
    shapes,
    domains: list,
    order: options.order ?? 2,
    edges: options.edges ?? [],
    selects: options.selects ?? false,
    rounds: options.rounds ?? false,
    single: options.single ?? true,
    traces: options.traces ?? true,
    ...(options.reference && { reference: options.reference }),
  };
}

/** A function of one tensor, at every element by itself. */
export const unaryRow = (
  op: string,
  f: (x: Tensor) => Tensor,
  reference: (x: number) => number | boolean,
  domain: Domain = anywhere,
  options: Options & { readonly special?: string } = {},
): Row =>
  row(op, options.special ?? "", [[2, 3]], domain, f, {
    reference: each(reference),
    edges: [[[]], [[1]], [[0]], [[2, 0, 3]]],
    ...options,
  });

/** A function of two tensors that broadcast, in several combinations of shapes, and of a tensor and a number. */
export function binaryRows(
  op: string,
  f: (a: Tensor | number, b: Tensor | number) => Tensor,
  reference: (a: number, b: number) => number | boolean,
  domains: readonly [Domain, Domain] = [anywhere, anywhere],
  options: Options & { readonly numbers?: readonly [number, number] } = {},
): Row[] {
  const shapes: readonly (readonly [Shape, Shape])[] = [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [3, 1],
      [2, 1, 2],
    ],
    [[], [2, 2]],
    [[3], []],
  ];
  const edges: readonly (readonly Shape[])[] = [
    [[], []],
    [[1], [1, 1]],
    [[0], [1]],
    [
      [2, 1],
      [1, 0],
    ],
  ];
  const full = { reference: each(reference), ...options };
  const both = shapes.map((pair, i) =>
    row(op, "", pair, domains, f, i === 0 ? { ...full, edges } : full),
  );
  const [left, right] = options.numbers ?? [0.7, 0.7];
  const once = (k: 0 | 1, special: string, g: (x: Tensor) => Tensor, h: (x: number) => number) =>
    row(op, special, [[2, 2]], domains[k], g, { ...full, reference: each(h) });
  return [
    ...both,
    once(
      0,
      `(x, ${right})`,
      (x) => f(x, right),
      (x) => Number(reference(x, right)),
    ),
    once(
      1,
      `(${left}, x)`,
      (x) => f(left, x),
      (x) => Number(reference(left, x)),
    ),
  ];
}
