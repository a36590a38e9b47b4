import { newId } from '#kernel';
import { aRequest } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { bearerToken, keyIdOf } from '../../domain/tokens/access-claims.js';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { openedFor } from '../../testing/session-tokens.js';

const PURPOSES = ['mfa-login', 'password-reset', 'invitation'] as const;
const KINDS = ['access', 'refresh', ...PURPOSES] as const;
type Kind = (typeof KINDS)[number];

describe('a token of one kind', () => {
  let node: IdentityNode;
  let tokens: Record<Kind, string>;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    const ada = await addUser(node, 'ada');
    const { accessToken, refreshToken } = await openedFor(node, ada);
    const challenge = async (purpose: (typeof PURPOSES)[number]) =>
      (await node.challenges.openWithToken(purpose, ada, newId())).token;
    tokens = {
      access: accessToken,
      refresh: refreshToken,
      'mfa-login': await challenge('mfa-login'),
      'password-reset': await challenge('password-reset'),
      invitation: await challenge('invitation'),
    };
  });

  /** Whether the place for tokens of `kind` accepts this one. */
  const takes: Record<Kind, (token: string) => Promise<boolean>> = {
    access: async (token) => {
      const bearer = bearerToken(`Bearer ${token}`);
      return bearer !== null && keyIdOf(bearer) !== null;
    },
    refresh: (token) =>
      node.refresh.refresh(aRequest(), token).then(
        () => true,
        () => false,
      ),
    'mfa-login': async (token) => (await node.challenges.findByToken('mfa-login', token)) !== null,
    'password-reset': async (token) => (await node.challenges.findByToken('password-reset', token)) !== null,
    invitation: async (token) => (await node.challenges.findByToken('invitation', token)) !== null,
  };

  it.each(KINDS.flatMap((kind) => KINDS.map((door) => [kind, door] as const)))(
    'works only where its kind belongs: %s in the place of %s [R24][R30][R42]',
    async (kind, door) => {
      expect(await takes[door](tokens[kind])).toBe(kind === door);
    },
  );
});
