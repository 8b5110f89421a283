import { type DType, isDType } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { plain } from "../graph/op-key.ts";
import type { Attributes, Op } from "../graph/tensor.ts";
import { overOneMoreAxis } from "../autodiff/batched.ts";

/** An op, or what makes one from its attributes. */
export type Family = Op | ((attrs: Attributes) => Op);

/** The op of this name with these attributes, refused unless the family makes just that one. */
export function memberOf(family: Family, name: string, { vmap, ...attrs }: Attributes): Op {
  const op = ownMember(family, name, attrs);
  return vmap === undefined ? op : mappedMember(op, vmap);
}

/** `op` over further axes, each said by a list: 0, or null where an input has none; "sum" at the end. */
function mappedMember(op: Op, vmap: unknown): Op {
  const wrong = (what: string): ValueError =>
    new ValueError(op.name, `attribute vmap: ${plain(vmap)}`, what);
  if (!Array.isArray(vmap) || vmap.length === 0) throw wrong("it is no list of axes");
  return vmap.reduce<Op>((one, level: unknown) => {
    const sum = Array.isArray(level) && level.at(-1) === "sum";
    const axes: readonly unknown[] = Array.isArray(level)
      ? level.slice(0, sum ? -1 : undefined)
      : [];
    if (!axes.includes(0) || !axes.every((axis) => axis === 0 || axis === null))
      throw wrong("each level says 0 or null for each input");
    const mapped = axes.map((axis) => axis === 0);
    const fits = one.arity === null || one.arity === mapped.length;
    const all = fits ? overOneMoreAxis(one, mapped, sum) : null;
    if (all === null) throw wrong("no kernel does it");
    return all;
  }, op);
}

/** The op itself, before it was mapped. */
function ownMember(family: Family, name: string, attrs: Attributes): Op {
  const op = typeof family === "function" ? family(attrs) : family;
  const keys = Object.keys(attrs);
  const own = Object.keys(op.attrs);
  const odd =
    keys.find((key) => plain(op.attrs[key]) !== plain(attrs[key])) ??
    own.find((key) => !keys.includes(key));
  if (odd !== undefined)
    throw new ValueError(
      name,
      `attribute ${odd}: ${plain(attrs[odd])}`,
      Object.hasOwn(op.attrs, odd) ? `its op has ${plain(op.attrs[odd])}` : "it has no such one",
    );
  const { name: called } = op;
  if (called === name) return op;
  throw new ValueError(name, `an op called ${called}`, "the names differ");
}

/** Attributes by what they have to be. */
export interface Reader {
  readonly number: (key: string) => number;
  readonly whole: (key: string) => number;
  readonly numbers: (key: string) => readonly number[];
  readonly text: (key: string) => string;
  readonly flag: (key: string) => boolean;
  readonly dtype: (key: string) => DType;
}

const isNumber = (x: unknown): x is number => typeof x === "number";
const isWhole = (x: unknown): x is number => Number.isSafeInteger(x);

/** The family of ops called `name` that `make` makes of attributes, each refused unless it is of its kind. */
export const familyOf =
  (name: string, make: (attrs: Reader, name: string) => Op): ((attrs: Attributes) => Op) =>
  (attrs) => {
    const being =
      <T>(what: string, is: (x: unknown) => x is T) =>
      (key: string): T => {
        const value = attrs[key];
        if (is(value)) return value;
        throw new ValueError(name, `attribute ${key}: ${plain(value)}`, `it is no ${what}`);
      };
    const reader: Reader = {
      number: being("number", isNumber),
      whole: being("whole number", isWhole),
      numbers: being(
        "list of whole numbers",
        (x): x is readonly number[] => Array.isArray(x) && x.every(isWhole),
      ),
      text: being("text", (x) => typeof x === "string"),
      flag: being("truth value", (x) => typeof x === "boolean"),
      dtype: being("dtype", isDType),
    };
    return make(reader, name);
  };
