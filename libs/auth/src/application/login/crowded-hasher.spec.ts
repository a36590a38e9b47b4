import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { PASSWORD } from '#users/testing';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';

const WRONG = 'Copper-Lantern-77-Meadow';
/** More than run and wait at once. */
const FLOOD = 300;

describe('a login while others fill the queue of the hasher', () => {
  let node: IdentityNode;
  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    for (const name of ['ada', 'bob']) await addUser(node, name);
  });

  const logIn = (name: string, ip: string, password = PASSWORD) =>
    codeOf(logInWith(node, name, password, { ...aRequest(), ip }));
  /** Guesses at names that nobody has. */
  const flood = (addressOf: (index: number) => string) =>
    Array.from({ length: FLOOD }, (_, index) => logIn(`nobody_${index}`, addressOf(index), WRONG));
  const hex = (index: number) => index.toString(16);

  it.each([
    ['one address', () => '203.0.113.9'],
    ['256 networks of one /56', (index: number) => `2001:db8:0:${hex(index % 256)}::1`],
    ['many networks of one /48', (index: number) => `2001:db8:0:${hex(index * 16)}::1`],
    ['many networks of one /16', (index: number) => `203.0.${index % 256}.9`],
  ])('succeeds from a known and from a fresh network, if %s fills it [R7]', async (_, addressOf) => {
    expect(await logIn('ada', '198.51.100.7')).toBe('none');
    const guesses = flood(addressOf);
    const right = [logIn('ada', '198.51.100.7'), logIn('bob', '192.0.2.1')];
    expect(await Promise.all(right)).toEqual(['none', 'none']);
    expect(new Set(await Promise.all(guesses))).toEqual(new Set(['busy', 'invalid_credentials']));
  });

  it('succeeds from a known network, even if every network of the world fills it [R7]', async () => {
    expect(await logIn('ada', '198.51.100.7')).toBe('none');
    const guesses = flood((index) => `2001:${hex(index)}::1`);
    expect(await logIn('ada', '198.51.100.7')).toBe('none');
    await Promise.all(guesses);
  });
});
