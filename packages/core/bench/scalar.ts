/** A network 2-16-16-1 on 100 points, one number at a time: 65,077 operations, hence as many nodes. */
import { type Tensor, add, backward, mul, relu, tensor, valueAndGrad } from "@chainrule/core";
import { moons, uniform } from "./data.ts";
import { Value } from "./micrograd.ts";
import type { Contenders, Task } from "./race.ts";

const LAYERS = [2, 16, 16, 1];
const RATE = 0.1;
const DECAY = 0.0001;
const SAMPLES = moons(100);

interface Algebra<V> {
  readonly leaf: (x: number) => V;
  readonly add: (a: V, b: V) => V;
  readonly mul: (a: V, b: V) => V;
  readonly relu: (x: V) => V;
}

/** Weights and bias of each neuron, one after the other. */
function initial(): number[] {
  return LAYERS.slice(1).flatMap((outputs, l) => {
    const inputs = LAYERS[l] ?? 0;
    const w = uniform(inputs * outputs, 20 + l);
    return Array.from({ length: outputs }, (_, o) => [
      ...w.subarray(o * inputs, (o + 1) * inputs),
      0,
    ]).flat();
  });
}

/** `mean(relu(1 − label·score)) + decay · Σ p²` */
function lossOf<V>({ leaf, add, mul, relu }: Algebra<V>, p: readonly V[]): V {
  const score = (inputs: V[]): V => {
    let at = 0;
    let h = inputs;
    for (let l = 1; l < LAYERS.length; l++) {
      const next: V[] = [];
      for (let o = 0; o < (LAYERS[l] as number); o++) {
        let sum = p[at + h.length] as V;
        for (const x of h) sum = add(sum, mul(p[at++] as V, x));
        at++;
        next.push(l < LAYERS.length - 1 ? relu(sum) : sum);
      }
      h = next;
    }
    return h[0] as V;
  };
  let hinge = leaf(0);
  for (const { x, y, label } of SAMPLES) {
    const wrong = mul(score([leaf(x), leaf(y)]), leaf(-label));
    hinge = add(hinge, relu(add(wrong, leaf(1))));
  }
  let squares = leaf(0);
  for (const w of p) squares = add(squares, mul(w, w));
  return add(mul(hinge, leaf(1 / SAMPLES.length)), mul(squares, leaf(DECAY)));
}

const chainrule: Algebra<Tensor> = { leaf: (x) => tensor(x), add, mul, relu };
const peer: Algebra<Value> = {
  leaf: (x) => new Value(x),
  add: (a, b) => a.add(b),
  mul: (a, b) => a.mul(b),
  relu: (x) => x.relu(),
};

export const tensorLoss = (p: readonly Tensor[]): Tensor => lossOf(chainrule, p);

/** Five steps of training, as every engine takes them before it is timed: then about 3 in 10 nodes have a gradient that is not 0. */
export function trained(): { readonly p: readonly Tensor[]; readonly loss: number } {
  const step = valueAndGrad((p: Tensor[]) => tensorLoss(p));
  let p = initial();
  for (let i = 0; i < 5; i++) {
    const slopes = step(p.map((w) => tensor(w)))[1];
    p = p.map((w, k) => w - RATE * (slopes[k]?.item() ?? NaN));
  }
  const at = p.map((w) => tensor(w));
  return { p: at, loss: tensorLoss(at).item() };
}

function trainedPeer(): { readonly p: readonly Value[]; readonly loss: number } {
  const p = initial().map((w) => new Value(w));
  for (let i = 0; i < 5; i++) {
    peerGradient(p);
    for (const w of p) w.data -= RATE * w.grad;
  }
  return { p, loss: lossOf(peer, p).data };
}

function peerGradient(p: readonly Value[]): void {
  for (const w of p) w.grad = 0;
  lossOf(peer, p).backward();
}

const ours = (run: (p: readonly Tensor[]) => unknown): Task => {
  const { p, loss } = trained();
  return { step: () => run(p), check: loss };
};
const theirs = (run: (p: readonly Value[]) => unknown): Task => {
  const { p, loss } = trainedPeer();
  return { step: () => run(p), check: loss };
};

const valueAndGradient = valueAndGrad((p: readonly Tensor[]) => tensorLoss(p));

export const contenders: Contenders = {
  build: () => ours(tensorLoss),
  value: () => ours((p) => tensorLoss(p).item()),
  "valueAndGrad(f)": () => ours(valueAndGradient),
  "backward(y)": () => ours((p) => backward(tensorLoss(p)).of(p[0] as Tensor)),
  "micrograd value": () => theirs((p) => lossOf(peer, p)),
  "micrograd value + gradient": () => theirs(peerGradient),
};
