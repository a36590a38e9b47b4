import { beforeAfter } from './before-after.js';
import { aboutRun, type PastRow, type PastRun } from './past-run.js';

const MACHINE = { processor: 'AMD EPYC 9R14 Processor', cores: 2, memoryGib: 24, node: 'v24.21.0' };

function run(rows: readonly PastRow[], idle: number | null = null): PastRun {
  return {
    subject: 'everything',
    at: '2026-11-30T12:00:00.000Z',
    commit: 'abc1234',
    machine: MACHINE,
    tables: [{ title: 'MongoDB and OpenBao: 10,000 secrets', ratioNames: ['of (a)', 'of (b)'], rows }],
    verdicts: [{ what: 'RSS 3 s after it', value: idle, target: 'at most 150 MiB' }],
  };
}

const lineOf = (text: string, beginning: string) => text.split('\n').find((line) => line.startsWith(`| ${beginning}`));

describe('beforeAfter', () => {
  it('shows a dash for what neither run has measured, and nothing else', () => {
    const text = beforeAfter(run([]), run([]));
    expect(
      lineOf(text, 'reveal')
        ?.split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    ).toEqual(Array(6).fill('—'));
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  it('shows a dash on the side of the run that has no figure', () => {
    const text = beforeAfter(run([]), run([{ name: 'reveal', sample: { perSecond: 2_500.4 } }], 120));
    expect(text).toContain('— → 2,500');
    expect(lineOf(text, 'RSS of it 3 s later')).toContain('— → 120');
  });

  it('puts the figures of both runs side by side, and how many times the requests are', () => {
    const before = run(
      [{ name: 'reveal', sample: { perSecond: 1_000, cpu: 600, rssMib: 480 }, ratios: [0.09, 0.5] }],
      152,
    );
    const after = run(
      [{ name: 'reveal', sample: { perSecond: 2_500, cpu: 250, rssMib: 260 }, ratios: [0.2, 1.04] }],
      128,
    );
    const cells = beforeAfter(before, after).split('**MongoDB and OpenBao**')[1]?.split('\n');
    expect(
      cells
        ?.find((line) => line.startsWith('| reveal'))
        ?.split('|')
        .map((cell) => cell.trim()),
    ).toEqual(['', 'reveal', '1,000 → 2,500', '2.5', '600 → 250', '0.09 → 0.20', '0.50 → 1.04', '480 → 260', '']);
  });
});

describe('aboutRun', () => {
  it('names the commit, the day and the machine in words', () => {
    expect(aboutRun(run([]))).toBe(
      'commit `abc1234` on 2026-11-30, 2 shared vCPUs of an AMD EPYC 9R14, 24 GiB, Node 24.21.0',
    );
  });
});
