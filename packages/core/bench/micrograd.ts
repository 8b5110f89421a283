/**
 * The peer: scalar autodiff in the manner of micrograd and its ports to TypeScript. A value knows its operands
 * and has a closure that passes its gradient on to them; `backward` sorts all values topologically and calls
 * the closures in reverse. Iterative, where the originals recur.
 */
export class Value {
  data: number;
  grad = 0;
  readonly operands: readonly Value[];

  constructor(data: number, operands: readonly Value[] = []) {
    this.data = data;
    this.operands = operands;
  }

  pass(): void {}

  add(other: Value): Value {
    const out = new Value(this.data + other.data, [this, other]);
    out.pass = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }

  mul(other: Value): Value {
    const out = new Value(this.data * other.data, [this, other]);
    out.pass = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }

  relu(): Value {
    const out = new Value(Math.max(0, this.data), [this]);
    out.pass = () => {
      this.grad += out.data > 0 ? out.grad : 0;
    };
    return out;
  }

  backward(): void {
    const order = sorted(this);
    this.grad = 1;
    for (let i = order.length - 1; i >= 0; i--) order[i]?.pass();
  }
}

/** All values that `root` depends on, operands before results. */
function sorted(root: Value): Value[] {
  const order: Value[] = [];
  const visited = new Set<Value>([root]);
  const path = [root];
  const next = [0];
  while (path.length > 0) {
    const top = path.length - 1;
    const value = path[top] as Value;
    const operand = value.operands[next[top] as number];
    next[top] = (next[top] as number) + 1;
    if (operand === undefined) {
      order.push(value);
      path.pop();
      next.pop();
    } else if (!visited.has(operand)) {
      visited.add(operand);
      path.push(operand);
      next.push(0);
    }
  }
  return order;
}
