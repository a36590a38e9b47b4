import { BundleError } from '../../domain/bundle/bundle-error.js';
import { aProvenLog } from '../../testing/a-proven-log.js';
import { bundleTar, filesIn, tarOf, verifyTar } from '../../testing/bundles.js';
import { NoteWitness } from '../../testing/note-signer.js';
import { ProvenLog } from '../../testing/proven-log.js';

const wrong = (record: number | null, what: RegExp | string) => ({ record, what: expect.stringMatching(what) });

describe('a bundle of the whole log', () => {
  let log: ProvenLog;
  let tar: Buffer;
  const files = () => filesIn(tar);
  /** The problems of the bundle after a change of its files. */
  const problemsOf = async (change: (files: Map<string, Buffer>) => void, options = {}) => {
    const changed = files();
    change(changed);
    const report = await verifyTar(tarOf(changed), options);
    expect(report.consistent).toBe(report.problems.length === 0);
    return report.problems;
  };
  const edited = (path: string, edit: (bytes: Buffer) => Buffer) => (all: Map<string, Buffer>) =>
    all.set(path, edit(Buffer.from(all.get(path) ?? '')));
  const text = (path: string, from: string | RegExp, to: string) =>
    edited(path, (bytes) => Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1'));
  const flip = (path: string, at: number) =>
    edited(path, (bytes) => {
      bytes[at] = (bytes.at(at) ?? 0) ^ 1;
      return bytes;
    });

  beforeAll(async () => {
    log = await aProvenLog();
    tar = await bundleTar(log.writer);
  });

  it('is consistent, and not verified, by the keys that it brings itself', async () => {
    expect(await verifyTar(tar)).toEqual({
      ...{ verified: false, consistent: true, problems: [], problem_count: 0 },
      ...{ origin: log.origin, tree_size: 600, root: expect.any(String), from_seq: 1, to_seq: 600, records: 600 },
      ...{ keys: 'bundle', signed_by: [{ key: `${log.origin}+${log.signer().key.id}`, time: null }] },
      ...{ checkpoints: 1, unchecked_checkpoints: 0, since: null, since_signed: null, unchecked_witnesses: 0 },
      ...{ personal: 'included', values: { opened: 610, erased: 0 } },
    });
  });

  it('is verified by a policy, and refused by one with another key, or with witnesses that did not sign', async () => {
    const policy = (key: string, more = 'quorum none') => Buffer.from(`log ${key}\n${more}\n`);
    const own = policy(log.signer().vkey);
    expect(await verifyTar(tar, { policy: own })).toMatchObject({ verified: true, consistent: true, keys: 'policy' });
    const other = new ProvenLog(log.origin, 8).signer().vkey;
    const refused = [wrong(null, 'The checkpoint is refused: the note has no signature of a known key')];
    expect((await verifyTar(tar, { policy: policy(other) })).problems).toEqual(refused);
    const witness = `witness w ${new NoteWitness('w.example.com').vkey}\nquorum w`;
    expect((await verifyTar(tar, { policy: policy(log.signer().vkey, witness) })).problems).toEqual([
      wrong(null, 'The checkpoint is refused: too few witnesses of the policy signed it'),
    ]);
    await expect(verifyTar(tar, { policy: Buffer.from('quorum none\n') })).rejects.toThrow('The policy names no log.');
    await expect(verifyTar(tar, { policy: Buffer.from('who?\n') })).rejects.toThrow(
      'The policy cannot be read: line 1',
    );
  });

  it('is compared with a checkpoint that an auditor kept', async () => {
    const [kept] = await log.checkpoints.kept(null, 1);
    const since = (note = kept?.note ?? '') => verifyTar(tar, { since: Buffer.from(note) });
    expect(await since()).toMatchObject({ verified: false, consistent: true, since: 300, since_signed: true });
    const forged = (size: number) => log.note(log.origin, size, Buffer.alloc(32, 1));
    const fork = [wrong(null, 'given with --since is of another tree: of its first 300 records, some changed')];
    expect((await since(forged(300))).problems).toEqual(fork);
    const cut = [wrong(null, 'covers 601 records, this bundle 600: the log was rolled back, or cut')];
    expect((await since(forged(601))).problems).toEqual(cut);
    const stranger = new ProvenLog('other.example.com/audit');
    expect((await since(stranger.note(stranger.origin, 300, Buffer.alloc(32)))).problems).toEqual([
      wrong(null, 'given with --since is refused: it is of another log'),
    ]);
    for (const text of ['no note', `no checkpoint\n\n${kept?.note.split('\n\n')[1]}`]) {
      await expect(since(text)).rejects.toThrow(/^The file given with --since holds no checkpoint: .*\.$/);
    }
  });

  it('is refused with a kept checkpoint of another tree, size or key', async () => {
    const put = (note: string, path = 'checkpoints/1-300') => problemsOf((all) => all.set(path, Buffer.from(note)));
    const note = (size: number, of = log) => of.note(log.origin, size, Buffer.alloc(32, 1));
    expect(await put(note(300))).toEqual([wrong(null, 'checkpoints/1-300 is of another tree')]);
    expect(await put(note(299))).toEqual([wrong(null, 'checkpoints/1-300 has another size')]);
    expect(await put(note(601), 'checkpoints/1-601')).toEqual([wrong(null, 'the log was rolled back, or cut')]);
    expect(await put(note(300).replace(/.{6}=\n$/, 'AAAAAA=\n'))).toEqual([
      wrong(null, 'checkpoints/1-300 is refused: a signature of a known key is wrong'),
    ]);
    const stranger = new ProvenLog('other.example.com/audit');
    expect(await put(note(300, new ProvenLog(log.origin, 8)))).toEqual([]);
    const elsewhere = stranger.note(stranger.origin, 300, Buffer.alloc(32));
    expect(await put(elsewhere)).toEqual([wrong(null, 'checkpoints/1-300 is refused: it is of another log')]);
  });

  it('names the record that was edited, removed, added or moved', async () => {
    const second = wrong(2, 'Record 2 is not the one in the tree: it was changed, added or moved');
    const entries = 'tile/entries/000';
    expect(await problemsOf(text(entries, /"seq":2,"at":"20/, '"seq":2,"at":"19'))).toEqual([second]);
    const size = (bytes: Buffer) => bytes.readUInt16BE(0) + 2;
    const without = edited(entries, (bytes) => bytes.subarray(size(bytes)));
    expect(await problemsOf(without)).toEqual([wrong(1, 'Records 1 to 256: there are 255 instead of 256')]);
    const doubled = edited(entries, (bytes) => Buffer.concat([bytes.subarray(0, size(bytes)), bytes]));
    expect(await problemsOf(doubled)).toEqual([wrong(1, 'they cannot be read: the entry bundle has more than 256')]);
    const moved = edited(entries, (bytes) => {
      const [end, next] = [size(bytes), size(bytes) + size(bytes.subarray(size(bytes)))];
      return Buffer.concat([bytes.subarray(end, next), bytes.subarray(0, end), bytes.subarray(next)]);
    });
    expect((await problemsOf(moved)).slice(0, 2)).toEqual([wrong(1, 'Record 1 is not the one'), second]);
    expect(await problemsOf((all) => all.delete('tile/entries/001'))).toContainEqual(
      wrong(257, 'Records 257 to 512: they are missing'),
    );
    expect(await problemsOf((all) => all.delete('tile/entries/002.p/88'))).toEqual([
      wrong(513, 'Records 513 to 600: they are missing'),
    ]);
  });

  it('is refused with a tile that is changed, swapped, truncated, extended or missing', async () => {
    const notLinked = wrong(1, 'Records 1 to 256: their tile is not the one in the tree');
    expect(await problemsOf(flip('tile/0/000', 40))).toEqual([notLinked, wrong(2, 'Record 2 is not the one')]);
    expect(await problemsOf(flip('tile/1/000.p/2', 3))).toContainEqual(wrong(null, 'The tree has another root'));
    expect(await problemsOf(flip('tile/0/002.p/88', 3))).toContainEqual(wrong(null, 'The tree has another root'));
    const swapped = await problemsOf((all) => {
      const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = [all.get('tile/0/000'), all.get('tile/0/001')];
      all.set('tile/0/000', second).set('tile/0/001', first);
    });
    expect(swapped).toContainEqual(notLinked);
    const missing = wrong(1, 'Records 1 to 256: their tile is missing or has another length');
    const length = (by: number) =>
      edited('tile/0/000', (bytes) => Buffer.concat([bytes, bytes]).subarray(0, 8_192 + by));
    for (const by of [-32, -1, 1, 32]) expect(await problemsOf(length(by))).toContainEqual(missing);
    expect(await problemsOf((all) => all.delete('tile/0/000'))).toContainEqual(missing);
    expect(await problemsOf((all) => all.delete('tile/1/000.p/2'))).toContainEqual(wrong(null, 'not have tile 1/0'));
    expect(await problemsOf((all) => all.delete('tile/0/002.p/88'))).toContainEqual(wrong(null, 'not have tile 0/2'));
  });

  it('is refused with a checkpoint of another size, tree, origin or key, though the key signed it', async () => {
    const root = () => Buffer.from(JSON.parse(String(files().get('MANIFEST.json'))).root, 'base64');
    const note =
      (origin: string, size: number, hash = root(), of = log) =>
      (all: Map<string, Buffer>) =>
        void all.set('checkpoint', Buffer.from(of.note(origin, size, hash)));
    const another = wrong(null, 'MANIFEST.json is of another checkpoint');
    expect(await problemsOf(note(log.origin, 599))).toContainEqual(another);
    expect(await problemsOf(note(log.origin, 2 ** 52))).toContainEqual(another);
    expect(await problemsOf(note(log.origin, 600, Buffer.alloc(32)))).toEqual([another, wrong(null, 'another root')]);
    expect(await problemsOf(note('other.example.com', 600))).toEqual([wrong(null, 'The checkpoint is refused')]);
    const forger = new ProvenLog(log.origin, 8);
    expect(await problemsOf(note(log.origin, 600, root(), forger))).toEqual([wrong(null, 'The checkpoint is refused')]);
  });

  it('is refused with a value beside a record that is changed, moved, missing or added', async () => {
    const first = wrong(1, 'Record 1: a value beside it is not one that it commits to');
    const personal = 'personal/000.ndjson';
    expect(await problemsOf(text(personal, '192.0.2.7', '192.0.2.8'))).toContainEqual(first);
    expect(await problemsOf(text(personal, '"ip"', '"user_agent"'))).toContainEqual(first);
    expect(await problemsOf(text(personal, /^.*\n/, ''))).toEqual([
      wrong(1, 'Record 1: a personal value is missing, and no later record says that it was erased'),
    ]);
    expect(await problemsOf(text('lasting/000.ndjson', /^.*\n/, ''))).toEqual([
      wrong(1, 'Record 1: its resource_name is missing, which nothing erases'),
    ]);
    expect(await problemsOf(text('lasting/000.ndjson', 'prod/db', 'prod/dc'))).toContainEqual(first);
    const [line = ''] = String(files().get(personal)).split(/(?<=\n)/);
    const twice = edited(personal, (bytes) => Buffer.concat([Buffer.from(line), bytes]));
    expect(await problemsOf(twice)).toEqual([first]);
    const astray = edited(personal, (bytes) => Buffer.from(`${bytes}${line.replace('"seq":1', '"seq":300')}`));
    expect(await problemsOf(astray)).toEqual([wrong(1, 'personal/000.ndjson has values of records of another file')]);
    expect(await problemsOf((all) => all.set('personal/000.ndjson', Buffer.of(0xff)))).toContainEqual(
      wrong(1, 'personal/000.ndjson is not UTF-8'),
    );
  });

  it('is refused with a file that nothing asks for, or that MANIFEST.json does not name', async () => {
    for (const path of ['tile/0/003', 'tile/0/002', 'tile/entries/x001/000', 'notes.txt', 'personal/005.ndjson'])
      expect(await problemsOf((all) => all.set(path, Buffer.from('x')))).toEqual([
        wrong(null, `${path} does not belong into this bundle`),
      ]);
    for (const path of ['HOWTO.md', 'audit.vkey'])
      expect((await problemsOf(flip(path, 3)))[0]).toEqual(
        wrong(null, `${path} is not the one that MANIFEST.json names`),
      );
    const otherPolicy = (all: Map<string, Buffer>) =>
      void all.set('policy.txt', Buffer.from(`# trust me\n${all.get('policy.txt')}`));
    expect(await problemsOf(otherPolicy)).toEqual([wrong(null, 'policy.txt is not the one')]);
  });

  it('is no bundle without one of its files', async () => {
    for (const path of ['checkpoint', 'MANIFEST.json', 'policy.txt', 'HOWTO.md']) {
      const rest = files();
      rest.delete(path);
      await expect(verifyTar(tarOf(rest))).rejects.toThrow(`There is no ${path}: it is no bundle, or not all of one.`);
    }
    const manifest = (from: string, to: string) => problemsOf(text('MANIFEST.json', from, to));
    await expect(manifest('bundle/1', 'bundle/2')).rejects.toThrow('a format that this version does not know');
    for (const to of ['"from_seq": 0', '"from_seq": 601', '"from_seq":1'])
      await expect(manifest('"from_seq": 1', to)).rejects.toBeInstanceOf(BundleError);
    expect(await manifest('"from_seq": 1', '"from_seq": 2')).toContainEqual(wrong(null, 'a range that no bundle has'));
  });
});
