import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { keep } from '../support/people/secrets.js';
import type { Answer, Body } from '../support/processes/api.js';
import { describeCoffer } from '../support/processes/coffer.js';
import { keptBy } from '../support/traces/kept.js';

/** The first characters of values sealed under versions 1 and 2 of a ring: format, version and two bits of salt. */
const UNDER_1 = /AQAAAA[E-H]/g;
const UNDER_2 = /AQAAAA[I-L]/g;
const SECRETS = 12;
const VERSIONS = 3;

describeCoffer('sealing anew', (coffer) => {
  const ids: string[] = [];
  const etags: string[] = [];
  let ann: Person;

  beforeAll(async () => {
    for (let n = 0; n < SECRETS; n += 1) {
      const { body } = must(await keep(coffer.admin, `resealed/${n}`, { value: `${n} v1` }));
      for (let version = 2; version <= VERSIONS; version += 1) {
        must(await coffer.admin.put(`/secrets/${body.id}/rotate`, { value: `${n} v${version}` }));
      }
      ids.push(body.id);
      etags.push((await coffer.admin.get(`/secrets/${body.id}`)).headers.etag ?? '');
    }
    ann = await Person.of(coffer, 'resealed_ann');
    await ann.enrolApp();
  });

  /** Follows a rotation to its end and repeats `meanwhile`. Returns the final state. */
  async function rotated(begun: Answer, meanwhile: () => Promise<void> = async () => {}): Promise<Body> {
    const { id } = must(begun).body;
    for (;;) {
      await meanwhile();
      const { body } = must(await coffer.admin.get(`/keys/rotations/${id}`));
      if (body.state !== 'running') return body;
      await pause(20);
    }
  }

  async function revealAll(): Promise<void> {
    for (const [n, id] of ids.entries()) {
      for (let version = 1; version <= VERSIONS; version += 1) {
        const { status, body } = await coffer.admin.get(`/secrets/${id}/reveal?version=${version}`);
        expect({ status, value: body.value }).toEqual({ status: 200, value: `${n} v${version}` });
      }
    }
  }

  it('of the team secrets keeps every version revealable and causes no 412', async () => {
    const done = await rotated(await coffer.admin.post('/keys/secrets/rotate'), revealAll);
    expect(done).toMatchObject({ state: 'done', version: 2, progress: { failed: 0 } });
    await revealAll();
    for (const [n, id] of ids.entries()) {
      const seen = { 'if-match': etags[n] ?? '' };
      expect((await coffer.admin.get(`/secrets/${id}`)).headers.etag).toBe(etags[n]);
      expect((await coffer.admin.patch(`/secrets/${id}`, { description: 'mine' }, seen)).status).toBe(200);
    }
  });

  it("of a user's ring ends no session and leaves the authenticator app as it is", async () => {
    const done = await rotated(await coffer.admin.post(`/keys/users/${ann.id}/rotate`));
    expect(done).toMatchObject({ state: 'done', version: 2, progress: { failed: 0 } });
    must(await ann.api.get('/auth/me'));
    const verified = { mfa_token: await ann.mfaToken(), method: 'totp', code: ann.shown(1) };
    expect((await coffer.nobody.post('/auth/mfa/verify', verified)).status).toBe(200);
  });

  it('leaves nothing under the older version', async () => {
    expect(await coffer.server.stop()).toBe(0);
    const places = [...(await keptBy(coffer.site))].filter(([place]) => !/^kv: |^\/(keyring|rings)/.test(place));
    const found = (pattern: RegExp) =>
      places.flatMap(
        ([place, bytes]) =>
          bytes
            .toString('latin1')
            .match(pattern)
            ?.map(() => place) ?? [],
      );
    expect(found(UNDER_2).length).toBeGreaterThan(SECRETS * VERSIONS);
    expect(found(UNDER_1)).toEqual([]);
  });
});
