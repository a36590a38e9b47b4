import { figure, markdownTable, NOTHING } from './markdown.js';
import { type Figures, type PastRun, rowOf, verdictOf } from './past-run.js';

const PAIRS = ['SQLite and the local keyring', 'MongoDB and OpenBao'] as const;
/** The rows of a pair in words, by their names in the results. */
const ROWS: Readonly<Record<string, string>> = {
  reveal: 'reveal',
  'denied reveal': 'denied reveal',
  create: 'create',
  list: 'list of 50',
  refresh: 'refresh',
};
/** Programs of others that ran beside the first pair. */
const BESIDE: Readonly<Record<string, string>> = {
  '(a) bare Fastify reveal': 'bare Fastify reveal',
  '(b) OpenBao KV-v2 read': 'OpenBao KV-v2 read',
};
const HEAD = ['', 'requests/s', 'times', 'CPU µs a request', 'of bare', 'of OpenBao', 'RSS MiB'];
const ROTATING = 'reveal, master key rotating';

/** The figures of two runs, each as `before → after`: a table for each pair of engines, and what is no request. */
export function beforeAfter(before: PastRun, after: PastRun): string {
  const tables = PAIRS.map((pair, at) => {
    const names = at === 0 ? { ...ROWS, ...BESIDE } : ROWS;
    const rows = Object.entries(names).map(([name, words]) => line(before, after, pair, name, words));
    return `**${pair}**\n\n${markdownTable(HEAD, rows)}`;
  });
  return [...tables, others(before, after)].join('\n\n');
}

function line(before: PastRun, after: PastRun, pair: string, name: string, words: string): string[] {
  const [then, now] = [rowOf(before, pair, name), rowOf(after, pair, name)];
  const both = (of: keyof Figures) => arrow(then?.sample[of], now?.sample[of]);
  const ratio = (at: number) => arrow(then?.ratios?.[at], now?.ratios?.[at], 2);
  return [
    words,
    both('perSecond'),
    times(then?.sample.perSecond, now?.sample.perSecond),
    both('cpu'),
    ratio(0),
    ratio(1),
    both('rssMib'),
  ];
}

function others(before: PastRun, after: PastRun): string {
  const verdict = (what: string, digits: number) => arrow(verdictOf(before, what), verdictOf(after, what), digits);
  const rotating = (pair: string) =>
    arrow(rowOf(before, pair, ROTATING)?.ratios?.[1], rowOf(after, pair, ROTATING)?.ratios?.[1], 2);
  return markdownTable(
    ['', 'before → after'],
    [
      ['start of an empty embedded server to its first answer, s', verdict('start to first answer', 2)],
      ['RSS of it 3 s later, MiB', verdict('RSS 3 s after it', 0)],
      ['RSS of it when idle for 30 s, MiB', verdict('RSS when idle for 30 s', 0)],
      ...PAIRS.map((pair) => [
        `p99 of a reveal during a rotation of the master key, times quiet: ${pair}`,
        rotating(pair),
      ]),
    ],
  );
}

function arrow(then: number | null | undefined, now: number | null | undefined, digits = 0): string {
  const [first, second] = [figure(then, digits), figure(now, digits)];
  return first === NOTHING && second === NOTHING ? NOTHING : `${first} → ${second}`;
}

function times(then: number | null | undefined, now: number | null | undefined): string {
  return then && now ? figure(now / then, 1) : NOTHING;
}
