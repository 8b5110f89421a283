/** What is measured: for each work its sizes, and how an engine is asked to do it. */

export const RATE = 0.01;
/** Steps before losses are compared. */
const STEPS = 5;

export const networks = [
  { id: "4-6-4-2, batch 1", sizes: [4, 6, 4, 2], batch: 1 },
  { id: "4-6-4-2, batch 32", sizes: [4, 6, 4, 2], batch: 32 },
  { id: "13-64-64-1, batch 32", sizes: [13, 64, 64, 1], batch: 32 },
  { id: "784-128-10, batch 32", sizes: [784, 128, 10], batch: 32 },
  { id: "784-512-512-10, batch 128", sizes: [784, 512, 512, 10], batch: 128 },
  { id: "1024×4, batch 256", sizes: [1024, 1024, 1024, 1024], batch: 256 },
];
export const [smallest, , small, , ratioOf] = networks;
const elementwise = { n: 1_000_000, a: 1.5, b: 0.5 };
const scalars = { sizes: [2, 16, 16, 1], samples: 100, alpha: 0.0001 };
const digits = { sizes: [64, 64, 10], batch: 32 };
const attention = { batch: 8, length: 64, width: 64 };
const chain = { ops: 1000, n: 1000 };
export const PRODUCT = 512;

/** Multiplications and additions of a training step: two products backwards for each one forwards, but for the first. */
export const flopsOf = ({ sizes, batch }) =>
  sizes.slice(1).reduce((sum, m, i) => sum + batch * sizes[i] * m * (i === 0 ? 4 : 6), 0);

const checked = (m, run = m.step) => ({
  run,
  async check() {
    await m.step(STEPS);
    return m.loss === undefined ? [] : [await m.loss()];
  },
});

/** By name: what an engine (one of the peers' modules) makes of it, or nothing: `run(k)` does it k times. */
export const works = {
  ...Object.fromEntries(
    networks.map((c) => [
      c.id,
      async ({ mlp }) => {
        const m = await mlp(c);
        return m && checked(m);
      },
    ]),
  ),
  "loss of 784-512-512-10": async ({ mlp }) => {
    const m = await mlp(ratioOf);
    return m && checked(m, m.forward);
  },
  "loss and gradient of 784-512-512-10": async ({ mlp }) => {
    const m = await mlp(ratioOf);
    return m && checked(m, m.fwdbwd);
  },
  "64-64-10, cross-entropy, Adam, batch 32": async ({ digits: make }) =>
    checked(await make(digits)),
  "attention and layer norm, [8, 64, 64]": async ({ attention: make }) => make(attention),
  "Σ tanh(1.5x+0.5)·σ(x) of 10⁶: value": async ({ elem }) => {
    const { value, check } = await elem(elementwise);
    return { run: value, check };
  },
  "… value and gradient": async ({ elem }) => {
    const { grad, check } = await elem(elementwise);
    return { run: grad, check };
  },
  "scalar graph, 65,077 nodes": async ({ scalar }) => {
    const s = await scalar(scalars);
    return {
      // Parameters stay as they are while it is timed: zeros grow in number as it learns, and are cheaper.
      run: (k) => s.epoch(k, 0),
      async check() {
        await s.epoch(STEPS);
        return [await s.loss()];
      },
    };
  },
  "product of 512²": async ({ gemm }) => ({ run: await gemm(PRODUCT, "f32"), check: () => [] }),
};

/** From nothing to a first result, in a fresh process; the engine is there but for the first of them. */
export const cold = {
  "start: import to the first training step of 4-6-4-2": async ({ mlp }) => {
    const { step } = await mlp(smallest);
    await step(1);
  },
  "first step of 13-64-64-1": async ({ mlp }) => {
    const { step } = await mlp(small);
    await step(1);
  },
  "first gradient of a chain of 1,000 ops": async ({ chain: make }) => {
    const run = await make(chain);
    await run(1);
  },
  "first step of the scalar graph": async ({ scalar }) => {
    const { epoch } = await scalar(scalars);
    await epoch(1, 0);
  },
};
