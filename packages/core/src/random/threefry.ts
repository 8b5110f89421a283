/** The parity word of the key schedule. */
const PARITY = 0x1bd11bda;

/** The 32-bit word turned left by this many bits. */
function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * Threefry-2x32 with 20 rounds: a bijection of the 64-bit counter for each 64-bit key, whose
 * two output words go to out[at] and out[at + 1]. Only 32-bit sums, rotations and xors are used.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
  at: number,
): void {
  let thisKey = key1 | 0;
  let nextKey = key0 ^ key1 ^ PARITY;
  let lastKey = key0 | 0;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let group = 1; group <= 5; group++) {
    const odd = (group & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 13 : 17) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 15 : 29) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 26 : 16) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, odd ? 6 : 24) ^ x0;
    x0 = (x0 + thisKey) | 0;
    x1 = (x1 + nextKey + group) | 0;
    const used = thisKey;
    thisKey = nextKey;
    nextKey = lastKey;
    lastKey = used;
  }
  out[at] = x0;
  out[at + 1] = x1;
}
