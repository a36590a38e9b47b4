import { setTimeout as pause } from 'node:timers/promises';
import { type Api, PASSWORD } from '../e2e/support/processes/api.js';
import { describePairs } from '../e2e/support/processes/pairs.js';
import { withoutRepeats } from '../e2e/support/processes/patience.js';
import { everyOther, interruptAll, tellAll, untrue } from './boundaries/interruptions.js';
import { newPath } from './boundaries/secrets.js';
import { auditSink } from './support/audit-sink.suite.js';
import { FaultyServer } from './support/faulty-server.js';
import { valueAt } from './support/kept-secrets.js';
import { ROUNDS } from './support/rounds.js';
import { Trail } from './support/trail.js';
import { Trial } from './support/trial.js';
import { decided, Undecided } from './support/undecided.js';

/** Longer than the audit's deadline of 2 s; and longer than a lease of 10 s, in milliseconds. */
const NAP_MS = 2_500;
const SLEEP_MS = 12_000;

describePairs('a process without its audit log or without time', (open) => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.withMail('frozen processes', open);
    await trial.start();
    await trial.enter('root_admin', PASSWORD);
  });
  afterAll(() => trial?.end());

  describe('whose audit log accepts no records', () => auditSink(() => trial));

  describe('that is frozen between its steps', () => {
    /** The administrator where somebody is awake: on production another node. */
    let awake: Api;
    beforeAll(async () => {
      const other = trial.site.pair === 'production' ? await FaultyServer.start(trial.site) : null;
      awake = other ? await trial.clientOf(other.server) : trial.admin;
    });

    it('does not begin a change whose intent took longer than its deadline [R66]', async () => {
      await decided(async (tried) => {
        const path = newPath();
        const name = `a secret created too late ${tried}`;
        const parts = ['secret:write', 'allowed', path];
        await trial.server.arm({ at: 'AuditLog.append', when: 'after', how: 'stop', with: parts });
        const send = () => trial.admin.post('/secrets', { path, value: valueAt(path, 1) }, { 'user-agent': name });
        const answer = withoutRepeats(send);
        const early = await Promise.race([trial.server.frozen(), answer]);
        if (early) {
          await trial.server.disarm();
          throw new Undecided(`${early.status} ${early.text}`);
        }
        await pause(NAP_MS);
        trial.server.thaw();
        expect((await answer).body).toMatchObject({ status: 503, code: 'audit_unavailable' });
        expect((await trial.admin.get(`/secrets/by-path?path=${path}`)).status).toBe(404);
        expect((await Trail.settled(awake)).of(name).outcomes).toEqual(['failed']);
      });
    });

    it('changes nothing behind the back of the node that has settled its requests, and adds no second outcome [R69]', async () => {
      // Killed at the others: process-kills.
      const held = await interruptAll(trial, everyOther(1));
      await trial.server.freeze();
      // On the embedded pair nobody else is there to settle anything: it wakes up and goes on.
      if (awake === trial.admin) await pause(ROUNDS > 1 ? SLEEP_MS : NAP_MS);
      else await Trail.settled(awake);
      const released = trial.server.release();
      trial.server.thaw();
      await released;
      const answers = await Promise.all(held.map(({ answer }) => answer));
      const trail = await trial.expectNothingLost(awake);
      const told = await tellAll(held, trail, awake);
      expect(untrue(told)).toEqual([]);
      // Nobody was told of a success that the audit denies.
      for (const [at, status] of answers.entries()) {
        expect({ ...told[at], status }).toEqual({ ...told[at], status: expect.any(Number) });
        if (Number(status) < 300) expect(told[at]).toMatchObject({ outcomes: ['succeeded'] });
      }
    });
  });
});
