/** What the WebAssembly of this host can do: asked by modules that hold one instruction. */

// oxfmt-ignore
const HEAD = [
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 4, 1, 0x60, 0, 0,
  3, 2, 1, 0,
];

/** A module whose only function is these instructions, without locals, and leaves nothing. */
const probe = (...code: readonly number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...HEAD, 10, code.length + 5, 1, code.length + 3, 0, ...code, 0x1a, 0x0b]);

/** A vector of zeros: `i32.const 0`, `i8x16.splat`. */
const ZEROS = [0x41, 0, 0xfd, 0x0f];

const holds = (...code: readonly number[]): boolean =>
  typeof WebAssembly === "object" && WebAssembly.validate(probe(...code));

/** Whether there are vectors of 128 bits. */
export const hasSimd = (): boolean => holds(...ZEROS);

/** Whether there is a multiply-and-add that may round once: `f32x4.relaxed_madd`. */
export const hasRelaxed = (): boolean => holds(...ZEROS, ...ZEROS, ...ZEROS, 0xfd, 0x85, 0x02);
