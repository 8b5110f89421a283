/**
 * Milliseconds that are asked of this engine, set for an AMD EPYC (Zen 5, about 3.9 GHz) on which a prototype had been measured;
 * and medians of two compiled or native libraries (PyTorch 2.13.0, eager; JAX 0.10.2, `jit`), one thread, on the machine and the
 * day of the page, by scripts in Python.
 */
export const elsewhere = {
  "4-6-4-2, batch 1": { asked: 0.0001, torch: 0.209, jax: 0.0115 },
  "4-6-4-2, batch 32": { asked: 0.0008, torch: 0.215, jax: 0.0211 },
  "13-64-64-1, batch 32": { asked: 0.02, torch: 0.168, jax: 0.0359 },
  "784-128-10, batch 32": { asked: 0.23, torch: 0.32, jax: 0.183 },
  "784-512-512-10, batch 128": { asked: 8, torch: 5.48, jax: 5.17 },
  "1024×4, batch 256": { asked: 82, torch: 49.2, jax: 47.5 },
  "loss of 784-512-512-10": { torch: 1.93, jax: 1.76 },
  "loss and gradient of 784-512-512-10": { torch: 5.43, jax: 4.73 },
  "64-64-10, cross-entropy, Adam, batch 32": { torch: 0.62, jax: 0.064 },
  "attention and layer norm, [8, 64, 64]": { torch: 1.73, jax: 1.24 },
  "Σ tanh(1.5x+0.5)·σ(x) of 10⁶: value": { asked: 1.8, torch: 3.71, jax: 1.08 },
  "… value and gradient": { asked: 2.3, torch: 6.63, jax: 1.11 },
  "product of 512²": { torch: 2.78, jax: 2.52 },
  "scalar graph, 65,077 nodes": { asked: 0.1, torch: 588 },
};
/** The share of the machine's peak that a product is asked to reach, and the bound on gradient : value. */
export const SHARE = 0.88;
export const BOUND = 3;
