import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { DEFAULT_KDF } from '#users';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';

describe('before a login', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  const ask = (name: string, at = node) => at.prelogin.derivationFor(name);
  const another = () => identityNode(node.stores, node.roots, node.clock);
  const keys = () => node.stores.preloginKeys.keys;

  it('a name without an account gets plausible parameters, the same for each spelling and node [R13][R47]', async () => {
    const fake = await ask('root');
    expect(fake).toEqual({ kdf: DEFAULT_KDF, encryptionSalt: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/) });
    for (const form of ['ROOT', 'root ', ' Root']) expect(await ask(form)).toEqual(fake);
    expect(await ask('root', another())).toEqual(fake);
    expect((await ask('toor')).encryptionSalt).not.toBe(fake.encryptionSalt);
    expect((await ask('No Name!')).encryptionSalt).toBe((await ask('no name! ')).encryptionSalt);
  });

  it('an account gets its own parameters in every state, so that a disabled account looks like an active one', async () => {
    const kdf = { algorithm: 'pbkdf2-sha256', iterations: 700_000 } as const;
    const ada = await addUser(node, 'ada', { kdf });
    await addUser(node, 'off', { state: 'disabled', encryptionSalt: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    expect(await ask(' ADA')).toEqual({ kdf, encryptionSalt: ada.encryptionSalt });
    expect((await ask('off')).encryptionSalt).toBe('AAAAAAAAAAAAAAAAAAAAAA==');
  });

  it('a name has the same parameters before its account is created and after it is deleted', async () => {
    const before = await ask('ada');
    const ada = await addUser(node, 'ada');
    expect(await ask('ada')).not.toEqual(before);
    await node.accounts.discard(ada.id, 1, 'request');
    expect(await ask('ada')).toEqual(before);
  });

  it('nodes that make the key at the same time agree on one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('nobody', another())));
    expect(new Set(answers.map(({ encryptionSalt }) => encryptionSalt)).size).toBe(1);
    expect(keys().peekAll()).toHaveLength(1);
  });

  it('a key that could not be read, or whose write has an unknown outcome, is read again', async () => {
    const { hooks } = keys();
    hooks.before = () => {
      throw new PartUnavailable('store');
    };
    expect(await codeOf(ask('nobody'))).toBe('store_unavailable');
    hooks.before = undefined;
    hooks.after = (operation) => {
      if (operation === 'insert') throw new OutcomeUnknown();
    };
    expect(await codeOf(ask('nobody'))).toBe('outcome_unknown');
    hooks.after = undefined;
    expect(await ask('nobody')).toEqual(await ask('nobody', another()));
  });
});
