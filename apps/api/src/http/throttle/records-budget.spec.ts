import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ManualClock } from '#kernel/testing';
import { doors, me } from '../testing/doors.js';

describe('the budget of audit records of an account', () => {
  const DAY = 86_400_000;
  const alice = { authorization: 'Bearer alice' };

  it('refuses when it is spent, but deleting and logging out, and has room again a day later [R97]', async () => {
    const clock = new ManualClock(0);
    const app = await doors({ AUDIT_RECORDS_PER_DAY: '6' }, { clock });
    for (let time = 0; time < 3; time += 1) expect((await me(app)).statusCode).toBe(200);
    const refused = await me(app);
    expect(refused.json().code).toBe('rate_limited');
    expect(refused.headers['ratelimit-policy']).toBe('"audit-records";q=6;w=86400');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(2 * 86_400);
    for (const [method, url] of [['DELETE', '/api/v1/me'] as const, ['POST', '/api/v1/logout'] as const]) {
      expect((await app.inject({ method, url, headers: alice })).statusCode).toBeLessThan(300);
    }
    clock.at += 2 * DAY;
    expect((await me(app)).statusCode).toBe(200);
    await app.close();
  });

  it('bounds deleting too, which goes on for another quarter of it', async () => {
    const app = await doors({ AUDIT_RECORDS_PER_DAY: '8' });
    for (let time = 0; time < 4; time += 1) await me(app);
    const remove = () => app.inject({ method: 'DELETE', url: '/api/v1/me', headers: alice });
    const codes = [];
    for (let time = 0; time < 4; time += 1) codes.push((await remove()).statusCode);
    expect(codes).toEqual([200, 200, 429, 429]);
    expect((await app.inject({ method: 'POST', url: '/api/v1/logout', headers: alice })).statusCode).toBe(201);
    await app.close();
  });

  it('and its rate bound the refreshes of all sessions of an account together', async () => {
    const renew = async (app: NestFastifyApplication, session: number) => {
      const payload = { text: `refresh session ${session}` };
      return (await app.inject({ method: 'POST', url: '/api/v1/renew', payload })).statusCode;
    };
    for (const [env, most] of [
      [{ AUDIT_RECORDS_PER_DAY: '16' }, 10],
      [{ RATE_PER_MINUTE: '5' }, 8],
    ] as const) {
      const app = await doors({ ...env });
      let refreshed = 0;
      for (let turn = 0; turn < 30; turn += 1) if ((await renew(app, turn % 3)) === 201) refreshed += 1;
      expect([env, refreshed]).toEqual([env, most]);
      await app.close();
    }
  });

  it('is off when it is 0', async () => {
    const app = await doors({ AUDIT_RECORDS_PER_DAY: '0' });
    for (let time = 0; time < 20; time += 1) expect((await me(app)).statusCode).toBe(200);
    await app.close();
  });
});
