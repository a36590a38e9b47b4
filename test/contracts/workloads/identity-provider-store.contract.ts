import { newId } from '#kernel';
import type { IdentityProvider } from '#service-accounts';
import { aProvider } from '#service-accounts/testing';
import type { StoreUnderTest } from '#storage/testing';

type ProvidersUnderTest = Pick<StoreUnderTest, 'identityProviders' | 'close'>;

export function describeIdentityProviderStoreContract(name: string, open: () => Promise<ProvidersUnderTest>): void {
  describe(`IdentityProviderStore on ${name}`, () => {
    let store: ProvidersUnderTest;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const insert = async (...providers: IdentityProvider[]) => {
      const answers = [];
      for (const provider of providers) answers.push(await store.identityProviders.providers.insert(provider, newId()));
      return answers;
    };

    it('finds a provider by its exact name, issuer and audience, and by no other text', async () => {
      const provider = aProvider();
      await insert(provider);
      const { identityProviders } = store;
      const found = { revision: 1, value: provider };
      expect(await identityProviders.findByName(provider.name)).toEqual(found);
      expect(await identityProviders.findByTrust(provider.issuer, provider.audience)).toEqual(found);
      expect(await identityProviders.findByName(provider.name.toUpperCase())).toBeNull();
      expect(await identityProviders.findByTrust(`${provider.issuer}/`, provider.audience)).toBeNull();
      expect(await identityProviders.findByTrust(provider.issuer.toUpperCase(), provider.audience)).toBeNull();
      expect(await identityProviders.findByTrust(provider.issuer, 'https://other.example')).toBeNull();
    });

    it('keeps one provider for each name, and for each issuer with an audience', async () => {
      const first = aProvider();
      const other = aProvider({ issuer: first.issuer, audience: 'https://other.example' });
      expect(await insert(first, other)).toEqual(['inserted', 'inserted']);
      const { issuer, audience } = first;
      expect(await insert(aProvider({ name: first.name }), aProvider({ issuer, audience }))).toEqual([
        'taken',
        'taken',
      ]);
      const { providers } = store.identityProviders;
      expect(await providers.replace({ ...other, audience }, 1, newId())).toBe('taken');
      expect(await providers.remove(first.id, 1)).toBe(true);
      expect(await providers.replace({ ...other, audience }, 1, newId())).toBe('published');
    });

    it('keeps every field as given', async () => {
      const jwks = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'A' }] });
      const made = [
        aProvider({ jwksUri: null, jwks, algorithms: ['EdDSA'] }),
        aProvider({ jwksUri: null, discovery: 'https://d.example/', privateNetwork: true, ca: 'PEM', epoch: 7 }),
      ];
      await insert(...made);
      for (const value of made) {
        expect(await store.identityProviders.providers.load(value.id)).toEqual({ revision: 1, value });
      }
    });

    it('lists in the order of names, page by page, without an id that a fence took', async () => {
      const prefix = `list-${newId()}`;
      const names = ['a', 'b.c', 'b_c', 'c', 'd'].map((end) => `${prefix}-${end}`).sort();
      await insert(...[...names].reverse().map((one) => aProvider({ name: one })));
      await store.identityProviders.providers.fence(newId(), newId());
      const namesAfter = async (after: string, limit: number) =>
        (await store.identityProviders.list(after, limit)).map(({ value }) => value.name);
      expect(await namesAfter(prefix, 2)).toEqual(names.slice(0, 2));
      expect(await namesAfter(names[1] ?? '', 3)).toEqual(names.slice(2));
      const all = (await store.identityProviders.list(null, 1_000)).map(({ value }) => value.name);
      expect(all).toEqual([...all].sort());
      expect(all).toEqual(expect.arrayContaining(names));
    });
  });
}
