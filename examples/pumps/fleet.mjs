// A fleet of slurry pumps as equations: README.md writes them down. Everything is a function of the seed.
import { fillNormal, fillUniform, permutation } from '@amnl/core-loop';

/** What the loggers of a pump write, in this order, with so many decimals. */
export const CHANNELS = /** @type {const} */ ({
  speed_setpoint: 0,
  vibration_radial: 2,
  vibration_axial: 2,
  bearing_temp: 1,
  motor_temp: 1,
  motor_current: 1,
  suction_pressure: 2,
  discharge_pressure: 2,
  flow: 1,
});

/** @typedef {{ time: number, values: number[] }} Reading hours since the pump was started, and the channels */
/**
 * @typedef {object} Pump
 * @property {string} name
 * @property {number} started milliseconds, as Date has them
 * @property {number} life hours from its start to its failure, whether that has come or not
 * @property {boolean} running
 * @property {Reading[]} readings up to now, or to the failure
 */

/** When the table was written. */
const NOW = Date.UTC(2026, 5, 30, 6);
const HOUR = 3_600_000;

/**
 * The fleet: a third of its pumps are still running.
 * @param {{ seed: number, pumps: number }} options
 * @returns {Pump[]}
 */
export function makeFleet({ seed, pumps }) {
  const running = new Set(permutation(pumps, seed, 'running', 0).subarray(0, Math.round(pumps / 3)));
  return Array.from({ length: pumps }, (_, i) => {
    const name = `P-${String(i + 1).padStart(String(pumps).length, '0')}`;
    const random = randomOf(seed, name);
    const { life, readings } = liveAndDie(random);
    const [share = 0, daysAgo = 0] = random.uniform(2, 'now', 0);
    if (!running.has(i)) {
      return {
        name,
        started: NOW - Math.round((1 + 400 * daysAgo) * 24 * HOUR) - life * HOUR,
        life,
        running: false,
        readings,
      };
    }
    // A day picked at random finds a pump anywhere in its life; one that has just been started says nothing yet.
    const age = (0.15 + 0.8 * share) * life;
    const started = NOW - Math.round(age * HOUR);
    return { name, started, life, running: true, readings: readings.filter(({ time }) => time <= age) };
  });
}

/**
 * One pump from its start to its failure.
 * @param {ReturnType<typeof randomOf>} random
 * @returns {{ life: number, readings: Reading[] }}
 */
function liveAndDie(random) {
  const [u = 0, g = 0, v = 0, o = 0, a = 0, k = 0, phase = 0] = random.uniform(7, 'pump', 0);
  const dutyLife = Math.min(2600, Math.max(500, 1400 * (-Math.log(1 - u)) ** (1 / 3))); // Weibull, shape 3
  const growth = 1.5 + 2 * g;
  const own = { vibration: 1.4 + 0.8 * v, warmth: 6 * o, current: 54 + 8 * a, abrasion: (0.7 + 0.6 * k) / 2500, phase };
  /** @type {Reading[]} */
  const readings = [];
  let [time, duty, fast, hold] = [0, 0, true, 0];
  for (let n = 0; ; n++) {
    const [gap = 0, outage = 0, long = 0, next = 0, held = 0] = random.uniform(5, 'reading', n);
    if (time >= hold) [fast, hold] = [next < 0.6, time + 8 + 64 * held];
    const speed = fast ? 1480 : 1180;
    const rate = (speed / 1480) ** 2; // duty hours in an hour
    const step = n === 0 ? 0 : outage < 0.01 ? 24 + 24 * long : 3 + 6 * gap;
    const fails = duty + rate * step >= dutyLife;
    time = toSecond(fails ? time + (dutyLife - duty) / rate : time + step);
    duty = fails ? dutyLife : duty + rate * step;
    const damage = Math.expm1((growth * duty) / dutyLife) / Math.expm1(growth);
    readings.push({
      time,
      values: measure({ speed, time, damage, wear: own.abrasion * duty, own, noise: random.normal(9, 'noise', n) }),
    });
    if (fails) return { life: time, readings };
  }
}

/**
 * What is measured in a state.
 * @param {object} state
 * @param {number} state.speed revolutions a minute
 * @param {number} state.time hours
 * @param {number} state.damage of the bearing: 0 when new, 1 when it fails
 * @param {number} state.wear of the impeller: it costs flow and pressure, and fails nothing
 * @param {{ vibration: number, warmth: number, current: number, phase: number }} state.own what differs from pump to pump
 * @param {Float32Array} state.noise nine standard normal numbers
 * @returns {number[]} in the order of {@link CHANNELS}
 */
function measure({ speed, time, damage: d, wear: w, own, noise }) {
  const [e0 = 0, e1 = 0, e2 = 0, e3 = 0, e4 = 0, e5 = 0, e6 = 0, e7 = 0, e8 = 0] = noise;
  const x = speed / 1480;
  const ambient =
    16 + 6 * Math.sin(2 * Math.PI * (time / 8766 + own.phase)) + 4 * Math.sin((2 * Math.PI * time) / 24) + e0;
  const suction = 1.3 + 0.08 * e1;
  return [
    speed,
    (own.vibration + 6.5 * d) * x ** 1.5 * Math.exp(0.12 * e2),
    (0.6 * own.vibration + 3 * d) * x ** 1.5 * Math.exp(0.15 * e3),
    ambient + own.warmth + 26 * x ** 2 + 24 * d + 1.2 * e4,
    ambient + 38 * x ** 3 + 4 * d + 1.5 * e5,
    own.current * x ** 3 * (1 + 0.08 * d - 0.05 * w) + 0.5 * e6,
    suction,
    suction + 5.4 * x ** 2 * (1 - 0.18 * w) + 0.06 * e7,
    210 * x * (1 - 0.12 * w) + 2.5 * e8,
  ];
}

/** Random numbers that belong to one pump: the same whatever other pumps there are. @param {number} seed @param {string} name */
export function randomOf(seed, name) {
  return {
    /** @param {number} n @param {string} what @param {number} counter */
    uniform: (n, what, counter) => fillUniform(new Float32Array(n), seed, `${name}/${what}`, counter),
    /** @param {number} n @param {string} what @param {number} counter */
    normal: (n, what, counter) => fillNormal(new Float32Array(n), seed, `${name}/${what}`, counter),
  };
}

/** Loggers write whole seconds. @param {number} hours */
function toSecond(hours) {
  return Math.round(hours * 3600) / 3600;
}
