import { leafHashesOf } from '#audit';
import { aBatch } from '#audit/testing';
import { ANNA, aProvenLog, leavesOf } from '../../testing/a-proven-log.js';
import { bundleTar, filesIn, tarOf, verifyTar } from '../../testing/bundles.js';
import { ProvenLog } from '../../testing/proven-log.js';

const CHANGE = { action: 'secret:rotate', resource_type: 'secret', resource_id: 's1', request_id: 'r1' } as const;
const ERASE = { action: 'audit:erase', resource_type: 'user', resource_id: ANNA, outcome: 'allowed' } as const;
const wrong = (record: number | null, what: RegExp | string) => ({ record, what: expect.stringMatching(what) });

describe('what a log says', () => {
  const problemsOf = async (log: ProvenLog) => (await verifyTar(await bundleTar(log.writer))).problems;

  it('is refused when an intent has two outcomes', async () => {
    const intent = { ...CHANGE, outcome: 'allowed' } as const;
    const done = { ...CHANGE, outcome: 'succeeded' } as const;
    const lost = { ...CHANGE, outcome: 'unknown' } as const;
    expect(await problemsOf(await aProvenLog([intent, done, { ...done, request_id: 'r2' }]))).toEqual([]);
    expect(await problemsOf(await aProvenLog([intent, done, intent, lost]))).toEqual([]);
    expect(await problemsOf(await aProvenLog([intent, done, lost]))).toEqual([
      wrong(600, 'Record 600 is the second outcome of an intent'),
    ]);
  });

  it('is refused when a leaf has another number than its place, or is no record', async () => {
    const withLeaf = async (edit: (leaf: string) => string) => {
      const log = new ProvenLog();
      const batch = aBatch(1, leavesOf(3));
      const records = batch.records.map((record) =>
        record.seq === 3 ? { ...record, leaf: edit(record.leaf) } : record,
      );
      await log.log.append({ ...batch, hashes: leafHashesOf(records) });
      Object.assign(log.log.all()[2] ?? {}, records[2]);
      await log.checkpoint();
      return problemsOf(log);
    };
    const renumbered = (leaf: string) => leaf.replace('"seq":3', '"seq":4');
    expect(await withLeaf(renumbered)).toEqual([wrong(3, 'Record 3 has another number in it')]);
    const unknown = [wrong(3, 'Record 3 is of a format that this version does not know')];
    for (const leaf of ['{"v":2,"seq":3}', '{"v":3,"seq":3}', '[]', 'null', 'text'])
      expect(await withLeaf(() => leaf)).toEqual(unknown);
  });

  it('shows an erasure that a later record tells of, and refuses one that nobody recorded', async () => {
    const told = await aProvenLog([ERASE]);
    await told.log.erasePersonal(ANNA, 0, 100);
    expect(await verifyTar(await bundleTar(told.writer))).toMatchObject({
      consistent: true,
      values: { opened: 600, erased: 10 },
    });
    const untold = await aProvenLog([
      { ...ERASE, outcome: 'denied' },
      { ...ERASE, resource_id: 'somebody else' },
    ]);
    await untold.log.erasePersonal(ANNA, 0, 100);
    expect(await problemsOf(untold)).toEqual([
      wrong(1, 'Record 1: a personal value is missing, and no later record says that it was erased'),
    ]);
    const earlier = new ProvenLog();
    await earlier.append([{ actor_id: ANNA }, ERASE, { actor_id: ANNA }]);
    await earlier.checkpoint();
    await earlier.log.erasePersonal(ANNA, 0, 100);
    expect(await problemsOf(earlier)).toEqual([wrong(3, 'Record 3: a personal value is missing')]);
  });

  it('is refused when a value of nobody in particular is gone: no erasure reaches it', async () => {
    const log = new ProvenLog();
    await log.append([{ actor_id: null }]);
    await log.checkpoint();
    Object.assign(log.log.all()[0] ?? {}, { personal: {} });
    expect(await problemsOf(log)).toEqual([wrong(1, 'its ip is missing, and no account is its actor')]);
  });

  it('is not refused for an erasure after the checkpoint, but asks for a newer bundle', async () => {
    const log = await aProvenLog();
    await log.append([ERASE]);
    await log.log.erasePersonal(ANNA, 0, 100);
    const tar = await bundleTar(log.writer);
    expect((await verifyTar(tar)).problems).toEqual([
      wrong(1, 'the bundle says that record 601 erased it, after the checkpoint: verify a newer bundle'),
    ]);
    const files = filesIn(tar);
    const manifest = String(files.get('MANIFEST.json')).replace(ANNA, ANNA.replace('0', '1'));
    const told = await verifyTar(tarOf(files.set('MANIFEST.json', Buffer.from(manifest))));
    expect(told.problems).toContainEqual(wrong(null, 'MANIFEST.json tells of an erasure that nothing lacks'));
    await log.checkpoint();
    expect(await problemsOf(log)).toEqual([]);
  });

  it('shows no personal value where they are withheld, and looks for no erasure', async () => {
    const log = await aProvenLog();
    await log.log.erasePersonal(ANNA, 0, 100);
    const tar = await bundleTar(log.writer, { personal: false });
    expect(tar.includes('192.0.2.7')).toBe(false);
    expect(await verifyTar(tar)).toMatchObject({
      consistent: true,
      personal: 'withheld',
      values: { opened: 10, erased: 0 },
    });
    const files = filesIn(tar).set('personal/000.ndjson', Buffer.from('x'));
    expect((await verifyTar(tarOf(files))).problems).toEqual([wrong(null, 'personal/000.ndjson does not belong')]);
  });

  it('is verified over an accepted restore, whose checkpoints have the next origin', async () => {
    const log = await aProvenLog();
    const [kept] = await log.checkpoints.kept(null, 1);
    await log.append(leavesOf(10));
    await log.checkpoint({ epoch: 2 });
    const tar = await bundleTar(log.writer);
    const since = Buffer.from(kept?.note ?? '');
    expect(await verifyTar(tar, { since })).toMatchObject({ consistent: true, checkpoints: 1, since: 300 });
    const policy = Buffer.from(`log ${log.signer(`${log.origin}/2`).vkey}\nquorum none\n`);
    expect(await verifyTar(tar, { since, policy })).toMatchObject({ verified: true, origin: `${log.origin}/2` });
  });
});
