import { once } from 'node:events';
import { makeAccount, must, newAccount } from '../support/people/accounts.js';
import { type Api, type Body, PASSWORD } from '../support/processes/api.js';
import type { Coffer } from '../support/processes/coffer.js';
import { connectTo, textOf } from '../support/processes/raw.js';

/** A request whose head the server has accepted, and whose body it waits for. */
interface Held {
  /** Sends the body. Returns the status of the answer. */
  finish(): Promise<number>;
}

/** `path` from the root of the server. Resolves when the server asks for the body: it has found out who calls. */
async function hold(api: Api, path: string, body: Body): Promise<Held> {
  const text = JSON.stringify(body);
  const socket = connectTo(api.url)
    .setEncoding('latin1')
    .on('error', () => {});
  const headers = [
    ...[`Authorization: Bearer ${api.token}`, 'Content-Type: application/json', `Content-Length: ${text.length}`],
    ...['Expect: 100-continue', 'Connection: close'],
  ];
  socket.write(textOf({ line: `POST ${path}`, headers }));
  const [asked] = await once(socket, 'data');
  expect(asked).toMatch(/^HTTP\/1.1 100 /);
  return {
    finish: async () => {
      socket.write(text);
      const [answer] = await once(socket, 'data');
      socket.destroy();
      return Number(String(answer).split(' ')[1]);
    },
  };
}

const ALL = [{ effect: 'allow', actions: ['secret:*'], resources: ['secret:**'] }];

export const heldBodies = (coffer: Coffer): void =>
  describe('a body that is held back', () => {
    let serial = 0;
    const named = (what: string) => {
      serial += 1;
      return `held_${what}_${serial}`;
    };
    const administrator = async () => {
      const name = named('admin');
      const { id } = (await makeAccount(coffer.admin, name, { roles: ['administrator'] })).body;
      return { id: id as string, name, api: await coffer.nobody.login(name, PASSWORD) };
    };
    const another = (): Body => newAccount(named('accomplice'), { roles: ['administrator'] });
    const isThere = async ({ username }: Body) =>
      must(await coffer.admin.get(`/users?q=${username}`)).body.items.length > 0;

    it('does what it asks for, if its sender may still do it', async () => {
      const body = another();
      const held = await hold((await administrator()).api, '/api/v1/users', body);
      expect(await held.finish()).toBe(201);
      expect(await isThere(body)).toBe(true);
    });

    it('does nothing once the owner has ended all sessions [R41]', async () => {
      const { name, api } = await administrator();
      const owner = await coffer.nobody.login(name, PASSWORD);
      const body = another();
      const held = [
        await hold(api, '/api/v1/users', body),
        await hold(api, '/api/v1/secrets/reveal', { paths: ['a'] }),
      ];
      must(await owner.delete('/auth/sessions'));
      for (const { finish } of held) expect(await finish()).toBe(401);
      expect(await isThere(body)).toBe(false);
    });

    it('does nothing once the key of a service account has ended, in the API of Vault too [R136]', async () => {
      const [role, name] = [named('role'), named('bot')];
      must(await coffer.admin.post('/policies', { name: role, statements: ALL }));
      must(await coffer.admin.post('/roles', { name: role, policies: [role] }));
      must(await coffer.admin.post('/service-accounts', { name, roles: [role] }));
      const keys = `/service-accounts/${name}/keys`;
      const key = must(await coffer.admin.post(keys, { name: 'deploy' })).body;
      const api = coffer.admin.as(key.key);
      const [path, data] = ['held/secret', { data: { a: 'b' } }];
      const held = [
        await hold(api, '/api/v1/secrets', { path, value: 'x' }),
        await hold(api, `/v1/secret/data/${path}`, data),
      ];
      must(await coffer.admin.delete(`${keys}/${key.id}`));
      expect(await Promise.all(held.map(({ finish }) => finish()))).toEqual([401, 403]);
      expect((await coffer.admin.get(`/secrets/by-path?path=${path}`)).status).toBe(404);
    });

    it('does only what the roles of now allow [R46]', async () => {
      const { id, api } = await administrator();
      const body = another();
      const held = [
        await hold(api, '/api/v1/users', body),
        await hold(api, '/api/v1/secrets', { path: 'held/role', value: 'x' }),
      ];
      must(await coffer.admin.put(`/users/${id}`, { roles: [] }));
      for (const { finish } of held) expect(await finish()).toBe(403);
      expect(await isThere(body)).toBe(false);
    });
  });
