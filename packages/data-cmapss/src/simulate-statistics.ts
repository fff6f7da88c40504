/*
 * Statistics of NASA's published files that the simulated fleet is calibrated to. One row an operating condition, one
 * column a sensor, in NASA's units.
 *
 * How they were computed (all 260 training units of FD002, and the 101 of FD004 whose sensor 7 rises): least squares of
 * each sensor in each condition on exp(−RUL / 50 cycles). The intercept is LEVELS (a healthy unit), the slope the shift at
 * failure; for the fan fault, whose curve is longer, slope + intercept − LEVELS. NOISE is the deviation within a unit
 * around that curve, pooled over conditions, which it does not depend on. The spread of the intercepts along the slopes gives
 * INITIAL_WEAR. The seven sensors that do not react to wear have no shift; the jitter of sensors 6, 10 and
 * 16 is set so that rounding leaves what the files of FD001 show: 2 % of 21.60 among 21.61, and two constants.
 */

/** Altitude (1000 ft), Mach number, throttle (%) of the six operating conditions. */
export const CONDITIONS: readonly (readonly [number, number, number])[] = [
  [0, 0, 100],
  [10, 0.25, 100],
  [20, 0.7, 100],
  [25, 0.62, 60],
  [35, 0.84, 100],
  [42, 0.84, 100],
];

/** How often each condition occurs in FD002 and FD004; flights are independent of each other. */
export const CONDITION_SHARES: readonly number[] = [0.15, 0.15, 0.15, 0.15, 0.15, 0.25];

/** Sensor values of a healthy unit; [condition][sensor]. */
export const LEVELS: readonly (readonly number[])[] = [
  [
    518.67, 642.353, 1586.65, 1402.28, 14.62, 21.6098, 553.98, 2388.06, 9055.24, 1.3, 47.3423, 521.944, 2388.05, 8136.8,
    8.41671, 0.03, 392.211, 2388, 100, 38.9375, 23.3619,
  ],
  [
    489.05, 604.605, 1498.49, 1305.11, 10.52, 15.4933, 394.758, 2318.89, 8777.96, 1.26, 45.3004, 371.805, 2388.09,
    8130.29, 8.63784, 0.03, 368.751, 2319, 100, 28.6124, 17.167,
  ],
  [
    491.19, 607.275, 1482.13, 1247.62, 9.35, 13.6566, 334.866, 2323.94, 8722.73, 1.07773, 44.2731, 315.19, 2388.07,
    8061.35, 9.20484, 0.0221423, 364.45, 2324, 100, 24.5289, 14.7172,
  ],
  [
    462.54, 536.7, 1259.79, 1045.72, 7.05, 9.02776, 175.59, 1915.33, 8009.5, 0.939921, 36.6509, 164.711, 2028.23,
    7873.74, 10.8816, 0.02, 306.613, 1915, 84.93, 14.3039, 8.58273,
  ],
  [
    449.44, 555.528, 1363.39, 1126.34, 5.48, 8.0003, 194.647, 2222.95, 8349.16, 1.02039, 41.8124, 183.199, 2388.04,
    8067.43, 9.3054, 0.02, 333.367, 2223, 100, 14.8761, 8.92341,
  ],
  [
    445, 549.444, 1351.16, 1122.41, 3.91, 5.71584, 138.76, 2211.91, 8320.56, 1.02024, 41.9721, 130.653, 2387.98,
    8084.31, 9.35108, 0.02, 330.193, 2212, 100, 10.6184, 6.36992,
  ],
];

/** Change until failure with a fault of the high-pressure compressor; [condition][sensor]. */
export const COMPRESSOR_SHIFTS: readonly (readonly number[])[] = [
  [0, 1.36, 15.7, 27.5, 0, 0, -2.59, 0.185, 31.7, 0, 0.834, -2.25, 0.186, 20.3, 0.107, 0, 4.13, 0, 0, -0.502, -0.3],
  [0, 1.3, 14.8, 25.8, 0, 0, -1.82, 0.303, 31.4, 0, 0.788, -1.51, 0.315, 20.3, 0.113, 0, 3.98, 0, 0, -0.362, -0.215],
  [0, 1.21, 14.4, 22.9, 0, 0, -1.54, 0.347, 29.4, 0, 0.73, -1.32, 0.355, 19, 0.116, 0, 3.9, 0, 0, -0.312, -0.185],
  [0, 0.692, 12.1, 19.3, 0, 0, -0.687, 0.348, 25.2, 0, 0.631, -0.581, 0.37, 19.8, 0.136, 0, 3.08, 0, 0, -0.172, -0.102],
  [0, 1.14, 13.9, 21.7, 0, 0, -0.852, 0.395, 29.1, 0, 0.712, -0.735, 0.424, 20, 0.113, 0, 3.64, 0, 0, -0.19, -0.107],
  [0, 1.09, 13.8, 22.6, 0, 0, -0.544, 0.268, 30.7, 0, 0.74, -0.433, 0.287, 21.5, 0.1, 0, 3.66, 0, 0, -0.134, -0.0783],
];

/** Change until failure with a fault of the fan; [condition][sensor]. */
export const FAN_SHIFTS: readonly (readonly number[])[] = [
  [0, 1, 16.6, 22.9, 0, 0, 15.3, 0.508, 69.9, 0, 0.824, 14.7, 0.507, 56.7, -0.195, 0, 4.43, 0, 0, 0.713, 0.438],
  [0, 0.891, 15.5, 21.1, 0, 0, 10.5, 0.756, 66, 0, 0.755, 10, 0.778, 54.7, -0.194, 0, 4.14, 0, 0, 0.519, 0.307],
  [0, 0.614, 15.6, 20.6, 0, 0, 9.15, 0.846, 62.9, 0, 0.747, 8.73, 0.865, 53.5, -0.219, 0, 4.13, 0, 0, 0.464, 0.278],
  [0, 0.57, 9.93, 10.4, 0, 0, 4.29, 0.569, 41.7, 0, 0.456, 4.1, 0.605, 36.4, -0.241, 0, 2.44, 0, 0, 0.266, 0.156],
  [0, 0.456, 14.9, 20.6, 0, 0, 5.7, 0.823, 63.6, 0, 0.72, 5.39, 0.883, 58.3, -0.247, 0, 4.04, 0, 0, 0.296, 0.186],
  [0, 0.361, 15.6, 22, 0, 0, 4.13, 0.604, 65, 0, 0.739, 3.95, 0.656, 59.9, -0.27, 0, 4.05, 0, 0, 0.212, 0.129],
];

/** Standard deviation of the measurement noise of each sensor. */
export const NOISE: readonly number[] = [
  0, 0.303, 4.03, 4.06, 0, 0.0022, 0.405, 0.0432, 4.64, 0.001, 0.103, 0.303, 0.0448, 3.7, 0.0202, 0.0005, 0.959, 0, 0,
  0.101, 0.0599,
];

/**
 * The core speeds (sensors 9, 14) and, a little and the other way, the fan speeds (8, 13) of one unit react to wear by an
 * amount of its own: deviation of the shift over FD001's units. Sensor → change for a draw of +1.
 */
export const SPEED_SPREAD: Readonly<Record<number, number>> = { 8: -0.06, 9: 51, 13: -0.06, 14: 48 };

/** Decimals of the three settings and 21 sensors in NASA's files. */
export const DECIMALS: readonly number[] = [4, 4, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 2, 0, 0, 2, 2, 4];

/** Deviation of a unit's initial wear, as part of the wear at failure. */
export const INITIAL_WEAR = 0.155;

/** Cycles in which the remaining health falls by the factor e, and its spread (deviation of the logarithm). */
export const DECAY = { cycles: 50, spread: 0.1 } as const;

/** Cycles until failure: at least `least`, else 100 + exp(normal(mean, deviation)), by fault. */
export const LIFE = {
  least: 128,
  compressor: { mean: 4.575, deviation: 0.436 },
  fan: { mean: 5.209, deviation: 0.386 },
} as const;

/** Share of fan faults in FD003 and FD004 (145 of 349 training units). */
export const FAN_SHARE = 0.42;
