import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aRequest } from '#kernel/testing';
import { type ProofNode, ProofSite } from '../../testing/index.js';
import { BundleWriter } from '../bundles/bundle-writer.js';
import { verifyFile } from '../verifying/verify-file.js';
import { type Archive, Archiving } from './archive.js';

describe('an archive of an audit that has lost an open intent', () => {
  let folder: string;
  let site: ProofSite;
  let node: ProofNode;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-archive-'));
    site = new ProofSite();
    node = await site.node();
    await node.write(600);
    await node.clock.drive(node.rounds.round());
  });
  afterEach(async () => {
    await node.clock.drive(node.runtime.stop());
    rmSync(folder, { recursive: true });
  });

  function run(before = new Date(node.clock.now() + 1).toISOString()): Promise<Archive | null> {
    const { log, tiles, store: checkpoints } = site;
    const bundles = new BundleWriter(log, tiles, checkpoints, node.clock);
    const parts = { log, tiles, checkpoints, bundles, trail: node.trail, verify: verifyFile, clock: node.clock };
    const archiving = new Archiving(parts, (step) => step === 'recorded' && void node.rounds.round(), {
      ...{ alignment: 256, most: 3, coveredWithin: 2_000 },
    });
    return node.clock.drive(archiving.run(aRequest(), 'coffer', { before, folder, personal: false }));
  }

  /** As a store tells of it whose row somebody damaged. */
  function lose(seq: number): void {
    const damage = { first: seq, last: seq, what: `Record ${seq} cannot be read.` };
    site.log.openIntents = async () => [{ seq, damage }];
    const prune = site.log.prune.bind(site.log);
    site.log.prune = (upTo) => prune(Math.min(upTo, seq - 1));
  }

  it('says that it does not begin over it, and writes no file', async () => {
    lose(100);
    await expect(run()).rejects.toMatchObject({
      code: 'conflict',
      message: 'Record 100 cannot be read. It is an open intent, so no record from it on can be archived.',
    });
    expect([readdirSync(folder), await site.log.first()]).toEqual([[], 1]);
  });

  it('takes the records before it, and says so when they are archived', async () => {
    lose(300);
    expect(await run()).toMatchObject({ first: 1, last: 256 });
    await expect(run()).rejects.toMatchObject({ code: 'conflict', message: /^Record 300 cannot be read/ });
    expect([readdirSync(folder), await site.log.first()]).toEqual([['audit-1-256.tar'], 257]);
  });

  it('says nothing of it if no record from it on is old enough', async () => {
    lose(100);
    expect(await run(new Date(0).toISOString())).toBeNull();
  });
});
