/** Turns nodes into expressions over the elements that a kernel stands at, and those into code. */
import type { DType, Tensor } from "@chainrule/core";
import type { Words } from "../maths/words.ts";
import { type Access, through } from "../plan/access.ts";
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

/** An access, and what is known of the nodes read or computed there. */
interface Place {
  readonly access: Access;
  readonly known: Map<Tensor, Value>;
  readonly loads: Map<Tensor, Value>;
}

interface Standing {
  readonly node: Tensor;
  readonly place: Place;
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
  readonly #places = new Map<string, Place>();
  readonly #registers = new Map<Tensor, Value>();
  readonly #locals: number[] = [];

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
    const here = this.#place(at);
    const path: Standing[] = [{ node: this.#roles.source(root), place: this.#place(access) }];
    let value: Value | undefined;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node, place } = top;
      value = this.#given(node, place, here, mine) ?? place.known.get(node);
      if (value === undefined) {
        const values: Value[] = [];
        const waiting = path.length;
        for (const x of this.#operands(node, place)) {
          const operand = this.#given(x.node, x.place, here, mine) ?? x.place.known.get(x.node);
          if (operand === undefined) path.push(x);
          else values.push(operand);
        }
        if (path.length > waiting) continue;
        value = this.#computed(node, values);
        place.known.set(node, value);
      }
      path.pop();
    }
    return value as Value;
  }

  /** The one object for an access. */
  #place(access: Access): Place {
    const key = `${access.offset} ${access.steps.join()}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      place = { access, known: new Map(), loads: new Map() };
      this.#places.set(key, place);
    }
    return place;
  }

  /** What need not be computed: a constant, a register, an element of memory. */
  #given(node: Tensor, place: Place, here: Place, mine: ReadonlySet<Tensor>): Value | undefined {
    if (this.#roles.of(node) === "fill")
      return this.#sentences.constant(node.value as number, node.dtype);
    const register = this.#registers.get(node);
    if (register !== undefined && place === here) return register;
    if (!this.addresses.has(node) || (place === here && mine.has(node))) return undefined;
    let value = place.loads.get(node);
    if (value === undefined) {
      const { access } = place;
      value = this.m.make("load", [], this.loads.push({ node, access }) - 1);
      place.loads.set(node, value);
    }
    return value;
  }

  #operands(node: Tensor, place: Place): Standing[] {
    const role = this.#roles.of(node);
    if (role === "map") return node.inputs.map((x) => ({ node: this.#roles.source(x), place }));
    const { extents } = this.kernel;
    const next = role === "view" ? through(this.#roles.view(node), place.access, extents) : null;
    if (next === null) throw new Error(`${node.op.name} has no place in memory`);
    return [{ node: this.#roles.source(node.first as Tensor), place: this.#place(next) }];
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
    return new Writer(this.code, roots, (v) => {
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
    new Writer(this.code, [root], (v) => {
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
      read.set(address, [...(read.get(address) ?? []), this.m.make("load", [], i)]);
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
