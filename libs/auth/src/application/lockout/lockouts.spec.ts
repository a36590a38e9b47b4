import { CofferError, newId, OutcomeUnknown, PartUnavailable, type RequestContext } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { PASSWORD } from '#users/testing';
import { addUser, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { opensFor } from '../../testing/session-tokens.js';

const WRONG = 'Copper-Lantern-77-Meadow';
const MINUTE = 60_000;

describe('lockout', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  const another = () => identityNode(node.stores, node.roots, node.clock);
  const from = (network: number): RequestContext => ({ ...aRequest(), ip: `10.${network >> 8}.${network & 255}.7` });
  const logIn = (password = WRONG, network = 1, at = node, name = 'ada') =>
    codeOf(logInWith(at, name, password, from(network)));
  const documents = () => node.stores.lockouts.lockouts.peekAll();

  /** How many guesses are compared with the account's real hash while `work` runs. */
  async function evaluated(work: () => Promise<unknown>, ...nodes: IdentityNode[]): Promise<number> {
    let count = 0;
    for (const { credentials } of nodes.length > 0 ? nodes : [node]) {
      const verify = credentials.verify.bind(credentials);
      credentials.verify = (user, ...more) => {
        if (user?.passwordHash) count += 1;
        return verify(user, ...more);
      };
    }
    await work();
    return count;
  }

  /** How many writes to the attempts `work` makes. */
  async function writes(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const { hooks } = node.stores.lockouts.lockouts;
    hooks.before = (operation) => {
      if (operation !== 'load') count += 1;
    };
    await work();
    hooks.before = undefined;
    return count;
  }

  const times = <T>(count: number, work: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));

  it('checks 5 of 50 wrong guesses that come at once from one network [R11]', async () => {
    const codes: unknown[] = [];
    expect(await evaluated(async () => codes.push(...(await times(50, () => logIn()))))).toBe(5);
    expect(new Set(codes)).toEqual(new Set(['invalid_credentials']));
  });

  it('checks 50 of 60 guesses that come at once from 12 networks, each within its own budget [R11]', async () => {
    expect(await evaluated(() => times(60, (guess) => logIn(WRONG, guess % 12)))).toBe(50);
  });

  it('checks no more guesses if they come to two nodes at once [R11]', async () => {
    const nodes = [another(), another()] as const;
    const onEither = (count: number, networkOf: (guess: number) => number) => () =>
      times(count, (guess) => logIn(WRONG, networkOf(guess), nodes[guess % 2]));
    const fromOne = onEither(50, () => 1);
    expect(await evaluated(fromOne, ...nodes)).toBe(5);
    const fromMany = onEither(60, (guess) => 2 + (guess % 12));
    expect(await evaluated(fromMany, ...nodes)).toBe(45);
  });

  it('allows 5 of 100 attempts that two nodes count at the same time [R11]', async () => {
    const nodes = [another(), another()] as const;
    const attempts = await times(100, (guess) =>
      (guess % 2 ? nodes[0] : nodes[1]).lockouts.reserve(from(1), 'ada', ada.id),
    );
    expect(attempts.filter(({ isAllowed }) => isAllowed)).toHaveLength(5);
    expect(documents()[0]?.value).toMatchObject({ refused: 95, total: { count: 5 } });
  });

  it('counts all spellings of a name together [R10]', async () => {
    const forms = ['ada', 'ADA', ' ada ', '\uff21da', 'aDa'];
    expect(await evaluated(() => times(10, (index) => logIn(WRONG, 1, node, forms[index % 5])))).toBe(5);
    expect(documents()).toHaveLength(1);
  });

  it('refuses the right password like a wrong one until the window ends, also after a restart [R11][R13]', async () => {
    await times(5, () => logIn());
    const before = node.records.length;
    expect(await logIn(PASSWORD)).toBe('invalid_credentials');
    expect(node.records.slice(before)).toMatchObject([{ action: 'auth:login', outcome: 'failed', actorId: ada.id }]);
    expect(await logIn(PASSWORD, 1, another())).toBe('invalid_credentials');
    node.clock.at += 15 * MINUTE - 1;
    expect(await logIn(PASSWORD)).toBe('invalid_credentials');
    node.clock.at += 1;
    expect(await logIn(PASSWORD)).toBe('none');
  });

  it('does not count a right password, and a complete login clears the count', async () => {
    for (let round = 0; round < 3; round += 1) {
      await times(4, () => logIn());
      expect(await logIn(PASSWORD)).toBe('none');
    }
    const attempt = await node.lockouts.reserve(from(2), 'ada', ada.id);
    await attempt.settle(async () => true);
    expect(await evaluated(() => times(9, () => logIn(WRONG, 2)))).toBe(5);
  });

  it('does not lock known networks or end live sessions when strangers fail [R14]', async () => {
    const tokens = await logInWith(node, 'ada', PASSWORD, from(1));
    await times(60, (guess) => logIn(WRONG, 10 + (guess % 12)));
    expect(await logIn(PASSWORD, 99)).toBe('invalid_credentials');
    expect(await logIn(PASSWORD, 1)).toBe('none');
    expect(await opensFor(node, ada, tokens)).toBe(true);
    expect(await codeOf(node.refresh.refresh(from(99), tokens.refreshToken))).toBe('none');
  });

  it('counts all unknown addresses as one network, which never becomes known [R14][R106]', async () => {
    const unknown = aRequest({ ip: null });
    await node.lockouts.complete(unknown, ada);
    expect(await node.lockouts.knows(unknown, ada)).toBe(false);
    const guess = (password: string) => codeOf(logInWith(node, 'ada', password, aRequest({ ip: null })));
    expect(await evaluated(() => times(8, () => guess(WRONG)))).toBe(5);
    expect(await guess(PASSWORD)).toBe('invalid_credentials');
    expect(await logIn(PASSWORD)).toBe('none');
  });

  it('writes once for each attempt: right or wrong, for a known, a locked and an unknown name [R13]', async () => {
    const costs: number[] = [];
    for (let guess = 0; guess < 7; guess += 1) {
      costs.push(await writes(() => logIn()));
      costs.push(await writes(() => logIn(WRONG, 1, node, 'nobody')));
      costs.push(await writes(() => logIn(WRONG, 1, node, 'No Name!')));
    }
    await addUser(node, 'off', { state: 'disabled' });
    costs.push(await writes(() => logIn(PASSWORD, 1, node, 'off')));
    expect(new Set(costs)).toEqual(new Set([1]));
    expect(node.records.filter(({ outcome }) => outcome === 'failed')).toHaveLength(costs.length);
    const shapes = documents().map(({ value }) => Object.keys(value).sort().join());
    expect(new Set(shapes).size).toBe(1);
  });

  it('stores neither names nor addresses', async () => {
    await logIn(WRONG, 1, node, 'My-Secret-Password');
    expect(JSON.stringify(documents())).not.toMatch(/secret|10\.0\.1/i);
  });

  it('clears the attempts when it is unlocked, and keeps the known networks', async () => {
    await logInWith(node, 'ada', PASSWORD, from(1));
    await times(60, (guess) => logIn(WRONG, 10 + (guess % 12)));
    await node.lockouts.unlock('ada', newId());
    expect(documents()[0]?.value).toMatchObject({ networks: [{ count: 0 }], total: { count: 0 } });
    expect(await logIn(PASSWORD, 10)).toBe('none');
  });

  it.each([
    ['the store is unavailable', new PartUnavailable('store')],
    ['the keyring is unavailable', new PartUnavailable('keyring')],
    ['too many wait', new CofferError('busy', 'Too many.')],
    ['memory is short', new RangeError('Array buffer allocation failed')],
    ['of a defect', new TypeError('defect')],
  ])('does not count a right password that could not be verified because %s, and records it', async (_, error) => {
    const { credentials } = node;
    const verify = credentials.verify.bind(credentials);
    credentials.verify = () => Promise.reject(error);
    const before = node.records.length;
    const outcome = error instanceof CofferError ? error.code : error;
    for (let guess = 0; guess < 7; guess += 1) expect(await logIn(PASSWORD)).toBe(outcome);
    credentials.verify = verify;
    expect(node.records.slice(before)).toHaveLength(7);
    expect(new Set(node.records.slice(before).map((record) => record.outcome))).toEqual(new Set(['failed']));
    expect(await logIn(PASSWORD)).toBe('none');
  });

  it('checks nothing while attempts cannot be counted, also if an answer was lost', async () => {
    const { hooks } = node.stores.lockouts.lockouts;
    hooks.after = (operation) => {
      if (operation !== 'load') throw new OutcomeUnknown();
    };
    const codes: unknown[] = [];
    expect(await evaluated(async () => codes.push(await logIn(PASSWORD)))).toBe(0);
    expect(codes).toEqual(['store_unavailable']);
  });

  it('lets a login succeed if its attempt cannot be given back, and does not hide a defect', async () => {
    const { hooks } = node.stores.lockouts.lockouts;
    let written = 0;
    const failLater = (error: Error) => (operation: string) => {
      if (operation !== 'load' && ++written > 1) throw error;
    };
    hooks.before = failLater(new PartUnavailable('store'));
    expect(await logIn(PASSWORD)).toBe('none');
    written = 0;
    hooks.before = failLater(new TypeError('defect'));
    expect(await logIn(PASSWORD)).toBeInstanceOf(TypeError);
  });

  it('answers busy, and checks nothing, if too many attempts on one name come at once, from one network or many', async () => {
    const isBusy = (code: unknown) => code === 'busy';
    expect((await times(100, () => logIn())).filter(isBusy)).toHaveLength(36);
    expect((await times(100, (guess) => logIn(WRONG, guess))).filter(isBusy)).toHaveLength(36);
    expect(await logIn(WRONG, 1, node, 'nobody')).toBe('invalid_credentials');
  });

  it('refuses no right password because other attempts are still being checked', async () => {
    expect(new Set(await times(30, () => logIn(PASSWORD)))).toEqual(new Set(['none']));
  });

  it('does not pass the known networks of a deleted account to a new account with its name', async () => {
    await node.lockouts.complete(from(1), ada);
    await times(60, (guess) => logIn(WRONG, 10 + (guess % 12)));
    expect((await node.lockouts.reserve(from(1), 'ada', newId())).isAllowed).toBe(false);
    expect((await node.lockouts.reserve(from(1), 'ada', ada.id)).isAllowed).toBe(true);
  });
});
