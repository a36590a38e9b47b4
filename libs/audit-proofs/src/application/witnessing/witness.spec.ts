import { randomBytes } from 'node:crypto';
import { appendLines, openNote } from '../../domain/notes/note.js';
import { parseVkey } from '../../domain/notes/note-key.js';
import { formatAddCheckpoint } from '../../domain/witnessing/add-checkpoint.js';
import { aWitness } from '../../testing/a-witness.js';
import { GrowingLog } from '../../testing/growing-log.js';

describe('Coffer as a witness', () => {
  const seed = randomBytes(32);
  let log: GrowingLog;
  let at: Awaited<ReturnType<typeof aWitness>>;

  beforeEach(async () => {
    log = new GrowingLog('log.example/a', seed);
    at = await aWitness([log.signer.key]);
  });

  /** Submits the checkpoint of `size`, with the proof from `old` on. */
  const submit = async (old: number, size: number, of = log, proof?: readonly Buffer[]) => {
    const { note } = await of.checkpoint(size);
    const right = old === 0 || old >= size ? [] : await of.consistency(old, size);
    return at.witness.cosign(Buffer.from(formatAddCheckpoint({ old, proof: proof ?? right, note })));
  };
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'cosigned',
      (error: Error & { code?: string }) => error.code ?? error.name,
    );

  it('does not know a log whose origin it was not given', async () => {
    const other = new GrowingLog('log.example/b').grow(3);
    expect(await refusal(submit(0, 3, other))).toBe('not_found');
  });

  it('trusts no other key under a known origin [R148]', async () => {
    const impostor = new GrowingLog('log.example/a').grow(3);
    expect(await refusal(submit(0, 3, impostor))).toBe('checkpoint_untrusted');
    expect(await at.witnessed.newest('log.example/a')).toBeNull();
  });

  it.each(['', 'old 0\n\n', 'old 0\n\nx\n', 'old 0\n\nlog.example/a\n0x3\nAAAA\n\n— a AAAAAAAAAA==\n'])(
    'cannot read %j',
    async (body) => {
      expect(await refusal(at.witness.cosign(Buffer.from(body)))).toBe('malformed_body');
    },
  );

  it('refuses an old size above that of the checkpoint', async () => {
    log.grow(5);
    await submit(0, 5);
    expect(await refusal(submit(5, 3))).toBe('malformed_body');
  });

  it.each([
    ['too short', (proof: readonly Buffer[]) => proof.slice(1)],
    ['too long', (proof: readonly Buffer[]) => [...proof, randomBytes(32)]],
    ['of other hashes', (proof: readonly Buffer[]) => proof.map(() => randomBytes(32))],
    ['empty', () => []],
  ])(
    'does not cosign with a proof that is %s, and does not accuse the log: anybody can send one [R148]',
    async (_, change) => {
      log.grow(7);
      await submit(0, 3);
      expect(await refusal(submit(3, 7, log, change(await log.consistency(3, 7))))).toBe('checkpoint_inconsistent');
      expect(at.forks).toEqual([]);
      expect(await at.witnessed.newest('log.example/a')).toMatchObject({ size: 3 });
    },
  );

  it('does not cosign a proof for a first checkpoint: there is nothing to prove', async () => {
    log.grow(3);
    expect(await refusal(submit(0, 3, log, [randomBytes(32)]))).toBe('checkpoint_inconsistent');
  });

  it('cosigns one of two trees of a log, whatever the log signs, and tells the operator of two roots for one size [R148]', async () => {
    log.grow(4);
    const fork = new GrowingLog('log.example/a', seed, 'other').grow(6);
    await submit(0, 4);
    expect(await refusal(submit(4, 4, fork))).toBe('checkpoint_forked');
    expect(await refusal(submit(4, 6, fork))).toBe('checkpoint_inconsistent');
    expect(at.forks).toEqual(['log.example/a']);
    expect((await submit(4, 4)).kind).toBe('cosigned');
  });

  it.each([
    ['no root', { size: 4, root: null }],
    ['a short root', { size: 4, root: 'AAAA' }],
    ['a size that is none', { size: 'x', root: Buffer.alloc(32).toString('base64') }],
  ])('cosigns nothing and accuses nobody if its row of the log has %s', async (_, row) => {
    log.grow(9);
    await submit(0, 4);
    at.witnessed.newest = async () => row as never;
    for (const size of [4, 9]) expect(await refusal(submit(4, size))).toBe('store_damaged');
    expect(at.forks).toEqual([]);
  });

  it('tells the size that it cosigned last, and cosigns from there', async () => {
    log.grow(9);
    await submit(0, 4);
    expect(await submit(0, 9)).toEqual({ kind: 'moved', size: 4 });
    expect(await submit(3, 9)).toEqual({ kind: 'moved', size: 4 });
    expect((await submit(4, 9)).kind).toBe('cosigned');
  });

  it('never goes back: of two requests at once that begin at one size, one is cosigned [R148]', async () => {
    log.grow(20);
    await submit(0, 5);
    const both = await Promise.all([submit(5, 20), submit(5, 12)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['cosigned', 'moved']);
    const won = both[0]?.kind === 'cosigned' ? 20 : 12;
    expect(await at.witnessed.newest('log.example/a')).toMatchObject({ size: won });
    expect(both.find(({ kind }) => kind === 'moved')).toEqual({ kind: 'moved', size: won });
  });

  it('has stored what it cosigns before it signs, and signs it again after a lost answer [R148]', async () => {
    log.grow(5);
    at.signer.before = (call) => {
      if (call === 'sign') throw new Error('the process ends');
    };
    await expect(submit(0, 5)).rejects.toThrow('the process ends');
    at.signer.before = () => {};
    expect(await submit(0, 5)).toEqual({ kind: 'moved', size: 5 });
    expect((await submit(5, 5)).kind).toBe('cosigned');
  });

  it('cosigns the whole text with the time, under its own name', async () => {
    log.grow(3);
    const cosigned = await submit(0, 3);
    const { note } = await log.checkpoint(3);
    const { name, vkeys } = (await at.witness.keys()) ?? { name: '', vkeys: [] };
    expect([name, vkeys.length]).toEqual(['witness.example/coffer', 1]);
    const lines = cosigned.kind === 'cosigned' ? cosigned.lines : [];
    const [signature] = openNote(appendLines(note, lines), vkeys.map(parseVkey)).verified;
    expect(signature?.key.kind).toBe('cosignature');
    expect(signature?.time).toBe(at.clock.now() / 1_000);
  });

  it('cosigns with the old and the new key while one retires, and not with a retired one', async () => {
    await at.signer.add(2);
    const { head, revision } = (await at.head.read()) ?? { head: null, revision: 0 };
    if (!head) throw new Error('there is no head');
    const keys = (await at.signer.keys()).map(({ version, publicKey }) => {
      const until = version === 1 ? at.clock.now() + 1_000 : null;
      return { version, publicKey: publicKey.toString('base64'), until };
    });
    await at.head.advance({ ...head, keys }, revision);
    log.grow(3);
    const linesOf = async (old: number) => {
      const cosigned = await submit(old, 3);
      return cosigned.kind === 'cosigned' ? cosigned.lines.length : 0;
    };
    expect(await linesOf(0)).toBe(2);
    await at.clock.advance(1_000);
    expect(await linesOf(3)).toBe(1);
  });
});
