/** Points of the rule, both ends among them. */
export const POINTS = 8;

/** The upper half of the rule on [−1, 1], from the middle outwards (Abramowitz & Stegun, table 25.6): abscissas and weights. */
const UPPER = [
  [0.2092992179024789, 0.4124587946587039],
  [0.5917001814331423, 0.3411226924835044],
  [0.8717401485096066, 0.210704227143506],
  [1, 1 / 28],
] as const;

/**
 * The Gauss–Lobatto rule with 8 points on [0, 1]: both ends are among them, and polynomials up to degree 13 are integrated exactly. Points
 * ascend.
 */
export const GAUSS_LOBATTO: readonly { readonly point: number; readonly weight: number }[] = [
  ...UPPER.toReversed().map(([x, weight]) => ({ point: (1 - x) / 2, weight: weight / 2 })),
  ...UPPER.map(([x, weight]) => ({ point: (1 + x) / 2, weight: weight / 2 })),
];
