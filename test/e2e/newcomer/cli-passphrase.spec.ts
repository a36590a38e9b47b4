import { Api, PASSWORD } from '../support/processes/api.js';
import type { Ended } from '../support/processes/command.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import { refusalsOf } from '../support/processes/refusals.js';
import { usedSite } from '../support/processes/used-site.js';

const [FIRST, SECOND] = ['Copper-Lantern#77 Meadow', 'another passphrase of some length'];

describe('coffer keyring passphrase', () => {
  let site: Site;
  const refuses = refusalsOf(() => site);
  const set = (next: string, present?: string) =>
    site.run(['keyring', 'passphrase'], present === undefined ? {} : { KEYRING_PASSPHRASE: present }, undefined, next);
  const remove = (present?: string) =>
    site.run(['keyring', 'passphrase', '--remove'], present === undefined ? {} : { KEYRING_PASSPHRASE: present });
  const works = async (env: Record<string, string> = {}) => {
    const server = await site.start(env);
    const admin = await (await Api.of(server)).login('root_admin', PASSWORD);
    const { id } = (await admin.get('/secrets/by-path?path=kept/one')).body;
    expect((await admin.get(`/secrets/${id}/reveal`)).body.value).toBe('value of kept/one');
    await server.stop();
  };
  const expectRefused = ({ code, told, complained }: Ended, line: RegExp) => {
    expect({ code, told, complained }).toEqual({ code: 1, told: [], complained: [expect.stringMatching(line)] });
  };

  beforeAll(async () => {
    ({ site } = await usedSite());
  });
  afterAll(() => site.clear());

  it('adds, changes and removes it on a keyring that is in use, and the next start needs the new one', async () => {
    const added = await set(`${FIRST}\n`);
    expect(added).toMatchObject({ code: 0, complained: [] });
    expect(added.told[0]).toMatch(/^The passphrase was added: set KEYRING_PASSPHRASE/);
    await refuses(/^KEYRING_PASSPHRASE is missing/);
    expectRefused(await remove(), /^coffer: KEYRING_PASSPHRASE is missing: this keyring has a passphrase/);
    await works({ KEYRING_PASSPHRASE: FIRST });
    expect((await set(SECOND, FIRST)).told[0]).toMatch(/^The passphrase was changed/);
    await refuses(/^KEYRING_PASSPHRASE does not open/, { KEYRING_PASSPHRASE: FIRST });
    await works({ KEYRING_PASSPHRASE: SECOND });
    expect((await remove(SECOND)).told).toEqual([expect.stringMatching(/^The passphrase was removed: unset/)]);
    await refuses(/^KEYRING_PASSPHRASE is set, but this keyring has no passphrase/, { KEYRING_PASSPHRASE: SECOND });
    await works();
  });

  it('changes nothing with a wrong or weak one, beside a server, or where there is no keyring', async () => {
    expectRefused(await set('short\n'), /^coffer: The new passphrase must have at least 12 characters\.$/);
    expectRefused(await set(''), /must have at least 12/);
    expectRefused(await set(`${FIRST}\nand more`), /must not contain line breaks/);
    expectRefused(await set(FIRST, SECOND), /has no passphrase/);
    expectRefused(await remove(), /^coffer: The keyring has no passphrase: there is none to remove\.$/);
    const server = await site.start();
    expectRefused(await set(FIRST), /another process uses this keyring/);
    await server.stop();
    await works();
    const empty = await embeddedSite();
    expectRefused(
      await empty.run(['keyring', 'passphrase'], {}, undefined, FIRST),
      /^coffer: KEYRING_DIR holds no keyring/,
    );
  });
});
