import { hash } from 'bcrypt';
import { newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { userRing } from '#keys';
import { publishModel } from '#policies/testing';
import { parseImportRecord } from '../../domain/imports/import-record.js';
import { PASSWORD, PASSWORD_SETTINGS } from '../../testing/passwords.js';
import { addUser, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import type { HashedRecord } from './user-import.js';

const COST = 4;
const SALT = '00112233445566778899aabbccddeeff';
const PEPPER = PASSWORD_SETTINGS.importPepper;

describe('the import of an account', () => {
  let node: UserNode;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models);
  });

  async function recordOf(username: string, hashed: string, fields: object = {}) {
    const given = { username, email: `${username}@example.org`, hashed_password: await hash(hashed, COST), ...fields };
    return parseImportRecord(JSON.stringify(given), true) as HashedRecord;
  }

  const importing = async (username: string, hashed: string, fields?: object) =>
    node.userImport.import(aRequest(), 'coffer', await recordOf(username, hashed, fields));
  const stored = async (username: string) => (await node.accounts.findByUsername(username))?.value ?? null;
  const opens = async (username: string, text: string) =>
    node.credentials.verify(await stored(username), { kind: 'password', text });

  it('leaves an existing account of that name unchanged, and says so', async () => {
    const ann = await addUser(node, 'ann');
    node.records.length = 0;
    expect(await importing('ann', `other${PEPPER}`)).toBe('exists');
    expect(await stored('ann')).toEqual(ann);
    expect(node.records).toEqual([]);
  });

  it('also says so if the name is taken while the hash is computed, and leaves no key ring', async () => {
    const { users } = node.stores.users;
    users.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      users.hooks.before = undefined;
      await addUser(node, 'ann');
    };
    expect(await importing('ann', `other${PEPPER}`)).toBe('exists');
    const [refused] = node.records;
    expect(await node.stores.keyring.wraps(userRing(refused?.resourceId ?? ''))).toBeNull();
  });

  it('says which part does not answer', async () => {
    node.stores.users.users.hooks.before = (operation) => {
      if (operation === 'insert') throw new PartUnavailable('store');
    };
    expect(await codeOf(importing('ann', `x${PEPPER}`))).toBe('store_unavailable');
  });

  it('creates an active account without roles, with one audit record that names the actor', async () => {
    expect(await importing('ann', `${PASSWORD}${PEPPER}`)).toBe('imported');
    const user = await stored('ann');
    expect(user).toMatchObject({ state: 'active', roles: [], credential: 'password', passwordChangeRequired: false });
    expect(user).toMatchObject({ email: 'ann@example.org', emailVerified: false });
    expect(node.records).toEqual(
      ['allowed', 'succeeded'].map((outcome) =>
        expect.objectContaining({
          action: 'user:write',
          resourceId: user?.id,
          actorId: null,
          actorName: 'coffer',
          outcome,
        }),
      ),
    );
  });

  it('gives the roles of the record, for their time, and lets administrators count at once', async () => {
    const friday = node.clock.at + 86_400_000;
    const timed = { name: 'auditor', expires_at: new Date(friday).toISOString() };
    expect(await importing('ann', `${PASSWORD}${PEPPER}`, { roles: ['administrator', timed] })).toBe('imported');
    const user = await stored('ann');
    expect(user).toMatchObject({
      roles: ['administrator', 'auditor'],
      expiringRoles: [{ name: 'auditor', expiresAt: friday }],
    });
    expect(node.stores.models.model.administrators).toEqual([user?.id]);
  });

  it('leaves no account if a role does not exist or its end has come', async () => {
    for (const role of ['gone', { name: 'auditor', expires_at: '2020-01-01T00:00:00Z' }]) {
      expect(await codeOf(importing('ann', `${PASSWORD}${PEPPER}`, { roles: [role] }))).toBe('validation_failed');
      expect(await stored('ann')).toBeNull();
    }
  });

  it('stores nothing that verifies a guess without our pepper: the bcrypt string itself is hashed [R5]', async () => {
    const record = await recordOf('ann', `${PASSWORD}${PEPPER}`);
    await node.userImport.import(aRequest(), 'coffer', record);
    const user = await stored('ann');
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(user)).not.toContain(record.hash.bcrypt.slice(-31));
  });

  it.each([
    ['password', PASSWORD, { input: 'password' }],
    ['password and pepper, as system A has it beside its salt', `${PASSWORD}${PEPPER}`, { salt: SALT }],
    ['password, salt and pepper', `${PASSWORD}${SALT}${PEPPER}`, { input: 'password+salt+pepper', salt: SALT }],
  ])('opens with the old password, of which bcrypt hashed: %s', async (_, hashed, fields) => {
    await importing('ann', hashed, fields);
    expect(await opens('ann', `${PASSWORD}x`)).toBe(false);
    expect(await opens('ann', PASSWORD)).toBe(true);
  });

  it('may be repeated: each account is created once', async () => {
    const record = await recordOf('ann', `${PASSWORD}${PEPPER}`);
    const again = () => node.userImport.import({ ...aRequest(), requestId: newId() }, 'coffer', record);
    expect([await again(), await again()]).toEqual(['imported', 'exists']);
  });
});
