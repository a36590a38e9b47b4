import { planOf } from './import-plan.js';
import { type ImportTarget, type Present, runImport } from './import-run.js';

const ONCE = { dryRun: false, overwrite: false };

/** A server in memory. `refuses`: paths that it keeps nothing at. */
class Target implements ImportTarget {
  readonly kept: string[] = [];
  /** Why nothing can be kept. */
  closed: string | null = null;

  constructor(
    readonly values: Map<string, string>,
    private readonly refuses: ReadonlySet<string> = new Set(),
  ) {}

  async valuesAt(paths: readonly string[]): Promise<ReadonlyMap<string, Present>> {
    return new Map(paths.map((path) => [path, { value: this.values.get(path) ?? null }]));
  }

  async refusal(): Promise<string | null> {
    return this.closed;
  }

  async keep(path: string, value: string, isNew: boolean): Promise<string | null> {
    if (path === 'p/away') throw new Error('away');
    if (this.refuses.has(path)) return 'no';
    if (isNew && this.values.has(path)) return 'taken';
    this.kept.push(path);
    this.values.set(path, value);
    return null;
  }
}

const plan = (values: Record<string, string>) =>
  planOf(
    'p/',
    Object.entries(values).map(([name, value]) => ({ name, levels: [name], value, leftOut: [] })),
  );
const outcomes = async (target: ImportTarget, values: Record<string, string>, options = ONCE) =>
  (await runImport(target, plan(values), options)).items.map(({ outcome }) => outcome);

describe('an import', () => {
  it('makes what is new, leaves what is the same, and overwrites nothing unasked [R145]', async () => {
    const target = new Target(
      new Map([
        ['p/b', '2'],
        ['p/c', 'other'],
      ]),
    );
    expect(await outcomes(target, { a: '1', b: '2', c: '3' })).toEqual(['created', 'same', 'differs']);
    expect(target.kept).toEqual(['p/a']);
    expect(await outcomes(target, { a: '1', b: '2', c: '3' })).toEqual(['same', 'same', 'differs']);
    expect(await outcomes(target, { c: '3' }, { ...ONCE, overwrite: true })).toEqual(['overwritten']);
    expect(await outcomes(target, { a: '1', b: '2', c: '3' })).toEqual(['same', 'same', 'same']);
  });

  it('tells in a dry run the same, and keeps nothing', async () => {
    const target = new Target(new Map([['p/c', 'other']]));
    expect(await outcomes(target, { a: '1', c: '3' }, { dryRun: true, overwrite: true })).toEqual([
      'created',
      'overwritten',
    ]);
    expect(target.kept).toEqual([]);
  });

  it('tells in a dry run what is known to be refused', async () => {
    const target = new Target(new Map([['p/c', 'other']]));
    target.closed = 'no';
    const { items } = await runImport(target, plan({ a: '1', c: 'other' }), { dryRun: true, overwrite: false });
    expect(items.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', 'no'],
      ['same', null],
    ]);
  });

  it('goes on after a refusal, and says so after a server that is away', async () => {
    const target = new Target(new Map(), new Set(['p/a']));
    const { items, stoppedBy } = await runImport(target, plan({ a: '1', b: '2', away: '3', d: '4' }), ONCE);
    expect(items.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', 'no'],
      ['created', null],
      ['unknown', null],
      ['unknown', null],
    ]);
    expect(stoppedBy).toEqual(new Error('away'));
  });
});
