import { scopeOf } from "../graph/note.ts";
import type { Scope, Tensor } from "../graph/tensor.ts";
import { ValueError } from "../graph/errors.ts";
import { kindOf } from "../ops/check.ts";

/** Which boxes are opened: none, all, or those of these names. */
export type Open = boolean | readonly string[];

/** The box that a reader sees in place of `x` and its parts: the outermost one of this result that is not opened. */
export function boxOf(x: Tensor, open: Open): Scope | undefined {
  if (open === true || x.first === undefined) return undefined;
  let box = scopeOf(x);
  if (box?.output !== x) return undefined;
  const names = open === false ? [] : open;
  while (box !== undefined && names.includes(box.name)) box = box.inner;
  return box;
}

/** The boxes of one result, the inner ones first. */
export function boxesOf(x: Tensor): readonly Scope[] {
  const boxes: Scope[] = [];
  for (let box = scopeOf(x); box?.output === x; box = box.inner) boxes.unshift(box);
  return boxes;
}

/** What a reader sees `x` applied to. */
const visibleInputs = (x: Tensor, open: Open): readonly Tensor[] =>
  boxOf(x, open)?.inputs ?? x.inputs;

/**
 * The nodes that a reader sees under `roots`, inputs before users, each with what it is seen to be applied
 * to. A closed box is one node. A part of it that something outside uses is seen beside the box, which
 * stays closed. What `enter` refuses, and what lies behind it, is left out.
 */
export function members(
  roots: Iterable<Tensor>,
  open: Open,
  enter: (x: Tensor) => boolean = () => true,
): Map<Tensor, readonly Tensor[]> {
  const seen = new Set<Tensor>();
  const done = new Map<Tensor, readonly Tensor[]>();
  const path: { node: Tensor; inputs: readonly Tensor[]; next: number }[] = [];
  const visit = (node: Tensor): void => {
    if (seen.has(node) || !enter(node)) return;
    seen.add(node);
    path.push({ node, inputs: visibleInputs(node, open), next: 0 });
  };
  for (const root of roots) {
    visit(root);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const input = step.inputs[step.next++];
      if (input !== undefined) visit(input);
      else {
        done.set(step.node, step.inputs);
        path.pop();
      }
    }
  }
  return done;
}

/** `open`, refused unless it is a boolean or a list of names of boxes in these nodes. */
export function asOpen(op: string, open: unknown, nodes: readonly Tensor[]): Open {
  if (typeof open === "boolean") return open;
  const boxes = new Set<unknown>(nodes.flatMap(boxesOf).map(({ name }) => name));
  const list: readonly unknown[] = Array.isArray(open) ? open : [];
  const isName = (name: unknown): name is string => boxes.has(name);
  if (list === open && list.every(isName)) return list;
  throw new ValueError(
    op,
    `open ${kindOf(list.find((name) => !isName(name)) ?? open)}`,
    "it is true, false or a list of boxes",
    `there are ${[...boxes].join(", ") || "none"}`,
  );
}
