import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed } from '#command';
import { noteOf, treeOf } from '../../testing/signed-trees.js';
import { type AuditWatch, ProofOutage, type Seen, Unaccepted } from './audit-watch.js';
import { CheckpointMemory } from './checkpoint-memory.js';
import { Outage } from './served-log.js';
import { watchOn } from './watch-on.js';

const SEEN: Seen = { size: 20, before: 20 };
const OUT = new Outage('the server answered 503');
const terminal = { tell: () => {}, complain: () => {} };

describe('audit watch --once, as cron runs it', () => {
  let folder: string;
  let state: string;
  let note: Buffer;
  beforeAll(async () => {
    note = Buffer.from(await noteOf(treeOf(20)));
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-watch-'));
    state = join(folder, 'state');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** One run of the command, which finds that. What it says if it fails. */
  async function run(found: Error | Seen): Promise<string> {
    const memory = new CheckpointMemory(state);
    const look = async () => {
      if (found instanceof Error) throw found;
      memory.write(note);
      return found;
    };
    const watching = { watch: { look } as unknown as AuditWatch, memory, terminal, wait: async () => {} };
    return watchOn({ ...watching, everyMs: null }).then(
      () => 'no alarm',
      (error: unknown) => (error instanceof CommandFailed ? error.message : String(error)),
    );
  }
  const unproved = () => run(new ProofOutage('it does not prove', note));
  const runs = async (count: number) => {
    for (let left = count; left > 0; left--) expect(await unproved()).toMatch(/^The audit could not be looked at: it/);
  };

  it('cries out at the tenth run without a proof, and at each one after it, also between outages', async () => {
    await run(SEEN);
    await runs(4);
    expect(await run(OUT)).toBe('The audit could not be looked at: the server answered 503.');
    await runs(5);
    expect(await unproved()).toMatch(/^ALARM: the server does not prove its audit: .*, at 10 looks/);
    expect(await unproved()).toMatch(/^ALARM: .*, at 11 looks/);
    expect(readFileSync(`${state}.refused`)).toEqual(note);
  });

  it('begins to count again after a look that ended well', async () => {
    await runs(9);
    expect(await run(SEEN)).toBe('no alarm');
    expect(existsSync(`${state}.looks`)).toBe(false);
    await runs(9);
  });

  it('says that nothing was seen before if no key accepts the very first checkpoint, for the keys may be wrong', async () => {
    const [cry, hint, kept] = (await run(new Unaccepted('not valid', note, true))).split('\n');
    expect(cry).toBe('ALARM: the server shows no checkpoint that your keys accept: not valid.');
    expect(hint).toBe('Nothing was seen before: look first whether --policy or --key is of this server.');
    expect(kept).toMatch(/^What the server showed is in /);
    expect(await run(new Unaccepted('not valid', note, false))).toBe([cry, kept].join('\n'));
  });

  it('refuses a count that is no number', async () => {
    for (const text of ['', 'x\n', '-5\n', '1e3\n', '1\n1\n']) {
      writeFileSync(`${state}.looks`, text);
      expect(await unproved()).toBe('The file beside --state that ends in .looks holds no number.');
    }
  });
});
