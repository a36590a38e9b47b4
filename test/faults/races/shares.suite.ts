import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { eventually } from '../support/eventually.js';
import { RACE_ROUNDS } from '../support/rounds.js';
import { decided, surely } from '../support/undecided.js';
import { AT_ONCE, isGivenUp, mayHaveLanded, type Stage } from './stage.js';
import { volley } from './volley.js';

/** Milliseconds within which the racing requests start. */
const HEAD_START_MS = 60;
/** Refusals of a share of a secret that is being deleted. */
const TOLD = ['404 not_found', '409 conflict', '503 outcome_unrecorded'];

/** A deletion in the middle of 50 shares of a secret, which is restored once all are answered. */
async function deleteAmongShares(stage: Stage): Promise<void> {
  const { admin: api } = stage.coffer;
  const { id } = must(await api.post('/secrets', { path: `races/shares/${newId()}`, value: 'hunter2' })).body;
  const share = { method: 'POST', path: `/secrets/${id}/share`, body: {}, api } as const;
  const [answers] = await Promise.all([
    volley(stage, Array(AT_ONCE).fill(share), HEAD_START_MS),
    pause(randomInt(HEAD_START_MS)).then(() => surely(() => api.delete(`/secrets/${id}`))),
  ]);
  const isTold = ({ status, body }: (typeof answers)[number]) => TOLD.includes(`${status} ${body.code}`);
  const odd = answers.filter((one) => one.status !== 200 && !isTold(one) && !isGivenUp(one) && !mayHaveLanded(one));
  expect(odd.map(({ text }) => text)).toEqual([]);
  must(await surely(() => api.post(`/secrets/${id}/restore`)));
  // Shares with an unknown outcome are settled.
  await eventually(async () => {
    const shares = must(await surely(() => api.get(`/secrets/${id}/shares?limit=200`))).body.items;
    expect(shares.filter(({ state }: { readonly state: string }) => state === 'open')).toEqual([]);
  });
}

export function shareRaces(stage: () => Stage): void {
  it('that share a secret while it is deleted: after a restore, no link of before opens', async () => {
    for (let round = 0; round < RACE_ROUNDS; round += 1) await decided(() => deleteAmongShares(stage()));
    stage().print(RACE_ROUNDS, `${AT_ONCE} shares x a deletion of their secret`, 'open after its restore: none');
  });
}
