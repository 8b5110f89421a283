/**
 * Milliseconds that were asked of this engine beforehand, and those of two compiled or native libraries. Both are for one thread of an
 * AMD EPYC (Zen 5, about 3.9 GHz); the libraries (PyTorch 2.13.0, eager; JAX 0.10.2, `jit`) were measured there once, by medians.
 */
export const elsewhere = {
  "4-6-4-2, batch 1": { asked: 0.0001, torch: 0.0706, jax: 0.00844 },
  "4-6-4-2, batch 32": { asked: 0.0008, torch: 0.0783, jax: 0.0175 },
  "13-64-64-1, batch 32": { asked: 0.02, torch: 0.149, jax: 0.0235 },
  "784-128-10, batch 32": { asked: 0.23, torch: 0.234, jax: 0.0963 },
  "784-512-512-10, batch 128": { asked: 8, torch: 5.29, jax: 2.63 },
  "1024×4, batch 256": { asked: 82, torch: 51.1, jax: 24.9 },
  "loss of 784-512-512-10": { torch: 1.95, jax: 0.936 },
  "loss and gradient of 784-512-512-10": { torch: 5.16, jax: 2.31 },
  "Σ tanh(1.5x+0.5)·σ(x) of 10⁶: value": { asked: 1.8, torch: 3.58, jax: 0.611 },
  "… value and gradient": { asked: 2.3, torch: 4.95, jax: 0.9 },
  "scalar graph, 65,077 nodes": { asked: 0.1, torch: 514 },
};
/** The share of the machine's peak that a product is asked to reach, and the bound on gradient : value. */
export const SHARE = 0.88;
export const BOUND = 3;
