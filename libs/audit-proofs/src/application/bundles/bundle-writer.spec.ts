import type { LeafOverrides } from '#audit/testing';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { appendLines, splitNote } from '../../domain/notes/note.js';
import { bundleTar, filesIn, tarOf, verifyTar } from '../../testing/bundles.js';
import { NoteWitness } from '../../testing/note-signer.js';
import { ProvenLog } from '../../testing/proven-log.js';
import { type BundleOptions, BundleWriter } from './bundle-writer.js';

const ANN = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';
const ERASE = { action: 'audit:erase', resource_type: 'user', resource_id: ANN, outcome: 'allowed' } as const;
const many = (count: number, leaf: LeafOverrides = {}) => Array.from({ length: count }, () => leaf);

describe('the writer of bundles', () => {
  let log: ProvenLog;
  beforeEach(async () => {
    log = new ProvenLog();
    await log.append(many(1_000));
  });
  const write = (options: BundleOptions = { personal: true }) => bundleTar(log.writer, options);
  const manifest = (tar: Buffer) => JSON.parse(String(filesIn(tar).get('MANIFEST.json')));

  it('writes nothing before there is a checkpoint, nor for a range that no checkpoint covers', async () => {
    await expect(write()).rejects.toMatchObject({ code: 'conflict', message: /no checkpoint yet/ });
    await log.checkpoint();
    const refused = (fromSeq: number | undefined, toSeq: number | undefined) =>
      expect(write({ fromSeq, toSeq, personal: true })).rejects;
    await refused(0, undefined).toMatchObject({
      code: 'validation_failed',
      details: { fields: [{ field: 'from_seq' }] },
    });
    await refused(1.5, undefined).toMatchObject({ code: 'validation_failed' });
    await refused(3, 2).toMatchObject({ code: 'validation_failed', details: { fields: [{ field: 'to_seq' }] } });
    await refused(1_001, undefined).toMatchObject({ code: 'conflict', message: /covers the records up to 1000/ });
    await refused(1, 1_001).toMatchObject({ code: 'conflict' });
    log.log.first = async () => 257;
    await refused(256, undefined).toMatchObject({ code: 'conflict', message: /Records below 257 are archived/ });
  });

  it('writes whole entry bundles, and the tiles that prove them', async () => {
    await log.checkpoint();
    const part = await write({ fromSeq: 300, toSeq: 400, personal: false });
    expect([...filesIn(part).keys()]).toEqual([
      ...['tile/entries/001', 'tile/0/001', 'tile/0/003.p/232', 'tile/1/000.p/3'],
      ...['policy.txt', 'audit.vkey', 'HOWTO.md', 'MANIFEST.json', 'checkpoint'],
    ]);
    expect(manifest(part)).toMatchObject({ from_seq: 257, to_seq: 512, tree_size: 1_000, personal: 'withheld' });
    expect(await verifyTar(part)).toMatchObject({ consistent: true, records: 256 });
    const end = await write({ fromSeq: 1_000, personal: true });
    expect(manifest(end)).toMatchObject({ from_seq: 769, to_seq: 1_000 });
    expect(await verifyTar(end)).toMatchObject({ consistent: true, records: 232 });
  });

  it('begins where the log begins, when the first records are archived', async () => {
    await log.checkpoint();
    log.log.first = async () => 257;
    const tar = await write();
    expect(manifest(tar)).toMatchObject({ from_seq: 257, to_seq: 1_000 });
    expect(await verifyTar(tar)).toMatchObject({ consistent: true, records: 744 });
  });

  it('begins at the first whole entry bundle, where the log begins inside of one', async () => {
    await log.checkpoint();
    await log.log.prune(300);
    const refused = (range: Omit<BundleOptions, 'personal'>) =>
      expect(write({ ...range, personal: true })).rejects.toMatchObject({
        code: 'conflict',
        message: /Records below 513 are archived: use the archive, or begin at 513/,
      });
    await refused({ fromSeq: 301 });
    await refused({ fromSeq: 512 });
    await refused({ toSeq: 512 });
    for (const options of [{ personal: true }, { fromSeq: 513, personal: true }]) {
      const tar = await write(options);
      expect(manifest(tar)).toMatchObject({ from_seq: 513, to_seq: 1_000 });
      expect(await verifyTar(tar)).toMatchObject({ consistent: true, records: 488 });
    }
    await log.log.prune(999);
    await expect(write()).rejects.toMatchObject({ code: 'conflict', message: /covers the records up to 1000/ });
  });

  it('says that it cannot compare a part of the log with a checkpoint of records that it lacks', async () => {
    const { note } = await log.checkpoint({ keep: true });
    await log.append(many(30));
    await log.checkpoint();
    const part = await write({ toSeq: 256, personal: false });
    expect(filesIn(part).has('checkpoints/1-1000')).toBe(false);
    await expect(verifyTar(part, { since: Buffer.from(note) })).rejects.toThrow(
      'ends at record 1000, which the bundle does not have',
    );
  });

  it('goes on to what is checkpointed while it is read', async () => {
    await log.checkpoint();
    const chunks: Buffer[] = [];
    for await (const chunk of log.writer.stream({ personal: true })) {
      if (chunks.push(chunk) !== 1) continue;
      await log.append(many(500));
      await log.checkpoint();
    }
    expect(await verifyTar(Buffer.concat(chunks))).toMatchObject({
      consistent: true,
      records: 1_500,
      tree_size: 1_500,
    });
  });

  it('prefers a witnessed checkpoint, as long as the witnesses keep up and it covers what is asked for', async () => {
    const witnessed = await log.checkpoint();
    await log.checkpoints.publish('witnessed', witnessed);
    await log.append(many(100));
    await log.checkpoint({ at: witnessed.at + 1_000 });
    expect(manifest(await write())).toMatchObject({ tree_size: 1_000 });
    expect(manifest(await write({ toSeq: 1_050, personal: true }))).toMatchObject({ tree_size: 1_100 });
    await log.append(many(100));
    await log.checkpoint({ at: witnessed.at + 600_001 });
    expect(manifest(await write())).toMatchObject({ tree_size: 1_200 });
  });

  it('names the witnesses of the log, which count for nothing unless the auditor names them, too', async () => {
    const witness = new NoteWitness('w.example.com');
    const named = {
      witnesses: [{ name: 'w', key: witness.key, url: 'https://w.example.com' }],
      groups: [],
      quorum: 'w',
    };
    const writer = new BundleWriter(log.log, log.tiles, log.checkpoints, log.clock, named);
    const signed = await log.checkpoint();
    const alone = await bundleTar(writer);
    const policy = filesIn(alone).get('policy.txt');
    expect(String(policy)).toContain(`witness w ${witness.vkey} https://w.example.com\n`);
    const few = 'The checkpoint is refused: too few witnesses of the policy signed it.';
    expect((await verifyTar(alone, { policy })).problems).toEqual([{ record: null, what: few }]);
    expect(await verifyTar(alone)).toMatchObject({ consistent: true, unchecked_witnesses: 1 });
    const note = appendLines(signed.note, [witness.line(splitNote(signed.note).text)]);
    await log.checkpoints.publish('witnessed', { ...signed, note });
    const witnessed = await bundleTar(writer);
    const signers = async (given?: Buffer) =>
      (await verifyTar(witnessed, given ? { policy: given } : {})).signed_by.map(({ key }) => key.split('+')[0]);
    expect([await signers(policy), await signers()]).toEqual([[log.origin, 'w.example.com'], [log.origin]]);
  });

  it('brings the record that tells of an erasure, wherever it stands', async () => {
    await log.append([{ actor_id: ANN }, ...many(255), ERASE, ...many(800)]);
    await log.checkpoint();
    await log.log.erasePersonal(ANN, 0, 10);
    const tar = await write({ fromSeq: 1_001, toSeq: 1_001, personal: true });
    const paths = [...filesIn(tar).keys()];
    expect(paths.filter((path) => /entries|personal/.test(path))).toEqual([
      ...['tile/entries/003', 'personal/003.ndjson', 'tile/entries/004'],
    ]);
    expect(await verifyTar(tar)).toMatchObject({ consistent: true, records: 256, values: { opened: 255, erased: 1 } });
  });

  it('brings a record that somebody altered: the auditor is to see it', async () => {
    await log.checkpoint();
    Object.assign(log.log.all()[4] ?? {}, { leaf: 'gone' });
    expect((await verifyTar(await write())).problems).toEqual([
      { record: 5, what: 'Record 5 is not the one in the tree: it was changed, added or moved.' },
    ]);
  });

  it('breaks off where an archive deletes the records, and says so in its last file, which verify repeats', async () => {
    await log.checkpoint();
    const [stream, chunks]: [AsyncGenerator<Buffer>, Buffer[]] = [log.writer.stream({ personal: true }), []];
    chunks.push((await stream.next()).value);
    log.log.first = async () => 513;
    log.log.read = async () => [];
    const reading = async () => {
      for await (const chunk of stream) chunks.push(chunk);
    };
    const why =
      'Records up to 512 were archived while this bundle was written: ask for it again. The archive has them.';
    await expect(log.clock.drive(reading())).rejects.toMatchObject({ code: 'conflict', message: why });
    const tar = Buffer.concat(chunks);
    expect([...filesIn(tar).keys()].at(-1)).toBe('INCOMPLETE');
    const told = `The bundle is not whole. The server broke it off: ${why}`;
    await expect(verifyTar(tar)).rejects.toThrow(new BundleError(told));
    await expect(verifyTar(tarOf(filesIn(tar)))).rejects.toThrow(told);
  });

  it('shows nothing but plain words of what is said of a bundle that was broken off', async () => {
    const hostile = tarOf(new Map([['INCOMPLETE', Buffer.from(`\u001b[2JVerified.\n${'x'.repeat(9_000)}`)]]));
    await expect(verifyTar(hostile)).rejects.toThrow(/broke it off: \?\[2JVerified\.\?x{286}$/);
  });

  it('breaks off, without an end, where a record or a tile is missing', async () => {
    await log.checkpoint();
    const broken = async () => {
      const chunks: Buffer[] = [];
      const reading = async () => {
        for await (const chunk of log.writer.stream({ personal: true })) chunks.push(chunk);
      };
      const error = await log.clock.drive(reading()).then(
        () => null,
        (cause) => cause,
      );
      expect(chunks.length).toBeGreaterThan(0);
      const tar = Buffer.concat(chunks);
      await expect(verifyTar(tar)).rejects.toThrow(`The server broke it off: ${error.message}`);
      expect([...filesIn(tar).keys()]).not.toContain('checkpoint');
      return error;
    };
    const tile = log.tiles.tile.bind(log.tiles);
    log.tiles.tile = async (at) => (at.index === 1 ? null : tile(at));
    expect(await broken()).toMatchObject({ code: 'store_damaged', message: /Tile 0\/1 of the tree is missing/ });
    const read = log.log.read.bind(log.log);
    log.log.read = async (from, limit) => (await read(from, limit)).filter(({ seq }) => seq !== 300);
    expect(await broken()).toMatchObject({ code: 'store_damaged', message: /Record 300 is missing/ });
    log.log.read = async (from, limit) =>
      (await read(from, limit)).map((one) => (one.seq === 300 ? { ...one, leaf: 'x'.repeat(65_536) } : one));
    expect(await broken()).toMatchObject({ code: 'store_damaged', message: /Record 300 is too long/ });
  });

  it('reads at most 256 records at a time, when they are asked for, and gives way between the files', async () => {
    await log.checkpoint();
    const limits: number[] = [];
    const read = log.log.read.bind(log.log);
    log.log.read = async (from, limit) => {
      limits.push(limit);
      return read(from, limit);
    };
    const stream = log.writer.stream({ personal: true });
    await stream.next();
    expect(limits).toEqual([256]);
    const before = log.clock.gaveWay;
    for await (const _ of stream);
    expect(limits).toEqual([256, 256, 256, 232]);
    expect(log.clock.gaveWay - before).toBeGreaterThanOrEqual(16);
  });
});
