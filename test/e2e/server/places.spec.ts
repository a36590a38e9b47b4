import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithEngines } from '../../engines/engines.js';
import { Api, PASSWORD } from '../support/processes/api.js';
import { embeddedSite, productionSite, type Site } from '../support/processes/pairs.js';
import { failureOf, refusalsOf } from '../support/processes/refusals.js';
import { usedSite } from '../support/processes/used-site.js';
import { treeOf } from '../support/traces/traces.js';

describe('the two places of an embedded server', () => {
  let site: Site;
  let data: string;
  let keyring: string;
  const refuses = refusalsOf(() => site);

  beforeAll(async () => {
    ({ site, data, keyring } = await usedSite());
  });
  afterAll(() => site.clear());

  it('refuse an empty store beside the keys of another one, until an operator adopts the keys [R119]', async () => {
    renameSync(data, `${data}-aside`);
    await refuses(/^DATA_DIR holds no store, but KEYRING_DIR .*npm run coffer -- keyring adopt --new-store/);
    expect(existsSync(data)).toBe(false);
    const adopted = await site.run(['keyring', 'adopt', '--new-store']);
    expect(adopted).toMatchObject({ code: 0, complained: [] });
    const server = await site.start();
    expect(server.setupToken).not.toBeNull();
    await server.stop();
    rmSync(data, { recursive: true });
    renameSync(`${data}-aside`, data);
    await refuses(/belongs to another store.*npm run coffer -- keyring adopt/);
    expect((await site.run(['keyring', 'adopt'])).code).toBe(0);
  });

  it('refuse the PEPPER of another store [R120]', async () => {
    await refuses(/^PEPPER is not the one/, { PEPPER: randomBytes(32).toString('base64') });
  });

  it('hold nothing of each other, and a copy of one of them starts no server [R103][R122]', async () => {
    const roots: Record<string, string> = JSON.parse(readFileSync(join(keyring, 'roots.json'), 'utf8'));
    const everyByte = (folder: string) =>
      Buffer.concat(Object.keys(treeOf(folder)).map((path) => readFileSync(join(folder, path))));
    for (const root of Object.values(roots)) {
      expect(everyByte(data).includes(root)).toBe(false);
      expect(everyByte(data).includes(Buffer.from(root, 'base64url'))).toBe(false);
    }
    expect(everyByte(keyring).includes('kept/one')).toBe(false);
    for (const [kept, words] of [
      [data, /roots\.json is not in KEYRING_DIR/],
      [keyring, /DATA_DIR holds no store/],
    ] as const) {
      const copy = await embeddedSite();
      const place = (kept === data ? copy.env.DATA_DIR : copy.env.KEYRING_DIR) ?? '';
      cpSync(kept, place, { recursive: true });
      chmodSync(place, 0o700);
      expect(await failureOf(copy.start())).toEqual([expect.stringMatching(words)]);
      await copy.clear();
    }
  });

  it('get the roots of an older layout moved out of the data, which the start says', async () => {
    renameSync(join(keyring, 'roots.json'), join(data, 'roots.json'));
    const server = await site.start();
    expect(server.output()).toMatch(/^Note: roots\.json .* was moved/m);
    expect([data, keyring].map((folder) => existsSync(join(folder, 'roots.json')))).toEqual([false, true]);
    await (await Api.of(server)).login('root_admin', PASSWORD);
    await server.stop();
  });
});

describeWithEngines('the database and the keys of the production engines', (_) => {
  it('refuse another database beside the keys of the first one [R119]', async () => {
    const first = await productionSite();
    await (await first.start()).stop();
    const DB_NAME = `${first.env.DB_NAME}_mistyped`;
    const empty = /store is empty.*DB_NAME.*npm run coffer -- keyring adopt --new-store/;
    expect(await failureOf(first.start({ DB_NAME }))).toEqual([expect.stringMatching(empty)]);
    expect((await first.run(['keyring', 'adopt', '--new-store'])).code).toBe(0);
    await (await first.start({ DB_NAME })).stop();
    expect(await failureOf(first.start())).toEqual([expect.stringMatching(/belongs to another store/)]);
  });
});
