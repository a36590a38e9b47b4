import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LeafOverrides } from '#audit/testing';
import { bundleTar, filesIn, ProvenLog, verifyTar } from '#audit-proofs/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { describeWithAuditTools } from '../../audit-tools/support/installed.js';
import { logFolder } from '../../audit-tools/support/log-folder.js';
import { runFsck } from '../../audit-tools/support/programs.js';

const ANN = '01936f3b-11d2-7c05-8e33-5a0c9d7f2e61';
const ERASE = { action: 'audit:erase', resource_type: 'user', resource_id: ANN, outcome: 'allowed' } as const;
const CHANGES = [{ field: 'roles', before: ['a'], after: ['"b"', 'é'], omitted: 0 }];
const PERSON = { actor_name: 'Zoë "Z"', ip: '192.0.2.7', user_agent: 'a\\b' };
const many = (count: number, leaf: LeafOverrides = {}) => Array.from({ length: count }, () => leaf);

/** Bundles of what a store keeps: the only way on which all of its three ports for proofs come together. */
export function describeAuditBundles(name: string, open: OpenStore): void {
  describe(`Audit bundles from ${name}`, () => {
    let store: StoreUnderTest;
    let log: ProvenLog<StoreUnderTest['audit']>;
    beforeAll(async () => {
      store = await open();
      log = new ProvenLog('coffer.example.com/audit', 7, store.audit, store.tiles, store.checkpoints);
      await log.append(many(3, { actor_id: ANN, personal: PERSON, lasting: { changes: JSON.stringify(CHANGES) } }));
      await log.append(many(300));
      await log.checkpoint({ keep: true });
      await log.append([...many(296), ERASE]);
      await log.checkpoint();
      await store.audit.erasePersonal(ANN, 1, 1);
    });
    afterAll(() => store.close());

    it('are verified, whole and in part, with their kept checkpoints and a recorded erasure', async () => {
      const whole = await verifyTar(await bundleTar(log.writer));
      expect(whole).toMatchObject({ consistent: true, records: 600, checkpoints: 1, values: { erased: 3 } });
      const part = await verifyTar(await bundleTar(log.writer, { toSeq: 10, personal: true }));
      expect(part).toMatchObject({ consistent: true, records: 256, values: { erased: 3 } });
      const withheld = await verifyTar(await bundleTar(log.writer, { fromSeq: 590, personal: false }));
      expect(withheld).toMatchObject({ consistent: true, records: 88 });
    });

    describeWithAuditTools('and Tessera', () => {
      it('accept a bundle of the whole log', async () => {
        const folder = logFolder(filesIn(await bundleTar(log.writer)));
        try {
          expect(await runFsck(folder, join(folder, 'audit.vkey'))).toMatchObject({ ok: true });
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    });
  });
}
