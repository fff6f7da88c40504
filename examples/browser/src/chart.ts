// A line chart in plain SVG. It is drawn anew at every epoch and at every size, which is cheap for so few points and keeps
// text at its size on a narrow screen.

/** One line: a name, which is also its class in the style sheet, and one value an epoch. */
interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

/** What the chart shows. */
export interface ChartData {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Epochs that the axis has room for. */
  readonly epochs: number;
}

const MARGIN = { top: 8, right: 12, bottom: 28, left: 40 };
const HEIGHT = 260;

/** Draws `data` into `place`, as wide as it is; call again with more data. The SVG has a title and a description in words. */
export function createChart(place: HTMLElement): (data: ChartData) => void {
  let shown: ChartData | undefined;
  const redraw = () => shown && place.replaceChildren(chartOf(shown, place.clientWidth));
  new ResizeObserver(redraw).observe(place);
  return (data) => {
    shown = data;
    redraw();
  };
}

/** Round steps of 1, 2 or 5 times a power of ten, at most `count` of them, from 0 to the first that reaches `top`. */
function ticks(top: number, count: number): number[] {
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((candidate) => candidate >= rough * (1 - 1e-9))!;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

function chartOf({ title, lines, epochs }: ChartData, width: number): SVGElement {
  const highest = Math.max(...lines.flatMap((line) => line.values), 0);
  const yTicks = ticks(highest || 1, 4);
  const xTicks = ticks(epochs, width < 500 ? 4 : 8).filter((epoch) => epoch <= epochs);
  const right = width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (epoch: number) => MARGIN.left + ((right - MARGIN.left) * epoch) / epochs;
  const y = (value: number) => bottom - ((bottom - MARGIN.top) * value) / yTicks.at(-1)!;

  return svg('svg', { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img' }, [
    svg('title', {}, [title]),
    svg('desc', {}, [inWords(lines)]),
    ...yTicks.flatMap((tick) => [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }),
      svg('text', { x: MARGIN.left - 8, y: y(tick), 'text-anchor': 'end', dy: '0.32em' }, [String(tick)]),
    ]),
    ...xTicks.map((tick) => svg('text', { x: x(tick), y: bottom + 20, 'text-anchor': 'middle' }, [String(tick)])),
    ...lines.flatMap(({ name, values }) => {
      const at = values.map((value, i) => `${x(i + 1).toFixed(1)},${y(value).toFixed(1)}`);
      const [cx, cy] = at.at(-1)?.split(',') ?? [];
      return [
        svg('polyline', { class: name, points: at.join(' ') }),
        ...(cx && cy ? [svg('circle', { class: name, cx, cy, r: 4 })] : []),
      ];
    }),
  ]);
}

/** The chart for those who do not see it. */
function inWords(lines: readonly Line[]): string {
  const epochs = lines[0]?.values.length ?? 0;
  if (epochs === 0) return 'No epoch is done yet.';
  const told = lines.map(
    ({ name, values }) => `${name} ${values[0]!.toFixed(3)} at first, ${values.at(-1)!.toFixed(3)} now`,
  );
  return `${epochs === 1 ? '1 epoch' : `${epochs} epochs`}: ${told.join('; ')}.`;
}

function svg(tag: string, attributes: Record<string, string | number>, children: (Node | string)[] = []): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
