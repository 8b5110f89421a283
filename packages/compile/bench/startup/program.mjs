// node program.mjs core | compile | 4-6-4-2 …: import that package, or take the first training step of a network. Prints the
// milliseconds of processor time that the process took.

const [what] = process.argv.slice(2);
const sizes = what.split("-").map(Number);
const core = await import("@chainrule/core");
if (what !== "core") {
  const { compile } = await import("@chainrule/compile");
  if (sizes.length > 1) step(core, compile);
}
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);

function step({ matmul, mean, relu, square, tensor, valueAndGrad }, compile) {
  const noise = (...shape) =>
    tensor(
      Float32Array.from({ length: shape.reduce((n, size) => n * size) }, (_, i) => Math.sin(i)),
      { shape, dtype: "float32" },
    );
  const parameters = sizes.slice(1).flatMap((to, i) => [noise(sizes[i], to), noise(to)]);
  const [x, t] = [noise(32, sizes[0]), noise(32, sizes.at(-1))];
  const forward = (p, x) => {
    let h = x;
    for (let i = 0; i < p.length; i += 2) {
      h = matmul(h, p[i]).add(p[i + 1]);
      if (i + 2 < p.length) h = relu(h);
    }
    return h;
  };
  const train = (p, x, t) => {
    const [loss, slopes] = valueAndGrad((q) => mean(square(forward(q, x).sub(t))))(p);
    return [loss, p.map((w, i) => w.sub(slopes[i].mul(0.01)))];
  };
  const { step, outputs } = compile(train, { donate: 0 }).program(parameters, x, t);
  step();
  if (!Number.isFinite(outputs[0][0])) throw new Error("no loss");
}
