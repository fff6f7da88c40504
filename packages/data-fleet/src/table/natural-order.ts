const PARTS = /\d+|\D+/g;

/** Sorts names as people do: `P-2` before `P-10`. The same on every machine, whatever its language. */
export function naturalOrder(a: string, b: string): number {
  const as = a.match(PARTS) ?? [];
  const bs = b.match(PARTS) ?? [];
  for (let i = 0; i < as.length && i < bs.length; i++) {
    const order = compareParts(as[i]!, bs[i]!);
    if (order !== 0) return order;
  }
  return as.length - bs.length || compareText(a, b);
}

function compareParts(a: string, b: string): number {
  if (!isDigits(a) || !isDigits(b)) return compareText(a, b);
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  return x.length - y.length || compareText(x, y);
}

function isDigits(text: string): boolean {
  return text >= '0' && text < ':';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
