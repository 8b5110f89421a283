/** Bytes that grow. */
export class Bytes {
  #data = new Uint8Array(64);
  length = 0;

  byte(b: number): this {
    if (this.length === this.#data.length) this.#room(1);
    this.#data[this.length++] = b;
    return this;
  }

  bytes(list: ArrayLike<number>): this {
    this.#room(list.length);
    this.#data.set(list, this.length);
    this.length += list.length;
    return this;
  }

  /** An unsigned number in LEB128. */
  unsigned(n: number): this {
    let rest = n;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80);
    return this.byte(rest);
  }

  /** A signed 32-bit number in LEB128. */
  signed(n: number): this {
    let rest = n | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0))
        return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  text(s: string): this {
    return this.unsigned(s.length).bytes([...s].map((c) => c.charCodeAt(0)));
  }

  /** What has been written so far; valid until more is. */
  get view(): Uint8Array {
    return this.#data.subarray(0, this.length);
  }

  #room(n: number): void {
    if (this.length + n <= this.#data.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#data.length, this.length + n));
    larger.set(this.#data);
    this.#data = larger;
  }
}
