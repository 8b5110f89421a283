import { type DType, isDType } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { plain } from "../graph/op-key.ts";
import type { Attributes, Op } from "../graph/tensor.ts";

/** An op, or what makes one from its attributes. */
export type Family = Op | ((attrs: Attributes) => Op);

/** The op of this name with these attributes, refused unless the family makes just that one. */
export function memberOf(family: Family, name: string, attrs: Attributes): Op {
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
