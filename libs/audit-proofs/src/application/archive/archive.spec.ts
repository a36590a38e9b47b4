import { hash } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBatch } from '#audit/testing';
import { PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { type ProofNode, ProofSite, ProvenLog } from '../../testing/index.js';
import { BundleWriter } from '../bundles/bundle-writer.js';
import { MOST_MEMBERS } from '../verifying/bundle-files.js';
import { verifyFile } from '../verifying/verify-file.js';
import { ARCHIVE_BOUNDS, type Archive, type ArchiveStep, Archiving } from './archive.js';
import { writeArchive } from './archive-file.js';

/** Archives of whole tiles of level 0, so that a test needs few records. */
const BOUNDS = { alignment: 256, most: 3, coveredWithin: 2_000 };
/** The records, the tile and two files of values, of 256 records. */
const MEMBERS_A_RECORD = 4 / 256;
const STEPS: readonly ArchiveStep[] = ['written', 'verified', 'recorded', 'covered', 'deleted'];

describe('an archive of the audit', () => {
  let folder: string;
  let site: ProofSite;
  let node: ProofNode;
  let verify: typeof verifyFile;
  let handedOn: number;
  let personal: boolean;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-archive-'));
    site = new ProofSite();
    node = await site.node();
    verify = verifyFile;
    handedOn = 10_000;
    personal = false;
    await node.write(600);
    await round();
  });
  afterEach(async () => {
    await node.clock.drive(node.runtime.stop());
    rmSync(folder, { recursive: true });
  });

  const round = () => node.clock.drive(node.rounds.round());
  const afterNow = () => new Date(node.clock.now() + 1).toISOString();

  /** Runs an archive beside a server that signs. `onStep` may end it. */
  function run(
    onStep: (step: ArchiveStep) => void = () => {},
    before = afterNow(),
    signs = true,
  ): Promise<Archive | null> {
    const { log, tiles, store: checkpoints } = site;
    const bundles = new BundleWriter(log, tiles, checkpoints, node.clock);
    const told = (step: ArchiveStep) => {
      onStep(step);
      if (step === 'recorded' && signs) void node.rounds.round();
    };
    const parts = {
      log,
      tiles,
      checkpoints,
      trail: node.trail,
      bundles,
      verify,
      handedOn: async () => handedOn,
      clock: node.clock,
    };
    const archiving = new Archiving(parts, told, BOUNDS);
    return node.clock.drive(archiving.run(aRequest(), 'coffer', { before, folder, personal }));
  }

  const actions = () => site.log.leaves().map(({ action }) => action);
  const recorded = () => actions().filter((action) => action === 'audit:archive').length;

  it('has whole tiles alone, verifies without a server, and its digest is on the trail', async () => {
    const archive = await run();
    expect(archive).toMatchObject({ first: 1, last: 512, path: join(folder, 'audit-1-512.tar') });
    expect(readdirSync(folder)).toEqual(['audit-1-512.tar']);
    const path = archive?.path ?? '';
    expect(await verifyFile(path)).toMatchObject({ consistent: true, from_seq: 1, to_seq: 512, records: 512 });
    expect(archive?.sha256).toBe(hash('sha256', readFileSync(path), 'hex'));
    const record = site.log.all().find((_, index) => actions()[index] === 'audit:archive');
    const changes: { field: string; after: string[] }[] = JSON.parse(record?.lasting.changes?.value ?? '[]');
    expect(changes.map(({ field, after }) => [field, after])).toEqual([
      ['records', ['1-512']],
      ['sha256', [archive?.sha256]],
      ['place', [path]],
    ]);
    expect(await site.log.first()).toBe(513);
    expect((await site.store.newest('signed'))?.size).toBeGreaterThan(600);
    await node.write(300);
    await round();
    expect(await run()).toMatchObject({ first: 513, last: 768 });
  });

  it('has no more records than a verifier takes: the next run archives more', async () => {
    await node.write(600);
    await round();
    expect(await run()).toMatchObject({ first: 1, last: 768 });
    expect(await run()).toMatchObject({ first: 769, last: 1_024 });
    expect(ARCHIVE_BOUNDS.alignment * ARCHIVE_BOUNDS.most * MEMBERS_A_RECORD).toBeLessThan(MOST_MEMBERS);
  });

  it('takes no record that is newer, was not handed on, has no checkpoint, or belongs to an open intent', async () => {
    expect(await run(undefined, new Date(0).toISOString())).toBeNull();
    handedOn = 255;
    expect(await run()).toBeNull();
    handedOn = 300;
    const open = { request_id: 'r', action: 'secret:write', resource_id: 's', outcome: 'allowed' } as const;
    const other = new ProofSite();
    await other.log.append(
      aBatch(
        1,
        Array.from({ length: 255 }, () => ({})),
      ),
    );
    await other.log.append(aBatch(256, [open]));
    await other.log.append(aBatch(257, [{}, {}]));
    site = other;
    expect(await run()).toBeNull();
    expect([readdirSync(folder), await other.log.first()]).toEqual([[], 1]);
  });

  it('deletes nothing if no server signs, and says what to do', async () => {
    await expect(run(undefined, afterNow(), false)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Nothing was deleted. Start a server'),
    });
    expect([await site.log.first(), recorded(), existsSync(join(folder, 'audit-1-512.tar'))]).toEqual([1, 1, true]);
  });

  it('deletes nothing and records nothing if what is on the disk does not verify', async () => {
    verify = async (path) => {
      const bytes = readFileSync(path);
      const place = bytes.indexOf('"seq":300');
      bytes.write('"seq":301', place);
      writeFileSync(path, bytes);
      return verifyFile(path);
    };
    await expect(run()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('does not verify'),
    });
    expect([await site.log.first(), recorded()]).toEqual([1, 0]);
    rmSync(join(folder, 'audit-1-512.tar'));
    for (const wrong of [{ consistent: false }, { records: 511 }, { to_seq: 511 }, { from_seq: 2 }]) {
      verify = async (path) => ({ ...(await verifyFile(path)), ...wrong });
      await expect(run()).rejects.toMatchObject({ code: 'conflict' });
    }
    verify = async (path) => {
      appendFileSync(path, 'more');
      return verifyFile(path);
    };
    await expect(run()).rejects.toThrow();
    expect([await site.log.first(), recorded()]).toEqual([1, 0]);
  });

  it.each(STEPS)('that is killed after it was %s loses nothing, and the next run finishes', async (step) => {
    const killed = run((reached) => {
      if (reached === step) throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const path = join(folder, 'audit-1-512.tar');
    expect(await site.log.first()).toBe(step === 'deleted' ? 513 : 1);
    expect((await verifyFile(path)).consistent).toBe(true);
    await round();
    await run();
    expect(await site.log.first()).toBe(513);
    expect(await verifyFile(path)).toMatchObject({ consistent: true, records: 512 });
    expect(recorded()).toBe(['recorded', 'covered'].includes(step) ? 2 : 1);
  });

  it.each(['before', 'after'] as const)(
    'whose deletion fails %s the store has noted it is finished later',
    async (when) => {
      site.log.hooks[when] = (operation) => {
        if (operation === 'prune' && recorded() > 0) throw new PartUnavailable('store');
      };
      await expect(run()).rejects.toBeInstanceOf(PartUnavailable);
      site.log.hooks[when] = undefined;
      expect(await site.log.first()).toBe(when === 'before' ? 1 : 513);
      await round();
      await run();
      expect(await site.log.first()).toBe(513);
      expect((await verifyFile(join(folder, 'audit-1-512.tar'))).consistent).toBe(true);
    },
  );

  /** A run that is killed, or has something done, after that step. */
  const after = (step: ArchiveStep, act: () => void) => run((reached) => reached === step && act());
  const killed = () => {
    throw new Error('killed');
  };

  it('is written beside an older one, which is never replaced, and leaves no part of itself', async () => {
    await expect(after('written', killed)).rejects.toThrow('killed');
    const before = readFileSync(join(folder, 'audit-1-512.tar'));
    site.log.hooks.before = (operation) => {
      if (operation === 'read') throw new PartUnavailable('store');
    };
    await expect(run()).rejects.toBeInstanceOf(PartUnavailable);
    site.log.hooks.before = undefined;
    await node.write(10);
    await round();
    const again = await run();
    expect(again?.sha256).toBe(hash('sha256', before, 'hex'));
    expect(readFileSync(join(folder, 'audit-1-512.tar'))).toEqual(before);
    expect(readdirSync(folder)).toEqual(['audit-1-512.tar']);
  });

  it.each(['no bundle', 'the archive of another log', 'an archive without the names'])(
    'does not touch a file of its name that is %s, and deletes nothing',
    async (kind) => {
      const path = join(folder, 'audit-1-512.tar');
      if (kind === 'no bundle') writeFileSync(path, kind);
      if (kind === 'an archive without the names') {
        await expect(after('written', killed)).rejects.toThrow('killed');
        personal = true;
      }
      if (kind === 'the archive of another log') {
        const other = new ProvenLog();
        await other.append(Array.from({ length: 600 }, () => ({})));
        await other.checkpoint();
        await writeArchive(path, other.writer.stream({ toSeq: 512, personal: false }));
      }
      const before = readFileSync(path);
      await expect(run()).rejects.toMatchObject({
        code: 'conflict',
        message: /exists, and is not an archive of the same/,
      });
      expect(readFileSync(path)).toEqual(before);
      expect([readdirSync(folder), await site.log.first(), recorded()]).toEqual([['audit-1-512.tar'], 1, 0]);
    },
  );

  it('removes what a killed run left unfinished', async () => {
    writeFileSync(join(folder, 'audit-1-256.tar.0f8c5f7e-3c1d-4a55-9d3c-1c7a3f5f0a11.partial'), 'x');
    expect(await run()).toMatchObject({ first: 1, last: 512 });
    expect(readdirSync(folder)).toEqual(['audit-1-512.tar']);
  });

  it.each(['recorded', 'covered'] as const)(
    'that is changed or removed after it was %s deletes nothing',
    async (step) => {
      const path = join(folder, 'audit-1-512.tar');
      for (const act of [() => appendFileSync(path, 'more'), () => rmSync(path)]) {
        await expect(after(step, act)).rejects.toMatchObject({
          code: 'conflict',
          message: `${path} was changed after its digest was recorded. Nothing was deleted.`,
        });
        rmSync(path, { force: true });
      }
      expect(await site.log.first()).toBe(1);
    },
  );

  it('whose range another run archives at the same time leaves one file, whose digest is on the trail', async () => {
    const [one, two] = await Promise.allSettled([run(), run()]);
    const path = join(folder, 'audit-1-512.tar');
    expect(readdirSync(folder)).toEqual(['audit-1-512.tar']);
    expect([one.status, two.status]).toContain('fulfilled');
    expect(await verifyFile(path)).toMatchObject({ consistent: true, records: 512 });
    const sha256 = hash('sha256', readFileSync(path), 'hex');
    for (const run of [one, two]) if (run.status === 'fulfilled') expect(run.value).toMatchObject({ sha256 });
    expect(await site.log.first()).toBe(513);
  });

  it('waits for a checkpoint of its own epoch, and not for one that was there before its record', async () => {
    const newest = site.store.newest.bind(site.store);
    const changed = (step: ArchiveStep, change: object) =>
      after(step, () => {
        site.store.newest = async (kind) => {
          const found = await newest(kind);
          return found && { ...found, ...change };
        };
      });
    const refused = { code: 'conflict', message: /No server has signed a checkpoint/ };
    await expect(changed('verified', { size: 9_999 })).rejects.toMatchObject(refused);
    site.store.newest = newest;
    await expect(changed('recorded', { epoch: 0 })).rejects.toMatchObject(refused);
    expect(await site.log.first()).toBe(1);
  });

  it('says so if the store keeps its records, but not for the end of a batch', async () => {
    const prune = site.log.prune.bind(site.log);
    site.log.prune = (upTo) => prune(Math.min(upTo, 256));
    await expect(run()).rejects.toMatchObject({ code: 'conflict', message: /has kept its records from 257 on/ });
    expect(await site.log.first()).toBe(257);
    site.log.prune = (upTo) => prune(upTo - 255);
    await node.write(300);
    await round();
    expect(await run()).toMatchObject({ first: 257, last: 768 });
    expect(await site.log.first()).toBe(514);
  });
});
