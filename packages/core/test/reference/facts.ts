/** What the code and the tables say of every public op. */
import {
  type DType,
  DTypeError,
  type Tensor,
  ValueError,
  gradients,
  tensor,
} from "../../src/index.ts";
import { isFloat, tensorsOf, topological } from "../../src/engine.ts";
import type { Op } from "../../src/graph/tensor.ts";
import { directionFor, inputsOf, pushForward } from "../checks/sample.ts";
import type { Family as Points, Row as Point } from "../singular/row.ts";
import type { Row } from "../table/row.ts";
import type { Statement } from "./statements.ts";
import { type Call, callsOf } from "./watch.ts";

/** What the source says of an exported op. */
export interface Source {
  readonly name: string;
  readonly path: string;
  readonly doc: string;
  readonly signature: string;
}

/** What all of that is made from. */
export interface Tables {
  readonly sources: readonly Source[];
  /** The names of the primitives in the source. */
  readonly primitives: readonly string[];
  readonly rows: readonly Row[];
  readonly points: readonly Points[];
  readonly statements: Readonly<Record<string, Statement>>;
}

export interface Fact extends Source {
  /** The titles of the rows of the op table that stand for it. */
  readonly rows: readonly string[];
  /** Its calls in those rows. */
  readonly calls: readonly Call[];
  /** The primitives that it is made of, each once: more than one in a single call make a composite. */
  readonly made: readonly Op[];
  readonly composite: boolean;
  readonly dtypes: readonly DType[];
  readonly points: readonly Point[];
  readonly statement: Statement | undefined;
}

export interface Facts {
  readonly ops: readonly Fact[];
  /** Every primitive that a row reaches, forwards or backwards, by name. */
  readonly reached: ReadonlyMap<string, Op>;
  readonly tables: Tables;
}

export function factsOf(tables: Tables): Facts {
  const reached = new Map<string, Op>();
  const calls = new Map<Row, readonly Call[]>();
  for (const row of tables.rows) {
    const xs = inputsOf(row);
    calls.set(
      row,
      callsOf(() => row.f(...xs)),
    );
    for (const node of backAndForth(row, xs)) reached.set(node.op.name, node.op);
  }
  const ops = tables.sources.map((source) => factOf(source, tables, calls));
  return { ops, reached, tables };
}

/** Every node of the row's value, of its gradient and of its tangent. */
function backAndForth(row: Row, xs: readonly Tensor[]): readonly Tensor[] {
  const y = row.f(...xs);
  if (!isFloat(y.dtype)) return topological([y]);
  const tangents = xs.map((x) => directionFor(x, "v"));
  const dy = pushForward(row, xs, tangents);
  return topological([y, ...gradients(y, xs, directionFor(y, "u")), dy]);
}

function factOf(
  source: Source,
  { rows, points, statements }: Tables,
  calls: ReadonlyMap<Row, readonly Call[]>,
): Fact {
  const { name } = source;
  const own = rows.filter(({ ops }) => ops.includes(name));
  const made = own.flatMap((row) => (calls.get(row) ?? []).filter((call) => call.name === name));
  const insides = made.map(inside);
  const movers = new Set(insides.map(withoutCopies).flat());
  return {
    ...source,
    rows: own.map(({ title }) => title),
    calls: made,
    made: [...new Map([...movers].map((op) => [identityOf(op), op])).values()],
    composite: insides.some((ops) => new Set(withoutCopies(ops).map((op) => op.name)).size > 1),
    dtypes: DTYPES.filter((dtype) => made.some((call) => takes(call, dtype))),
    points: points.flatMap((family) => family.rows.filter((point) => subjectsOf(point).has(name))),
    statement: statements[name],
  };
}

/** The ops between the arguments of a call and its result. */
function inside({ args, result }: Call): readonly Op[] {
  const given = new Set(tensorsIn(args));
  return topological(tensorsIn(result), (x) => !given.has(x))
    .filter((x) => x.op.kernel.kind !== "leaf")
    .map(({ op }) => op);
}

/** Attributes may decide how an op is differentiated, as those of `cast` do. */
const identityOf = ({ name, kernel, derivative }: Op): string =>
  `${name} ${kernel.kind} ${derivative.kind}`;

const COPIES = ["broadcastTo", "reshape"];

/** Broadcasting and dropped axes surround a primitive without making it a composite. */
const withoutCopies = (ops: readonly Op[]): readonly Op[] => {
  const rest = ops.filter(({ name }) => !COPIES.includes(name));
  return rest.length > 0 ? rest : ops;
};

/** The tensors among arguments, which may be lists or objects of them. */
export const tensorsIn = (x: unknown): readonly Tensor[] =>
  typeof x === "object" && x !== null ? tensorsOf(x) : [];

const DTYPES: readonly DType[] = ["float64", "float32", "int32", "bool"];

/** Whether the call accepts `dtype` for its numbers: for its float64 tensors, or for all if it has none. */
function takes({ f, args }: Call, dtype: DType): boolean {
  const numbers = tensorsIn(args).some((x) => x.dtype === "float64");
  const like = (x: Tensor): Tensor =>
    numbers && x.dtype !== "float64"
      ? x
      : tensor(
          [...x.data()].map((v) => (dtype === "bool" ? Number(v > 0) : Math.trunc(v))),
          {
            shape: x.shape,
            dtype,
          },
        );
  try {
    f(...args.map((x) => mapTensors(x, like)));
    return true;
  } catch (error) {
    // A number beside the tensor need not be one of this dtype, and a matrix of whole numbers may be singular.
    if (error instanceof DTypeError || error instanceof ValueError) return false;
    throw error;
  }
}

/** The same arguments with other tensors in them. */
export function mapTensors(x: unknown, f: (x: Tensor) => Tensor): unknown {
  if (Array.isArray(x)) return x.map((item) => mapTensors(item, f));
  return tensorsIn(x).length === 1 && tensorsIn(x)[0] === x ? f(x as Tensor) : x;
}

/** The functions that a point's expression applies to its arguments, or the last one if none is. */
function subjectsOf({ f, at }: Pick<Point, "f" | "at">): ReadonlySet<string> {
  const direct = new Set<string>();
  const open: string[] = [];
  let word = "";
  for (const [token] of f.matchAll(/[A-Za-z_]\w*|[()]/g)) {
    if (token === "(") open.push(word);
    else if (token === ")") open.pop();
    else if (token in at) direct.add(open.at(-1) ?? "");
    word = token;
  }
  return direct.size > 0 ? direct : new Set(/^\w+/.exec(f));
}
