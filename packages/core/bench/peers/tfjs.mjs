// The training steps of ../mlp.ts, written for TensorFlow.js.

console.warn = () => {}; // It recommends itself with native code.
const { default: tf } = await import("@tensorflow/tfjs");

/** Five steps are taken before the task is handed out. */
export async function task({ parameters, x, target }, rate) {
  await tf.setBackend("cpu");
  const make = ({ data, shape }) => tf.tensor(Float32Array.from(data), [...shape]);
  const [input, wanted] = [make(x), make(target)];
  const p = parameters.map((table) => tf.variable(make(table)));
  const loss = () => {
    let h = input;
    for (let l = 0; l < p.length; l += 2) {
      h = tf.add(tf.matMul(h, p[l]), p[l + 1]);
      if (l + 2 < p.length) h = tf.relu(h);
    }
    return tf.mean(tf.squaredDifference(h, wanted));
  };
  const optimizer = tf.train.sgd(rate);
  const step = () => void optimizer.minimize(loss, false, p);
  for (let i = 0; i < 5; i++) step();
  return { step, check: tf.tidy(() => loss().dataSync()[0]) };
}
