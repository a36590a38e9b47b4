import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { keptEntry, sealed } from '../../e2e/support/people/entries.js';
import { Person } from '../../e2e/support/people/person.js';
import type { Answer, Api, Body } from '../../e2e/support/processes/api.js';
import { eventually } from '../support/eventually.js';
import { entriesOf, type ShownEntry, shownAs } from '../support/own-vault.js';
import { expectNothingOf } from '../support/remains.js';
import { IS_THOROUGH } from '../support/rounds.js';
import { decided, notBusy, surely } from '../support/undecided.js';
import { AT_ONCE, isGivenUp, mayHaveLanded, oneWinner, type Stage } from './stage.js';
import { VaultReader } from './vault-reader.js';
import { RekeyUnderFire } from './vault-rekey.js';
import { VaultWriter } from './vault-writer.js';
import { type Shot, volley } from './volley.js';

const ROUNDS = IS_THOROUGH ? 50 : 2;

const WRITERS = 20;
const CHANGES = IS_THOROUGH ? 200 : 4;
/** Number of entries in a vault that is re-keyed while clients write to it. */
const ENTRIES = 20;

/** Milliseconds within which the racing requests start. */
const HEAD_START_MS = 60;
/** Refusals of a write for the earlier generation; the second one if the entry changed too. */
const REFUSED = ['generation_stale', 'precondition_failed'];
/** Refusals of a write to a deleted account. */
const TOLD = ['unauthenticated', 'not_found', 'outcome_unknown', 'outcome_unrecorded'];

export function ownDataRaces(stage: () => Stage): void {
  const someone = () => Person.of(stage().coffer, `r_${newId().slice(-12)}`);
  const inRounds = async (what: string, result: string, race: () => Promise<void>) => {
    for (let round = 0; round < ROUNDS; round += 1) await decided(race);
    stage().print(ROUNDS, what, result);
  };

  it('that change one entry at the same revision: one wins, the others are told that it changed', async () => {
    const { api } = await someone();
    await inRounds(`${AT_ONCE} x one If-Match`, 'accepted: exactly one', async () => {
      const { id } = await keptEntry(api);
      const drafts = Array.from({ length: AT_ONCE }, () => sealed());
      const headers = { 'if-match': '"1"' };
      const put = (body: object): Shot => ({ method: 'PUT', path: `/entries/${id}`, body, headers, api });
      const answers = await volley(stage(), drafts.map(put));
      const won = answers.indexOf(oneWinner(answers, ['412 precondition_failed']));
      const found = must(await api.get(`/entries/${id}`)).body;
      expect(shownAs(found)).toEqual(shownAs({ ...drafts[won], id, revision: 2, generation: 1 }));
      expect(must(await api.get(`/entries/${id}/history`)).body.items).toHaveLength(2);
    });
  });

  it('that write to a vault during a re-key: each acknowledged write is sealed again, each other one is refused', async () => {
    await inRounds(`${AT_ONCE} writes x a re-key`, 'acknowledged and not there: none', async () => {
      const { api } = await someone();
      for (let made = 0; made < ENTRIES; made = (await entriesOf(api)).length) {
        const missing = Array.from({ length: ENTRIES - made }, () => makes(api));
        await volley(stage(), missing);
      }
      const entries = await entriesOf(api);
      // The first ones each change an entry; the others each create one.
      const changes = entries.map(({ id }): Shot => {
        const headers = { 'if-match': '"1"' };
        return { method: 'PUT', path: `/entries/${id}`, body: sealed({ generation: 1 }), headers, api };
      });
      const shots = [...changes, ...Array.from({ length: AT_ONCE - ENTRIES }, () => makes(api))];
      const rekey = new RekeyUnderFire(api);
      await rekey.stage();
      const [answers] = await Promise.all([volley(stage(), shots, HEAD_START_MS), rekey.publish()]);
      expect(await entriesOf(api)).toEqual(rekey.published);
      const known = new Set(rekey.resealed.map(({ ciphertext }) => ciphertext));
      for (const [at, answer] of answers.entries()) {
        const isThere = known.has(ciphertextOf(shots[at]));
        if (mayHaveLanded(answer)) continue;
        const isRefused = isGivenUp(answer) || REFUSED.includes(answer.body.code);
        expect({ answer: answer.text, isThere }).toEqual({ answer: answer.text, isThere: !isRefused });
      }
    });
  });

  it('that a reader follows with `since`: it misses nothing of what 20 writers do', async () => {
    const { api } = await someone();
    const writers = Array.from({ length: WRITERS }, (_, turn) => new VaultWriter(stage(), api, turn));
    const reader = new VaultReader(stage(), api);
    const work = { isDone: false };
    const writing = Promise.all(writers.map((writer) => writer.write(CHANGES))).finally(() => {
      work.isDone = true;
    });
    while (!work.isDone) await reader.look();
    await writing;
    await reader.look();
    expect(reader.entries).toEqual(await entriesOf(api));
    expect(reader.entries).toEqual(byId(writers.flatMap(({ entries }) => entries)));
    stage().print(1, `${WRITERS} writers of ${CHANGES} changes x a reader of ${reader.looks} pages`, 'missed: none');
  });

  it('that an account sends while it is deleted: nothing of them is left, whatever their answers were [R65]', async () => {
    const { site, admin } = stage().coffer;
    await inRounds(`${AT_ONCE} writes x a deletion of their account`, 'left: nothing', async () => {
      const person = await someone();
      const { api } = person;
      const note = () => ({ data_type: 'text', value: `a note ${newId()}` });
      await keptEntry(api);
      const { id } = notBusy(await api.post('/sensitive-data', note())).body;
      const rekey = new RekeyUnderFire(api);
      await rekey.stage();
      const shots = Array.from({ length: AT_ONCE }, (_, turn): Shot => {
        if (turn % 5 === 0) return { method: 'PUT', path: `/sensitive-data/${id}`, body: note(), api };
        if (turn % 5 === 1) return { method: 'POST', path: '/sensitive-data', body: note(), api };
        if (turn % 5 === 2) return rekey.stages();
        return makes(api);
      });
      const [answers, receipt] = await Promise.all([
        volley(stage(), shots, HEAD_START_MS),
        pause(randomInt(HEAD_START_MS)).then(() => admin.delete(`/users/${person.id}`)),
      ]);
      const last = receipt.status === 503 ? await surely(() => admin.delete(`/users/${person.id}`)) : receipt;
      // Or the settlement of a request that a slow machine gave up was first.
      if (last === receipt || last.status !== 404) {
        expect({ status: last.status, opened: last.body.sample?.opened }).toEqual({ status: 200, opened: false });
      }
      const isTold = (answer: Answer) => answer.status < 300 || isGivenUp(answer) || TOLD.includes(answer.body.code);
      expect(answers.filter((answer) => !isTold(answer)).map(({ text }) => text)).toEqual([]);
      // Writes with an unknown outcome are settled.
      await eventually(() => expectNothingOf(site, person));
    });
  });
}

const makes = (api: Api): Shot => ({ method: 'POST', path: '/entries', body: sealed({ generation: 1 }), api });

function ciphertextOf(shot: Shot | undefined): string {
  return String((shot?.body as Body | undefined)?.ciphertext);
}

function byId(entries: readonly ShownEntry[]): readonly ShownEntry[] {
  return entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
