import { newId } from '#kernel';
import { type AuthorizationModel, MODEL_ID } from '#policies';
import { MODEL_MAX_BYTES, type Policy, type Role } from '#policies/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';

const POLICY: Policy = {
  id: newId(),
  name: 'read-prod',
  description: '',
  statements: [
    {
      effect: 'deny',
      actions: ['secret:*'],
      resources: ['secret:prod/**'],
      conditions: {
        ip: ['2001:db8::/32'],
        mfa: true,
        mfa_max_age: 60,
        time: { days: ['mon', 'sun'], from: '22:00', to: '06:00', zone: 'Europe/Berlin' },
      },
    },
    { effect: 'allow', actions: ['*'], resources: ['**'] },
  ],
  builtIn: false,
  revision: 1,
  createdAt: 1,
  updatedAt: 2,
};

const ROLE: Role = {
  id: newId(),
  name: 'operator',
  description: 'Größe $where {"$ne":null} 😀',
  policies: ['read-prod'],
  mfaRequired: true,
  builtIn: false,
  deletingSince: 5,
  revision: 3,
  createdAt: 1,
  updatedAt: 2,
};

const ADMINISTRATOR_ID = newId();
const MODEL: AuthorizationModel = {
  ...{ id: MODEL_ID, roles: [ROLE], policies: [POLICY], administrators: [ADMINISTRATOR_ID] },
  administratorRoles: { [ADMINISTRATOR_ID]: { roles: ['administrator', 'operator'], revision: 7, leftAt: null } },
};

export function describeAuthorizationModelStoreContract(name: string, open: OpenStore): void {
  describe(`AuthorizationModelStore on ${name}`, () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('has no revision before the model is created, nor if its id is only fenced', async () => {
      expect(await store.models.revision()).toBeNull();
      expect(await store.models.models.fence(MODEL_ID, newId())).toBe(false);
      expect(await store.models.revision()).toBeNull();
      expect(await store.models.models.load(MODEL_ID)).toBeNull();
    });

    it('gives back every condition, and no key that was not given', async () => {
      await store.models.models.insert(MODEL, newId());
      expect(await store.models.models.load(MODEL_ID)).toEqual({ revision: 1, value: MODEL });
    });

    it('shows each publication, and each fence, in the revision that other nodes poll [R46]', async () => {
      const node = await store.another();
      try {
        await store.models.models.insert(MODEL, newId());
        expect(await node.models.revision()).toBe(1);
        await store.models.models.replace({ ...MODEL, roles: [] }, 1, newId());
        expect(await node.models.revision()).toBe(2);
        expect((await node.models.models.load(MODEL_ID))?.value.roles).toEqual([]);
        await node.models.models.fence(MODEL_ID, newId());
        expect(await store.models.revision()).toBe(3);
      } finally {
        await node.close();
      }
    });

    it('leaves one administrator when two demote each other at the same time [R51]', async () => {
      const both: AuthorizationModel = { ...MODEL, administrators: ['ada', 'grace'] };
      await store.models.models.insert(both, newId());
      const demoted = ['ada', 'grace'].map((who) =>
        store.models.models.replace({ ...both, administrators: [who] }, 1, newId()),
      );
      expect((await Promise.all(demoted)).sort()).toEqual(['conflict', 'published']);
      expect((await store.models.models.load(MODEL_ID))?.value.administrators).toHaveLength(1);
    });

    it('keeps a model of the largest allowed size', async () => {
      const short = Array.from({ length: 400_000 }, (_, number) => `u${number}`);
      const model: AuthorizationModel = { ...MODEL, administrators: short };
      const rest = MODEL_MAX_BYTES - Buffer.byteLength(JSON.stringify(model));
      const full: AuthorizationModel = {
        ...model,
        roles: [{ ...ROLE, description: ROLE.description + 'x'.repeat(rest) }],
      };
      expect(Buffer.byteLength(JSON.stringify(full))).toBe(MODEL_MAX_BYTES);
      expect(await store.models.models.insert(full, newId())).toBe('inserted');
      expect((await store.models.models.load(MODEL_ID))?.value).toEqual(full);
    });
  });
}
