/** Turns nodes into expressions over the elements that a kernel stands at, and those into code. */
import type { DType, Tensor } from "@chainrule/core";
import type { Words } from "../maths/words.ts";
import { type Access, sameAccess, through } from "../plan/access.ts";
import { bytesOf } from "../plan/arena.ts";
import type { Kernel } from "../plan/kernel.ts";
import type { Roles } from "../plan/roles.ts";
import { Sentences, sentenceOf } from "../plan/sentence.ts";
import type { Code } from "../wasm/code.ts";
import type { Lanes } from "../wasm/lanes.ts";
import { type Value, Values } from "../wasm/values.ts";
import { Writer } from "../wasm/write.ts";
import { load, store } from "./memory.ts";
import type { Nest } from "./nest.ts";

/** Where each stored node lies, in bytes. */
export type Addresses = ReadonlyMap<Tensor, number>;

/** One buffer read in one way. */
export interface Load {
  readonly node: Tensor;
  access: Access;
}

export class Scope {
  readonly code: Code;
  readonly m: Values;
  readonly lanes: Lanes;
  readonly kernel: Kernel;
  readonly addresses: Addresses;
  readonly loads: Load[] = [];
  readonly #roles: Roles;
  readonly #sentences: Sentences;
  readonly #loadOf = new Map<string, Value>();
  readonly #registers = new Map<Tensor, Value>();
  readonly #locals: number[] = [];
  readonly #known = new Map<string, Value>();

  constructor(code: Code, lanes: Lanes, roles: Roles, kernel: Kernel, addresses: Addresses) {
    this.code = code;
    this.lanes = lanes;
    this.m = new Values(lanes);
    this.kernel = kernel;
    this.addresses = addresses;
    this.#roles = roles;
    this.#sentences = new Sentences(this.m);
  }

  /** The words for nodes that compute in this dtype. */
  words(dtype: DType): Words {
    return this.#sentences.words(dtype);
  }

  /** From now on `node` is in `local`: the result of a fold or a product. */
  register(node: Tensor, local: number): Value {
    const known = this.#registers.get(node);
    if (known !== undefined) {
      this.#locals[Number(known.imm)] = local;
      return known;
    }
    const value = this.m.make("register", [], this.#locals.push(local) - 1);
    this.#registers.set(node, value);
    return value;
  }

  /**
   * The value of `root` at `access`, where this kernel's own results, those of `mine`, stand at `at`. Iterative, since
   * chains may be long.
   */
  build(root: Tensor, access: Access, at: Access, mine: ReadonlySet<Tensor>): Value {
    const path: { readonly n: Tensor; readonly access: Access }[] = [{ n: root, access }];
    let value: Value | undefined;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const node = this.#roles.source(top.n);
      value = this.#given(node, top.access, at, mine) ?? this.#known.get(keyOf(node, top.access));
      if (value === undefined) {
        const next = this.#operands(node, top.access);
        const values = next.map(
          (x) => this.#given(x.n, x.access, at, mine) ?? this.#known.get(keyOf(x.n, x.access)),
        );
        const missing = next.filter((_, i) => values[i] === undefined);
        if (missing.length > 0) {
          path.push(...missing.toReversed());
          continue;
        }
        value = this.#computed(node, values as Value[]);
        this.#known.set(keyOf(node, top.access), value);
      }
      path.pop();
    }
    return value as Value;
  }

  /** What need not be computed: a constant, a register, an element of memory. */
  #given(n: Tensor, access: Access, at: Access, mine: ReadonlySet<Tensor>): Value | undefined {
    const node = this.#roles.source(n);
    if (this.#roles.of(node) === "fill")
      return this.#sentences.constant(node.value as number, node.dtype);
    const here = sameAccess(access, at);
    const register = this.#registers.get(node);
    if (register !== undefined && here) return register;
    if (!this.addresses.has(node) || (mine.has(node) && here)) return undefined;
    const key = keyOf(node, access);
    const known = this.#loadOf.get(key);
    if (known !== undefined) return known;
    const value = this.m.make("load", [], this.loads.push({ node, access }) - 1);
    this.#loadOf.set(key, value);
    return value;
  }

  #operands(node: Tensor, access: Access): { readonly n: Tensor; readonly access: Access }[] {
    const role = this.#roles.of(node);
    if (role === "map") return node.inputs.map((x) => ({ n: this.#roles.source(x), access }));
    const next =
      role === "view" ? through(this.#roles.view(node), access, this.kernel.extents) : null;
    if (next === null) throw new Error(`${node.op.name} has no place in memory`);
    return [{ n: this.#roles.source(node.first as Tensor), access: next }];
  }

  #computed(node: Tensor, operands: readonly Value[]): Value {
    const sentence = sentenceOf(node);
    return sentence === undefined
      ? (operands[0] as Value)
      : this.#sentences.of(node, sentence, operands);
  }

  /** Say which ways of stepping there are. */
  moveAll(nest: Nest): void {
    for (const { node, access } of this.loads) nest.moves(access.steps, bytesOf[node.dtype]);
  }

  /** Code for `roots` where the nest stands, `width` lanes along `axis` (−1: all lanes the same). */
  writer(roots: readonly Value[], nest: Nest, axis: number, width: number): Writer {
    return new Writer(this.code, this.lanes, roots, (v) => {
      const index = Number(v.imm);
      if (v.op === "register") {
        this.code.get(this.#locals[index] ?? -1);
        return;
      }
      const { node, access } = this.loads[index] as Load;
      const at = nest.at(access, bytesOf[node.dtype], this.addresses.get(node) ?? 0);
      const stride = axis < 0 ? 0 : (access.steps[axis] ?? 0);
      load(this.code, this.lanes, { nest, at, dtype: node.dtype, stride, width });
    });
  }

  /** Push an expression over locals. */
  between(root: Value, locals: ReadonlyMap<Value, number>): void {
    new Writer(this.code, this.lanes, [root], (v) => {
      this.code.get(locals.get(v) ?? -1);
    }).push(root);
  }

  /**
   * Write `width` lanes of each of `roots` into the places of `nodes`. An input whose place is taken over is read
   * before, for all who have yet to read it.
   */
  store(
    nodes: readonly Tensor[],
    roots: readonly Value[],
    access: Access,
    { nest, axis, width }: { readonly nest: Nest; readonly axis: number; readonly width: number },
    write: Writer = this.writer(roots, nest, axis, width),
  ): void {
    const read = new Map<number | undefined, Value[]>();
    for (const [i, { node }] of this.loads.entries()) {
      const address = this.addresses.get(node);
      const load = this.m.make("load", [], i);
      const others = read.get(address);
      if (others === undefined) read.set(address, [load]);
      else others.push(load);
    }
    for (const [i, node] of nodes.entries()) {
      const address = this.addresses.get(node) ?? 0;
      for (const load of read.get(address) ?? []) write.hold(load);
      const at = nest.at(access, bytesOf[node.dtype], address);
      const push = (): void => write.push(roots[i] as Value);
      store(this.code, this.lanes, { nest, at, dtype: node.dtype, width }, push);
    }
  }
}

const keyOf = (node: Tensor, { offset, steps }: Access): string =>
  `${node.id} ${offset} ${steps.join()}`;
