const MINUS = '−';
/** Shown if there is no number. */
export const NONE = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number with about four significant digits: `14.57`, `337.7`, `37,242`, `0.00015`, `5e-6`. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 1e9) return sign(value, size.toExponential(2).replace('e+', 'e'));
  if (size >= 1000) return sign(value, whole.format(size));
  if (size >= 1e-4) return sign(value, trimmed(size.toPrecision(4)));
  return size === 0 ? '0' : sign(value, trimmed(size.toExponential(3)));
}

/** A number with a fixed count of decimals. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value) >= 1000 ? whole.format(Math.abs(value)) : Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : sign(value, text);
}

/** With its sign, also where it is positive: `+2.5`, `−6.0`. */
export function signed(value: number | null | undefined, decimals = 1): string {
  const text = fixed(value, decimals);
  return value !== null && value !== undefined && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share as `91.0 %`. */
export function percent(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? NONE : `${(100 * value).toFixed(decimals)} %`;
}

/** `48 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  const [m, h, d] = [Math.floor(s / 60), Math.floor(s / 3600), Math.floor(s / 86_400)];
  if (h < 1) return both(`${m} min`, s % 60, 's');
  if (d < 1) return both(`${h} h`, m % 60, 'min');
  return both(`${d} d`, h % 24, 'h');
}

/** Counts things: `1 run`, `3 runs`. */
export function count(n: number, one: string): string {
  return `${whole.format(n)} ${n === 1 ? one : plural(one)}`;
}

/** More than one: `engines`, `batteries`, `gearboxes`, `batches`, but `epochs`; `pumps`, as it may have been given, stays. */
export function plural(noun: string): string {
  if (/[^suix]s$/.test(noun)) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|(?<!o)ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** With a capital at its start. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** At most `length` characters of a name from elsewhere, which does not change the direction of the text around it. */
export function shortened(text: string, length: number): string {
  const plain = text.replace(UNSEEN, '\ufffd');
  const short = plain.length <= length ? plain : `${plain.slice(0, length - 1).trimEnd()}…`;
  return RIGHT_TO_LEFT.test(short) ? `\u2068${short}\u2069` : short;
}

/** Control characters, and those that change the direction of text. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

const both = (big: string, small: number, unit: string): string => (small === 0 ? big : `${big} ${small} ${unit}`);

const sign = (value: number, size: string): string => (value < 0 ? `${MINUS}${size}` : size);

/** `0.001500` → `0.0015`, `1.000e-4` → `1e-4`. */
function trimmed(text: string): string {
  const [digits, exponent] = text.split('e');
  const short = digits!.includes('.') ? digits!.replace(/\.?0+$/, '') : digits!;
  return exponent === undefined ? short : `${short}e${exponent}`;
}
