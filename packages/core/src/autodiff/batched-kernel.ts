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
  switch (kernel.kind) {
    case "contract":
      return summed && !all ? null : labelled(kernel, mapped, summed);
    case "scatter":
      if (summed) return all && !kernel.along && isLeading(kernel) ? kernel : null;
      return lookup(kernel, mapped);
    case "gather":
      if (summed) return null;
      return !kernel.along && isLeading(kernel) && mapped[0] === false
        ? kernel
        : lookup(kernel, mapped);
    case "routine":
      return summed ? null : repeatedly(kernel, mapped);
    default:
      return summed || !all ? null : shifted(kernel);
  }
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

/** Whether the axis that is chosen along is the first. */
const isLeading = ({ axis, batch = 0 }: Lookup): boolean => axis === 0 && batch === 0;

/** Indices that are mapped belong each to a part of the other side; others choose alike from all of them. */
function lookup<K extends Lookup>(kernel: K, [full, index]: readonly boolean[]): K | null {
  const { axis, along, batch = 0 } = kernel;
  if (full !== true) return null;
  if (index === true) return { ...kernel, axis: axis + 1, ...(!along && { batch: batch + 1 }) };
  return along || batch > 0 ? null : { ...kernel, axis: axis + 1 };
}

/** Every axis that the kernel names is now the next. */
function shifted(kernel: Exclude<Kernel, Contract | Routine>): Kernel {
  switch (kernel.kind) {
    case "fold":
      return { ...kernel, axes: kernel.axes.map((axis) => axis + 1) };
    case "scan":
    case "arg":
    case "join":
    case "gather":
    case "scatter":
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
