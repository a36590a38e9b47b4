import { join } from 'node:path';
import { eventually } from '../../faults/support/eventually.js';
import { SmallDisk } from '../../faults/support/small-disk.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { Api, expectProblem, PASSWORD, setUp } from '../support/processes/api.js';
import { embeddedSite } from '../support/processes/pairs.js';

const MIB = 1_048_576;
const RESERVE_MIB = 40;

describe('the embedded pair on a disk that others fill', () => {
  const disk = SmallDisk.mount('256m');
  afterAll(() => disk?.unmount());

  (disk ? it : it.skip)(
    'reads and deletes with its reserve, starts on a full disk, and goes on when there is room again [R101]',
    async () => {
      if (!disk) return;
      const places = { DATA_DIR: join(disk.folder, 'data'), KEYRING_DIR: join(disk.folder, 'keyring') };
      const site = await embeddedSite({ ...places, STORE_RESERVE_MIB: String(RESERVE_MIB) });
      let server = await site.start();
      let admin = await setUp(server);
      must(await makeAccount(admin, 'member'));
      const secret = { path: 'a/b', value: 'v' };
      const kept: string[] = [];
      for (const path of ['a/1', 'a/2', 'a/3'])
        kept.push(must(await admin.post('/secrets', { ...secret, path })).body.id);

      const room = async () => (await admin.as(null).get('./health/ready')).body.room;
      const becomes = (state: string) => eventually(async () => expect(await room()).toBe(state));
      const member = { username: 'member', password: PASSWORD };

      await becomes('ample');
      disk.fill(3 * RESERVE_MIB * MIB);
      await becomes('low');
      must(await admin.post('/secrets', { ...secret, path: 'a/4' }));

      disk.fill((RESERVE_MIB - 10) * MIB);
      await becomes('reserve');
      expectProblem(await admin.post('/secrets', secret), 507, 'store_full');
      expectProblem(await admin.as(null).post('/auth/login', member), 507, 'store_full');
      expect((await admin.get(`/secrets/${kept[0]}/reveal`)).status).toBe(200);
      expect((await admin.delete(`/secrets/${kept[0]}`)).status).toBe(204);
      admin = await admin.login('root_admin', PASSWORD);

      disk.fill();
      await becomes('last');
      // A write that met the full disk may still be in front of this one.
      await eventually(async () => expect((await admin.delete(`/secrets/${kept[1]}`)).status).toBe(204));
      expectProblem(await admin.get(`/secrets/${kept[2]}/reveal`), 507, 'store_full');
      await server.kill();

      server = await site.start();
      admin = await (await Api.of(server)).login('root_admin', PASSWORD);
      expect(await room()).toBe('last');
      expect((await admin.delete(`/secrets/${kept[2]}`)).status).toBe(204);
      expect((await admin.get('/audit/logs/export')).status).toBe(200);
      expectProblem(await admin.post('/secrets', secret), 507, 'store_full');

      disk.free();
      await becomes('ample');
      must(await admin.post('/secrets', secret));
      must(await admin.as(null).post('/auth/login', member));
      await server.stop();
      await site.clear();
    },
  );
});
