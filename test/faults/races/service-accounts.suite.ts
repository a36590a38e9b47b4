import { newId } from '#kernel';
import { must, newAccount } from '../../e2e/support/people/accounts.js';
import type { Answer } from '../../e2e/support/processes/api.js';
import { eventually } from '../support/eventually.js';
import { RACE_ROUNDS } from '../support/rounds.js';
import { decided, surely, Undecided } from '../support/undecided.js';
import { AT_ONCE, hasLanded, isGivenUp, mayHaveLanded, oneWinner, type Stage } from './stage.js';
import { volley } from './volley.js';

const ACCOUNTS = '/service-accounts';
const newName = () => `race_${newId().slice(-12)}`;

/** 50 creations of one name, some as a program and some as a person. */
async function createAtOnce(stage: Stage): Promise<void> {
  const { admin: api } = stage.coffer;
  const name = newName();
  const asProgram = { method: 'POST', path: ACCOUNTS, body: { name, roles: [] }, api } as const;
  const asPerson = { method: 'POST', path: '/users', body: newAccount(name), api } as const;
  const answers = await volley(
    stage,
    Array.from({ length: AT_ONCE }, (_, turn) => (turn % 10 === 9 ? asPerson : asProgram)),
  );
  const won = oneWinner(answers, ['409 username_taken', '409 conflict']);
  const found = must(await surely(() => api.get(`${ACCOUNTS}?q=${name}`))).body.items;
  const people = must(await surely(() => api.get(`/users?q=${name}`))).body.items;
  const ids = [...found, ...people].map(({ id }) => id);
  // An answer that could not be recorded in time says no id.
  expect(ids).toEqual([won.status === 201 ? won.body.id : expect.any(String)]);
}

/** 50 changes that have all seen the same revision. */
async function changeAtOnce(stage: Stage): Promise<void> {
  const { admin: api } = stage.coffer;
  const made = must(await api.post(ACCOUNTS, { name: newName(), roles: [] }));
  const path = `${ACCOUNTS}/${made.body.id}`;
  const headers = { 'if-match': String(made.headers.etag) };
  const described = (turn: number) => `by request ${turn}`;
  const shots = Array.from({ length: AT_ONCE }, (_, turn) => {
    return { method: 'PUT', path, body: { description: described(turn) }, headers, api } as const;
  });
  const answers = await volley(stage, shots);
  const won = answers.indexOf(oneWinner(answers, ['412 precondition_failed', '409 conflict']));
  const shown = must(await surely(() => api.get(path)));
  expect({ description: shown.body.description, etag: shown.headers.etag }).toEqual({
    description: described(won),
    etag: '"2"',
  });
}

/** A deletion in the middle of 50 uses of a key. */
async function deleteUnderUse(stage: Stage): Promise<void> {
  const { admin: api } = stage.coffer;
  const { id } = must(await api.post(ACCOUNTS, { name: newName(), roles: ['auditor'] })).body;
  const path = `${ACCOUNTS}/${id}`;
  const key = api.as(must(await api.post(`${path}/keys`, { name: 'deploy' })).body.key);
  const use = { method: 'GET', path: '/auth/me', api: key } as const;
  const shots = [
    ...Array(AT_ONCE / 2).fill(use),
    { method: 'DELETE', path, api } as const,
    ...Array(AT_ONCE / 2).fill(use),
  ];
  const answers = await volley(stage, shots);
  const [removal] = answers.splice(AT_ONCE / 2, 1) as [Answer];
  if (isGivenUp(removal) || mayHaveLanded(removal)) throw new Undecided('nobody was told that the account is deleted');
  expect(hasLanded(removal)).toBe(true);
  const odd = answers.filter((answer) => ![200, 401].includes(answer.status) && !isGivenUp(answer));
  expect(odd.map(({ status, text }) => `${status} ${text}`)).toEqual([]);
  // The other node learns of it within a second. The bound of the wait is far above that.
  for (const turn of [0, 1]) {
    await eventually(async () => expect((await stage.send(turn, 'GET', '/auth/me', bearing(key))).status).toBe(401));
  }
  expect((await surely(() => api.get(path))).status).toBe(404);
}

function bearing({ token }: { readonly token: string | null }) {
  return { headers: { authorization: `Bearer ${token}` } };
}

export function serviceAccountRaces(stage: () => Stage): void {
  const inRounds = async (what: string, result: string, race: (stage: Stage) => Promise<void>) => {
    for (let round = 0; round < RACE_ROUNDS; round += 1) await decided(() => race(stage()));
    stage().print(RACE_ROUNDS, `${AT_ONCE} x ${what}`, result);
  };

  it('is made once if its name is taken 50 times at once, also by people', () =>
    inRounds('the creation of one name', 'accepted: exactly one', createAtOnce));

  it('is changed once by 50 requests that have seen the same revision', () =>
    inRounds('a change of one revision', 'accepted: exactly one', changeAtOnce));

  it('opens nothing after its deletion among 50 uses [R136]', () =>
    inRounds('a use against the deletion', 'the key is dead afterwards', deleteUnderUse));
}
