import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { memoryOfThread } from '#kernel/testing';
import { BundleError } from '../../domain/bundle/bundle-error.js';
import { manifestText } from '../../domain/bundle/manifest.js';
import { END_OF_TAR, tarFile } from '../../domain/bundle/ustar.js';
import { formatVkey } from '../../domain/notes/note-key.js';
import { bundleTar, filesIn, tarOf, verifyTar } from '../../testing/bundles.js';
import { collidingKeys } from '../../testing/colliding-keys.js';
import { ProvenLog } from '../../testing/proven-log.js';
import { BundleTiles } from './bundle-tiles.js';
import { checkGroup } from './check-group.js';
import { openBundle } from './open-bundle.js';
import { memorySource, TarFiles } from './tar-files.js';
import { verifyFile } from './verify-file.js';

const NOTHING = Buffer.alloc(0);
const MEBIBYTE = 1_048_576;

describe('a hostile bundle', () => {
  let tar: Buffer;
  let folder: string;
  beforeAll(async () => {
    const log = new ProvenLog();
    await log.append([{}, { lasting: { resource_name: 'prod/é"x' } }, {}]);
    await log.checkpoint({ keep: true });
    await log.append([{}]);
    await log.checkpoint();
    tar = await bundleTar(log.writer);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const unpacked = () => {
    for (const [path, bytes] of filesIn(tar)) {
      mkdirSync(dirname(join(folder, 'b', path)), { recursive: true });
      writeFileSync(join(folder, 'b', path), bytes);
    }
    return join(folder, 'b');
  };
  const opening = (bytes: Buffer) => {
    const file = join(folder, 'b.tar');
    writeFileSync(file, bytes);
    return expect(() => openBundle(file));
  };
  /** An empty member whose header is changed. Its sum is right again. */
  const changed = (change: (header: Buffer) => void) => {
    const whole = tarFile('tile/0/000', NOTHING, 0);
    change(whole);
    whole.write('        ', 148);
    const sum = whole.reduce((total, byte) => total + byte, 0);
    whole.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
    return whole;
  };
  const member = (change: (header: Buffer) => void) => Buffer.concat([changed(change), END_OF_TAR]);
  const named = (name: string) => member((header) => header.fill(0, 0, 100).write(name, 0, 'latin1'));

  it('is told from a sound one by each of its bytes', async () => {
    expect((await verifyTar(tar)).consistent).toBe(true);
    const unseen: number[] = [];
    for (let at = 0; at < tar.length; at++) {
      // Of the zeros between the files, every 16th: they are all looked at by the same line of code.
      if (tar[at] === 0 && at % 16 !== 0) continue;
      const flipped = Buffer.from(tar);
      flipped[at] = (tar[at] ?? 0) ^ (1 << (at % 8));
      const report = await verifyTar(flipped).catch((error) => error);
      if (!(report instanceof BundleError) && report.consistent && report.unchecked_checkpoints === 0) unseen.push(at);
    }
    expect(unseen).toEqual([]);
  });

  it('is not complete when its tar ends early, wherever', async () => {
    for (let end = 0; end < tar.length - 512; end += 509)
      await expect(verifyTar(tar.subarray(0, end)).then(() => 'verified')).rejects.toBeInstanceOf(BundleError);
    expect((await verifyTar(tar.subarray(0, tar.length - 512)).catch((e) => e)).message).toMatch('ends too early');
  });

  it('has no path that leads elsewhere', () => {
    for (const name of ['../checkpoint', 'tile/../../x', '/etc/passwd', 'a//b', 'tile/./0', 'a\u001b[31m', 'ü', '..'])
      opening(named(name)).toThrow('something else than plain files');
    opening(member((header) => header.write('..', 345))).toThrow('something else than plain files');
  });

  it('has no link, no device, no sparse file and no extended header', () => {
    for (const type of ['1', '2', '3', '4', '6', '7', 'S', 'L', 'K', 'x', 'g'])
      opening(member((header) => header.write(type, 156))).toThrow('something else than plain files');
  });

  it('has no huge file, and no file twice', () => {
    const sized = (size: string) => opening(member((header) => header.write(size, 124, 'latin1')));
    sized('12000000000\u0000').toThrow('tile/0/000 is longer than any file of a bundle');
    sized('\u0080\u0000\u0000\u0000\u0000\u0000\u0002\u0000\u0000\u0000\u0000\u0000').toThrow('something else');
    sized('00000000x00\u0000').toThrow('something else');
    const twice = Buffer.concat([tarFile('a', NOTHING, 0), tarFile('a', NOTHING, 0), END_OF_TAR]);
    opening(twice).toThrow('The tar has a twice');
  });

  it('hides nothing behind a folder of the name of the file that ends a bundle', async () => {
    const folderOf = (name: string) =>
      changed((header) => {
        header.fill(0, 0, 100).write(name, 0);
        header.write('5', 156);
      });
    const whole = tar.subarray(0, -END_OF_TAR.length);
    const second = tarFile('checkpoint', Buffer.from('another'), 0);
    for (const name of ['INCOMPLETE/', 'INCOMPLETE', './INCOMPLETE/']) {
      opening(Buffer.concat([whole, folderOf(name), second, END_OF_TAR])).toThrow('The tar has checkpoint twice');
      opening(Buffer.concat([whole, folderOf(name)])).toThrow('ends too early');
    }
    const broken = Buffer.concat([whole, tarFile('INCOMPLETE', Buffer.from('why'), 0), second, END_OF_TAR]);
    await expect(verifyTar(broken)).rejects.toThrow('The server broke it off: why');
  });

  it('costs no memory, however long its file is', () => {
    const file = join(folder, 'b.tar');
    for (const start of [tar.subarray(0, -1_024), tar, NOTHING]) {
      writeFileSync(file, start);
      truncateSync(file, 10_000 * MEBIBYTE);
      const before = memoryOfThread();
      expect(() => openBundle(file)).toThrow(BundleError);
      expect(memoryOfThread() - before).toBeLessThan(100 * MEBIBYTE);
    }
  });

  it('may be packed by another program, with folders and more zeros at the end', async () => {
    execFileSync('tar', ['--format=ustar', '-cf', join(folder, 'b.tar'), '-C', unpacked(), '.']);
    expect(await verifyFile(join(folder, 'b.tar'))).toMatchObject({ consistent: true });
    expect(await verifyFile(join(folder, 'b'))).toMatchObject({ consistent: true });
  });

  it('in a folder has no links, pipes or huge files, and no names that could change a terminal', () => {
    const place = unpacked();
    const refused = (name: string, make: (file: string) => void, what: string) => {
      const file = join(place, name);
      make(file);
      expect(() => openBundle(place).read(name)).toThrow(what);
      rmSync(file);
    };
    refused('tile/0/000', (file) => symlinkSync('/etc/passwd', file), 'tile/0/000 is neither a file nor a folder');
    refused('link', (file) => symlinkSync(folder, file), 'link is neither');
    refused('pipe', (file) => execFileSync('mkfifo', [file]), 'pipe is neither');
    refused('a\u001b[31m', (file) => writeFileSync(file, ''), 'a name that no bundle has');
    const huge = (file: string) => {
      writeFileSync(file, '');
      truncateSync(file, 10_000 * MEBIBYTE);
    };
    refused('huge', huge, 'huge is longer than any file');
    const raced = openBundle(place);
    rmSync(join(place, 'checkpoint'));
    symlinkSync('/etc/passwd', join(place, 'checkpoint'));
    expect(() => raced.read('checkpoint')).toThrow('ELOOP');
  });

  it('has no origin and no root that says something to a terminal', async () => {
    const manifest = JSON.parse(String(filesIn(tar).get('MANIFEST.json')));
    const sounding = async (change: object) => {
      const text = manifestText({ ...manifest, ...change });
      return verifyTar(tarOf(filesIn(tar).set('MANIFEST.json', Buffer.from(text)))).then(() => 'read');
    };
    expect(await sounding({})).toBe('read');
    for (const lie of ['\u001b[1A\u001b[2K\rVerified.', '\u009b1AVerified.', 'two words', '']) {
      await expect(sounding({ origin: lie })).rejects.toThrow('MANIFEST.json is not written as a bundle writes it');
      await expect(sounding({ root: lie })).rejects.toThrow('MANIFEST.json is not written as a bundle writes it');
    }
    await expect(sounding({ root: Buffer.alloc(31).toString('base64') })).rejects.toBeInstanceOf(BundleError);
    await expect(sounding({ root: null })).rejects.toBeInstanceOf(BundleError);
  });

  it('has no two keys of one name and id in its policy', async () => {
    const lines = collidingKeys().map((key) => `log ${formatVkey(key)}\n`);
    const policy = Buffer.from(`${lines.join('')}quorum none\n`);
    await expect(verifyTar(tarOf(filesIn(tar).set('policy.txt', policy)))).rejects.toThrow(
      new BundleError(
        'The policy cannot be read: line 2 of the policy: another key of this name and id stands in an earlier line.',
      ),
    );
  });

  it('costs no memory by many problems: the first 100 of an entry bundle are kept, all are counted', async () => {
    const line = '{"seq":1,"field":"ip","salt":"AAAAAAAAAAAAAAAAAAAAAA","value":""}\n';
    const files = filesIn(tar).set('personal/000.ndjson', Buffer.from(line.repeat(5_000)));
    const open = TarFiles.open(memorySource(tarOf(files)));
    const result = checkGroup(open, new BundleTiles(open, 4), 0, { values: ['personal'] });
    expect([result.problems.length, result.problemCount]).toEqual([100, 5_000]);
    const report = await verifyTar(tarOf(files));
    expect([report.problems.length, report.problem_count]).toEqual([100, 5_004]);
  });

  it('has no JSON that costs a stack, and no text that is not UTF-8', async () => {
    const deep = (path: string, start = '') =>
      verifyTar(
        tarOf(filesIn(tar).set(path, Buffer.from(`${start}${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}\n`))),
      );
    await expect(deep('MANIFEST.json')).rejects.toThrow('MANIFEST.json is not written as a bundle writes it');
    expect(await deep('personal/000.ndjson')).toMatchObject({ consistent: false });
    const entry = Buffer.concat([Buffer.of(0xff, 0xff), Buffer.from('['.repeat(65_535))]);
    expect(await verifyTar(tarOf(filesIn(tar).set('tile/entries/000.p/4', entry)))).toMatchObject({
      consistent: false,
    });
    await expect(verifyTar(tarOf(filesIn(tar).set('policy.txt', Buffer.of(0xc3, 0x28))))).rejects.toThrow(
      'The policy cannot be read',
    );
  });
});
