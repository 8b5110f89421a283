import { ValueError } from "../graph/errors.ts";
import { type Shape, sameShape } from "../graph/shape.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { kindOf } from "../ops/check.ts";

/** What the axes of some tensors are called, by the names of the tensors. */
export type NamedAxes = Readonly<Record<string, readonly string[]>>;

/** What the axes of one tensor are called; undefined where nobody said. */
type Names = readonly (string | undefined)[];

/**
 * What the axes of every node are called, `nodes` being all of a graph, inputs before users: an axis keeps its name
 * as long as it is the same axis, through elementwise ops, products, transposes and copies.
 */
export function axisNames(nodes: readonly Tensor[], given: NamedAxes): ReadonlyMap<Tensor, Names> {
  checked(nodes, given);
  const known = new Map<Tensor, Names>();
  for (const x of nodes) {
    const own = x.name !== undefined && Object.hasOwn(given, x.name) ? given[x.name] : undefined;
    known.set(x, own ?? apart(followed(x, (input) => known.get(input) ?? [])));
  }
  return known;
}

/** No name twice: in `X Xᵀ` the rows are b, the columns b′. */
const apart = (names: Names): Names =>
  names.reduce<Names>((before, name) => {
    let own = name;
    while (own !== undefined && before.includes(own)) own += "′";
    return [...before, own];
  }, []);

/** What all operands that have a name for the axis call it, but for primes. */
function common(sides: readonly Names[], axis: number): string | undefined {
  const [name, ...others] = sides.map((names) => names[axis]).filter((own) => own !== undefined);
  const bare = name?.replaceAll("′", "");
  return others.every((own) => own.replaceAll("′", "") === bare) ? name : undefined;
}

/** The names of `y`'s axes, from those of its inputs. */
function followed(y: Tensor, of: (x: Tensor) => Names): Names {
  const { first: x, second } = y;
  if (x === undefined) return [];
  const { kernel } = y.op;
  const places = [...y.shape.keys()];
  switch (kernel.kind) {
    case "map":
      return places.map((axis) => common(y.inputs.map(of), axis));
    case "fold":
      return places.map((axis) => (kernel.axes.includes(axis) ? undefined : of(x)[axis]));
    case "view": {
      const maps = kernel.axes(x.shape);
      const same = (axis: number): number =>
        maps.findIndex(
          (map, i) =>
            map.axis === axis &&
            map.offset === 0 &&
            map.step === 1 &&
            map.every === undefined &&
            x.shape[i] === y.shape[axis],
        );
      return places.map((axis) => of(x)[same(axis)]);
    }
    case "reshape":
      return aligned(x.shape, of(x), y.shape);
    case "contract": {
      const name = (label: string): string | undefined =>
        of(x)[kernel.a.indexOf(label)] ?? (second && of(second)[kernel.b.indexOf(label)]);
      return [...kernel.out].map(name);
    }
    case "first":
    case "scan":
    case "arg":
    case "gather":
    case "scatter":
    case "join":
    case "routine":
    case "leaf":
      return sameShape(x.shape, y.shape) ? of(x) : [];
  }
}

/** The names under another shape, if that only adds or drops axes of size 1. */
function aligned(from: Shape, names: Names, to: Shape): Names {
  const long = [...from.keys()].filter((axis) => from[axis] !== 1);
  const kept = [...to.keys()].filter((axis) => to[axis] !== 1);
  const fits = sameShape(
    long.map((i) => from[i] ?? 1),
    kept.map((i) => to[i] ?? 1),
  );
  return fits ? [...to.keys()].map((axis) => names[long[kept.indexOf(axis)] ?? -1]) : [];
}

/** Refuses names for what there is not. */
function checked(nodes: readonly Tensor[], given: NamedAxes): void {
  const shown = (names: unknown): string =>
    Array.isArray(names) ? `[${names.map(kindOf).join(", ")}]` : kindOf(names);
  if (typeof given !== "object" || given === null)
    throw new ValueError(
      "print",
      `axes ${kindOf(given)}`,
      "they are an object",
      'write { X: ["b", "i"] }',
    );
  for (const [name, names] of Object.entries(given)) {
    const x = nodes.find((node) => node.name === name);
    if (x === undefined)
      throw new ValueError("print", `axes of ${name}`, "there is no tensor of that name");
    if (
      !Array.isArray(names) ||
      new Set(names).size !== x.rank ||
      names.length !== x.rank ||
      names.some((n) => typeof n !== "string")
    )
      throw new ValueError(
        "print",
        `axes ${shown(names)} of ${describe(x)}`,
        "there is not one name for each axis",
        'write one such as "b" for each',
      );
  }
}
