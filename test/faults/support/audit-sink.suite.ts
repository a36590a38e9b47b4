import { must } from '../../e2e/support/people/accounts.js';
import { type Answer, PASSWORD } from '../../e2e/support/processes/api.js';
import { newPath, secretOf } from '../boundaries/secrets.js';
import type { Fault } from '../program/fault.js';
import { bounded, boundedUntil } from './bounded.js';
import { eventually } from './eventually.js';
import { valueAt } from './kept-secrets.js';
import type { Trial } from './trial.js';

/** Appends that hang: each for seconds, so all of them for minutes. */
const HANGING = 100;

/** A server that runs, whose audit log accepts no records for a while. */
export function auditSink(trialOf: () => Trial): void {
  /** Sends changes and reads at once while the log fails. Expects that each is refused and that the store is unchanged. */
  async function expectNothingDone(fault: Fault): Promise<void> {
    const trial = trialOf();
    const { admin, kept } = trial;
    const { id, path } = await secretOf(admin, kept);
    const before = must(await admin.get(`/secrets/${id}`)).body;
    const draft = newPath();
    // The writer sends a batch again that hangs, so more than one append hangs until the test has seen what it claims.
    const hanging = fault.how === 'park' ? HANGING : 1;
    for (let nth = 1; nth <= hanging; nth += 1) await trial.server.arm({ ...fault, nth });
    const agent = { 'user-agent': `refused by ${fault.how} ${fault.when}` };
    const requests: (() => Promise<Answer>)[] = [
      () => admin.put(`/secrets/${id}/rotate`, { value: valueAt(path, 3) }, agent),
      () => admin.post('/secrets', { path: draft, value: valueAt(draft, 1) }),
      () => admin.delete(`/secrets/${id}`),
      () => admin.post('/policies', { name: draft.replace('/', '-'), description: '', statements: [] }),
      () => admin.get(`/secrets/${id}/reveal`),
      () => admin.as(null).post('/auth/login', { username: 'root_admin', password: PASSWORD }),
    ];
    const answers = await Promise.all(requests.map((send) => boundedUntil(send, 'audit_unavailable')));
    trial.figures.failedRequests += answers.length;
    for (const { status, body } of answers) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'audit_unavailable' });
    }
    await eventually(async () => {
      const ready = await bounded(() => admin.as(null).get('./health/ready'));
      // While appends hang, records wait, and that alone shows. While they fail, none waits: a request asks the log again.
      if (fault.how === 'fail' && ready.status === 200) await bounded(() => admin.get(`/secrets/${id}/reveal`));
      expect({ status: ready.status, audit: ready.body.parts.audit }).toEqual({ status: 503, audit: 'down' });
    });
    expect((await admin.as(null).get('./health')).status).toBe(200);
    if (fault.how === 'fail') await trial.server.release();
    else await trial.server.disarm();
    await eventually(async () => expect((await admin.as(null).get('./health/ready')).status).toBe(200));
    // An append that still hangs lands after the same batch was sent again.
    await trial.server.release();
    expect(must(await admin.get(`/secrets/${id}`)).body).toEqual(before);
    expect((await admin.get(`/secrets/by-path?path=${draft}`)).status).toBe(404);
    const trail = await trial.expectNothingLost();
    // An intent that landed although its request was refused is closed as failed. One that never landed left nothing.
    const late = trail.entries.filter(({ user_agent }) => user_agent === agent['user-agent']);
    expect(late.map(({ outcome }) => outcome)).not.toContain('succeeded');
  }

  it('refuses everything in bounded time while appends fail, leaves the store unchanged and recovers by itself [R66]', async () => {
    await expectNothingDone({ at: 'AuditLog.append', when: 'before', how: 'fail' });
  });

  it('does the same while appends hang [R66]', async () => {
    await expectNothingDone({ at: 'AuditLog.append', when: 'before', how: 'park' });
  });

  it('writes each record once, and starts no change, when the answer to an append is lost [R66] [R68]', async () => {
    await expectNothingDone({ at: 'AuditLog.append', when: 'after', how: 'park' });
  });
}
