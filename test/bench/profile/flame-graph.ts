import type { Frame } from './cpu-profile.js';

const WIDTH = 1200;
const ROW = 17;
const MARGIN = 10;
/** The title, and the line that tells what the colours mean. */
const TOP = 54;
const LEGEND = 42;
/** Of a letter at the size of the labels. */
const LETTER = 6.1;
/** Frames with a smaller share of the whole are left out, with all below them. */
const SMALLEST = 0.003;
const MICROSECONDS_A_MS = 1_000;

/** The colours of a kind of frame: what it is of. */
const COLOURS: Readonly<Record<Kind, string>> = {
  own: '#f4a261',
  package: '#e9c46a',
  node: '#a8c5da',
  engine: '#d0c4df',
};
const KINDS: Readonly<Record<Kind, string>> = {
  own: 'Coffer',
  package: 'npm packages',
  node: 'Node.js',
  engine: 'V8 and native code',
};
type Kind = 'own' | 'package' | 'node' | 'engine';

interface Box {
  readonly frame: Frame;
  readonly depth: number;
  /** From the left, as a share of the whole. */
  readonly from: number;
}

/**
 * Draws frames as an SVG that needs no script: a rectangle for each, as wide as its share, below the one that called it. A
 * pointer on it shows its title. The same profile gives the same bytes.
 */
export function flameGraph(root: Frame, title: string): string {
  const boxes = boxesOf(root);
  const depth = boxes.reduce((most, box) => Math.max(most, box.depth), 0);
  const height = TOP + (depth + 1) * ROW + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Verdana, Arial, sans-serif" font-size="10.5">`,
    `<title>${escaped(title)}</title>`,
    '<style>g:hover rect { stroke: #000 }</style>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-size="14">${escaped(title)}</text>`,
    ...legend(),
    ...boxes.map((box) => drawn(box, root.total)),
    '</svg>',
    '',
  ].join('\n');
}

/** The frames that are wide enough. Callees stand in the order of their names, so that two pictures can be compared. */
function boxesOf(root: Frame): Box[] {
  const boxes: Box[] = [];
  function add(frame: Frame, depth: number, from: number): void {
    if (root.total === 0 || frame.total / root.total < SMALLEST) return;
    boxes.push({ frame, depth, from });
    let left = from;
    const callees = [...frame.callees].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [, callee] of callees) {
      add(callee, depth + 1, left);
      left += callee.total / root.total;
    }
  }
  add(root, 0, 0);
  return boxes;
}

function drawn({ frame, depth, from }: Box, whole: number): string {
  const span = WIDTH - 2 * MARGIN;
  const [x, width] = [MARGIN + from * span, (frame.total / whole) * span];
  const y = TOP + depth * ROW;
  const share = ((frame.total / whole) * 100).toFixed(1);
  const place = frame.place === '' ? '' : `, ${frame.place}`;
  const title = `${frame.name}${place}: ${share} %, ${(frame.total / MICROSECONDS_A_MS).toFixed(0)} ms`;
  const letters = Math.floor((width - 6) / LETTER);
  const text = frame.name.length <= letters ? frame.name : `${frame.name.slice(0, letters - 1)}…`;
  const label = letters < 3 ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escaped(text)}</text>`;
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.1, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${COLOURS[kindOf(frame)]}"/>`;
  return `<g><title>${escaped(title)}</title>${box}${label}</g>`;
}

function kindOf({ place }: Frame): Kind {
  if (place === '') return 'engine';
  if (place.startsWith('node:')) return 'node';
  return /^(apps|libs|test)\//.test(place) ? 'own' : 'package';
}

function legend(): string[] {
  return (Object.keys(KINDS) as Kind[]).map((kind, at) => {
    const x = MARGIN + at * 180;
    return `<rect x="${x}" y="${LEGEND - 11}" width="12" height="12" fill="${COLOURS[kind]}"/><text x="${x + 18}" y="${LEGEND}">${KINDS[kind]}</text>`;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
