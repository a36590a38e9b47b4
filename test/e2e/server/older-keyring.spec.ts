import { chmodSync, cpSync, rmSync } from 'node:fs';
import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { runCommand } from '../support/processes/command.js';
import { embeddedSite } from '../support/processes/pairs.js';
import { failureOf } from '../support/processes/refusals.js';

describe('a keyring that was restored from a backup older than the store', () => {
  it('is noticed at the start with numbers, and adopts what the store has signed; a store from before that does not start', async () => {
    const site = await embeddedSite();
    const keyring = site.env.KEYRING_DIR ?? '';
    const data = site.env.DATA_DIR ?? '';
    try {
      const first = await site.start();
      await setUp(first);
      await first.stop();
      cpSync(keyring, `${keyring}-backup`, { recursive: true });
      cpSync(data, `${data}-backup`, { recursive: true });
      const second = await site.start();
      const admin = await (await Api.of(second)).login('root_admin', PASSWORD);
      const { id } = (await makeAccount(admin, 'later')).body;
      const later = await (await Api.of(second)).login('later', PASSWORD);
      must(await later.post('/sensitive-data', { data_type: 'text', value: 'sealed under a later ring' }));
      await second.stop();
      rmSync(keyring, { recursive: true });
      cpSync(`${keyring}-backup`, keyring, { recursive: true });
      chmodSync(keyring, 0o700);
      const third = await site.start();
      const again = await (await Api.of(third)).login('later', PASSWORD);
      expectProblem(await again.get('/sensitive-data'), 503, 'key_missing');
      expectProblem(await again.post('/sensitive-data', { data_type: 'text', value: 'x' }), 503, 'key_missing');
      // The rings are counted behind the start.
      await eventually(() => expect(third.output()).toMatch(/lacks 1 of 3 key rings/));
      const root = await (await Api.of(third)).login('root_admin', PASSWORD);
      must(await root.post('/sensitive-data', { data_type: 'text', value: 'y' }));
      expect((await root.delete(`/users/${id}`)).status).toBe(200);
      // The store has checkpoints that the older keyring does not know: it goes on from the newest of them.
      expect(third.output()).toMatch(/the signing head of the audit was taken from the store/);
      const adopted = must(await root.get('/audit/logs?action=audit:adopt')).body.items;
      expect(adopted.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['succeeded', 'allowed']);
      await third.stop();
      rmSync(data, { recursive: true });
      cpSync(`${data}-backup`, data, { recursive: true });
      chmodSync(data, 0o700);
      expect(await failureOf(site.start())).toEqual([
        expect.stringMatching(/^audit_rolled_back: .*audit accept-restore --reason/),
      ]);
      const accept = (reason: string) => runCommand(site.env, ['audit', 'accept-restore', '--reason', reason]);
      expect(await accept(' ')).toMatchObject({ code: 2, complained: [expect.stringContaining('--reason')] });
      const { code, told, complained } = await accept('the disk died');
      expect([code, complained]).toEqual([0, []]);
      expect(told.join()).toMatch(/They go on under the origin coffer.example.org\/coffer\/[0-9a-f]{8}\/2,/);
      expect(await accept('twice')).toMatchObject({ code: 1, told: [] });
      const fourth = await site.start();
      const auditor = await (await Api.of(fourth)).login('root_admin', PASSWORD);
      const accepted = must(await auditor.get('/audit/logs?action=audit:restore')).body.items;
      expect(accepted.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['succeeded', 'allowed']);
      expect(accepted[0].access_reason).toBe('the disk died');
      await eventually(async () =>
        expect((await auditor.get('/audit/checkpoint')).text).toMatch(
          /^coffer\.example\.org\/coffer\/[0-9a-f]{8}\/2\n/,
        ),
      );
    } finally {
      await site.clear();
    }
  });
});
