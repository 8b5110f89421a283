import { allocate } from "../graph/dtype.ts";
import type { AxisMap, Kernel, Lookup } from "../graph/kernel.ts";
import { type Shape, size } from "../graph/shape.ts";

type Contract = Extract<Kernel, { kind: "contract" }>;
type Routine = Extract<Kernel, { kind: "routine" }>;

const inFront: AxisMap = { offset: 0, step: 1, axis: 0 };

/**
 * `kernel` over one more axis, the first of every input that is `mapped` and of the result; or, if `summed`,
 * with the results along that axis added up. Null where no kernel does it: then inputs have to be repeated,
 * or the sum taken afterwards.
 */
export function batchedKernel(
  kernel: Kernel,
  mapped: readonly boolean[],
  summed: boolean,
): Kernel | null {
  const all = mapped.every(Boolean);
  if (kernel.kind === "contract") return summed && !all ? null : labelled(kernel, mapped, summed);
  if (kernel.kind === "scatter" && summed) return all && choosesRows(kernel) ? kernel : null;
  if (summed) return null;
  if (kernel.kind === "first") return mapped[0] === true ? kernel : null;
  if (kernel.kind === "routine") return repeatedly(kernel, mapped);
  if (kernel.kind === "gather" && mapped[0] === false) return choosesRows(kernel) ? kernel : null;
  if (kernel.kind === "gather" || kernel.kind === "scatter") return lookup(kernel, mapped);
  return all ? shifted(kernel) : null;
}

/** With one more label, which a product may have on one side only. */
function labelled(
  { kind, a, b, out }: Contract,
  mapped: readonly boolean[],
  summed: boolean,
): Contract {
  let code = "a".charCodeAt(0);
  while ((a + b + out).includes(String.fromCharCode(code))) code++;
  const on = (side: string, has: boolean | undefined): string =>
    has === true ? String.fromCharCode(code) + side : side;
  return { kind, a: on(a, mapped[0]), b: on(b, mapped[1]), out: on(out, !summed) };
}

/** Whether every index stands for a part along the first axis: then it does not matter how many axes the index has. */
const choosesRows = ({ axis, along }: Lookup): boolean => axis === 0 && !along;

/** Indices that are mapped belong each to a part of the other side; others choose alike from all of them. */
function lookup<K extends Lookup>(kernel: K, [full, index]: readonly boolean[]): K | null {
  const { axis, along, batch = 0 } = kernel;
  if (full !== true) return null;
  if (index === true) return { ...kernel, axis: axis + 1, ...(!along && { batch: batch + 1 }) };
  return along || batch > 0 ? null : { ...kernel, axis: axis + 1 };
}

/** Every axis that the kernel names is now the next. */
function shifted(kernel: Exclude<Kernel, Contract | Routine | Lookup>): Kernel {
  switch (kernel.kind) {
    case "fold":
      return { ...kernel, axes: kernel.axes.map((axis) => axis + 1) };
    case "scan":
    case "arg":
    case "join":
      return { ...kernel, axis: kernel.axis + 1 };
    case "view":
      return {
        kind: "view",
        axes: ([, ...example]) => [
          inFront,
          ...kernel.axes(example).map((map) => ({
            ...map,
            axis: map.axis === null ? null : map.axis + 1,
          })),
        ],
      };
    case "map":
    case "reshape":
    case "first":
    case "leaf":
      return kernel;
  }
}

/** One run for each example; an error says for which. */
const repeatedly = ({ run }: Routine, mapped: readonly boolean[]): Routine => ({
  kind: "routine",
  run(inputs, shapes, out, dtype) {
    const part = (shape: Shape, k: number): Shape => (mapped[k] === true ? shape.slice(1) : shape);
    const parts = shapes.map(part);
    const inner = out.slice(1);
    const n = size(inner);
    const y = allocate(dtype, size(out));
    for (let i = 0; i < (out[0] ?? 0); i++) {
      const example = inputs.map((x, k) => {
        const m = size(parts[k] ?? []);
        return mapped[k] === true ? x.subarray(i * m, (i + 1) * m) : x;
      });
      try {
        const value = run(example, parts, inner, dtype);
        if (typeof value === "number") y.fill(value, i * n, (i + 1) * n);
        else y.set(value, i * n);
      } catch (error) {
        if (error instanceof Error) error.message += ` (example ${i})`;
        throw error;
      }
    }
    return y;
  },
});
