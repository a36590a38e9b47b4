import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditLog, AuditModule, AuditTrail, NodeLeases } from '#audit';
import { MemoryAuditLog, MemoryNodeLeases } from '#audit/testing';
import { Config } from '#config';
import { AfterTheAnswer, Clock, newId, PartUnavailable, Roots } from '#kernel';
import { aRequest, ManualClock, someRoots } from '#kernel/testing';
import { ReusedTokens } from './application/sessions/reused-tokens.js';
import { AuthModule } from './auth.module.js';

const clock = new ManualClock();
const log = new MemoryAuditLog();

@Global()
@Module({
  providers: [
    { provide: Roots, useValue: someRoots() },
    { provide: Clock, useValue: clock },
    { provide: Config, useValue: { audit: { strangersPerMinute: 0 } } },
    { provide: AuditLog, useValue: log },
    { provide: NodeLeases, useValue: new MemoryNodeLeases() },
    { provide: ReusedTokens, useFactory: reusedTokens, inject: [AuditTrail] },
  ],
  imports: [AuditModule],
  exports: [Roots, Clock, Config, AuditLog, NodeLeases, ReusedTokens],
})
class Engines {}

function reusedTokens(trail: AuditTrail): ReusedTokens {
  return new ReusedTokens({ revoke: async () => {} } as never, trail, clock);
}

/** Registers nothing, and runs no job but that of the tokens. */
@Module({ imports: [Engines, AuditModule], controllers: [], providers: [], exports: [] })
class Auth extends AuthModule {
  constructor(reused: ReusedTokens) {
    const room = { register() {} };
    const [afterwards, jobs] = [new AfterTheAnswer(clock, () => {}), { run() {}, scan() {} }];
    const all = [...Array(13).fill(room), afterwards, jobs, reused, jobs, clock];
    super(...(all as unknown as ConstructorParameters<typeof AuthModule>));
  }
}

describe('a stop', () => {
  it('writes the records of used tokens that the audit did not take, before the audit stops', async () => {
    const context = await NestFactory.createApplicationContext(Auth, { logger: false, abortOnError: false });
    const reuse = { request: aRequest(), actor: { userId: newId(), name: null }, sessionId: newId() };
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new PartUnavailable('audit');
    };
    await clock.drive(context.get(ReusedTokens).end(reuse as never));
    const actions = () =>
      log
        .all()
        .map(({ leaf }) => JSON.parse(leaf))
        .map(({ action, outcome }) => `${action} ${outcome}`);
    expect(actions()).toEqual([]);
    delete log.hooks.before;
    await clock.drive(context.close());
    expect(actions()).toContain('auth:refresh denied');
  });
});
