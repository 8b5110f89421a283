import type { Shape, Tensor } from "@chainrule/core";

/** A dimension of the program: a class of axes that are one and the same. */
export interface Size {
  readonly n: number;
  readonly text: string;
  /** It is the batch, or somebody gave it a name: what is divided by first. */
  readonly known?: true;
}

/** Sets that are joined: a forest of axes, each pointing towards the one that stands for its class. */
class Classes {
  private readonly parent = new Map<string, string>();
  find(key: string): string {
    let top = key;
    for (let up = this.parent.get(top); up !== undefined; up = this.parent.get(top)) top = up;
    return top;
  }
  join(a: Tensor, i: number, b: Tensor, j: number): void {
    if (a.shape[i] === undefined || a.shape[i] !== b.shape[j]) return;
    const [p, q] = [this.find(axisKey(a, i)), this.find(axisKey(b, j))];
    if (p !== q) this.parent.set(p, q);
  }
}

const axisKey = (x: Tensor, axis: number): string => `${x.id}.${axis}`;

/**
 * Which axes are one dimension: `axis 0 of X` and `axis 0 of Z1` are both the batch, however large; two dimensions that
 * merely have the same size stay apart. Known by names, those in the data but in no parameter as the batch.
 */
export function dimensions(forward: readonly Tensor[], parameters: ReadonlySet<Tensor>): Size[] {
  const classes = new Classes();
  for (const y of forward) join(y, classes);
  const found = new Map<string, Found>();
  for (const x of forward)
    if (x.name !== undefined)
      x.shape.forEach((n, axis) => {
        if (n < 2) return;
        const key = classes.find(axisKey(x, axis));
        const d = found.get(key) ?? {
          n,
          text: `axis ${axis} of ${x.name}`,
          learned: false,
          data: [],
        };
        d.learned ||= parameters.has(x);
        if (x.inputs.length === 0 && !parameters.has(x)) d.data.push(axis);
        found.set(key, d);
      });
  const batch = batchOf(
    [...found.values()].filter(({ learned, data }) => !learned && data.length > 0),
  );
  return [...found.values()].map((d) =>
    d === batch && parameters.size > 0
      ? { n: d.n, text: `the batch, ${d.text}`, known: true }
      : { n: d.n, text: d.text },
  );
}

interface Found {
  readonly n: number;
  readonly text: string;
  /** It is in a parameter. */
  learned: boolean;
  /** Which axes of data it is. */
  readonly data: number[];
}

/** Of the dimensions that are in the data and in no parameter, the one that is a first axis, unless there is just one. */
const batchOf = (some: readonly Found[]): Found | undefined => {
  if (some.length < 2) return some[0];
  const leading = some.filter(({ data }) => data.includes(0));
  return leading.length === 1 ? leading[0] : undefined;
};

/** Join the axes of `y` to those of its inputs that they are. */
function join(y: Tensor, classes: Classes): void {
  const { kernel } = y.op;
  const [a, b] = y.inputs;
  if (a === undefined) return;
  const all = (x: Tensor): void => x.shape.forEach((_, axis) => classes.join(y, axis, x, axis));
  switch (kernel.kind) {
    case "contract": {
      if (b === undefined) return;
      const labels = (x: Tensor, own: string): void =>
        [...own].forEach((label, axis) => classes.join(x, axis, y, kernel.out.indexOf(label)));
      labels(a, kernel.a);
      labels(b, kernel.b);
      [...kernel.a].forEach((label, axis) => classes.join(a, axis, b, kernel.b.indexOf(label)));
      return;
    }
    case "view":
      kernel.axes(a.shape).forEach(({ axis, step, every }, from) => {
        if (axis !== null && Math.abs(step) === 1 && every === undefined)
          classes.join(y, axis, a, from);
      });
      return;
    case "reshape": {
      const [from, to] = [wide(a.shape), wide(y.shape)];
      if (from.length === to.length)
        from.forEach((axis, i) => classes.join(y, to[i] ?? -1, a, axis));
      return;
    }
    case "gather": {
      if (b === undefined) return;
      if (kernel.along) return all(b);
      const { axis, batch = 0 } = kernel;
      for (let i = 0; i < axis; i++) classes.join(y, i, a, i);
      for (let i = batch; i < b.rank; i++) classes.join(y, axis + i - batch, b, i);
      for (let i = axis + 1; i < a.rank; i++) classes.join(y, i + b.rank - batch - 1, a, i);
      return;
    }
    case "map":
    case "fold":
    case "scan":
    case "arg":
    case "first":
    case "join":
      y.inputs.forEach((x) => x.rank === y.rank && all(x));
      return;
    case "scatter":
    case "routine":
    case "leaf":
  }
}

const wide = (shape: Shape): number[] => [...shape.keys()].filter((axis) => shape[axis] !== 1);
