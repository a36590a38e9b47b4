import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { AUDIT_TIMINGS } from './application/timings.js';
import { AuditModule } from './audit.module.js';
import { AuditSweepModule } from './audit-sweep.module.js';
import { CommandSweepModule } from './command-sweep.module.js';
import { AuditLog, NodeLeases } from './ports/audit-log.js';
import { MemoryAuditLog, MemoryNodeLeases } from './testing/index.js';

const clock = new ManualClock();
const leases = new MemoryNodeLeases();

@Global()
@Module({
  providers: [
    { provide: Roots, useValue: someRoots() },
    { provide: Clock, useValue: clock },
    { provide: Config, useValue: { audit: { strangersPerMinute: 0 } } },
    { provide: AuditLog, useValue: new MemoryAuditLog() },
    { provide: NodeLeases, useValue: leases },
  ],
  exports: [Roots, Clock, Config, AuditLog, NodeLeases],
})
class Engines {}

@Module({ imports: [Engines, AuditModule] })
class Command {}

@Module({ imports: [Engines, CommandSweepModule] })
class LongCommand {}

@Module({ imports: [Engines, AuditSweepModule] })
class Server {}

describe('the place of the sweeper', () => {
  it.each([
    ['left alone by a command', Command, true],
    ['left alone by a command that sweeps', LongCommand, true],
    ['taken by a server', Server, false],
  ])('is %s', async (_, app, isFree) => {
    const context = await NestFactory.createApplicationContext(app, { logger: false, abortOnError: false });
    await clock.advance(2 * AUDIT_TIMINGS.sweep);
    const now = clock.now();
    expect(await leases.holdSweep('another', now, now + AUDIT_TIMINGS.lease)).toBe(isFree);
    await clock.drive(context.close());
    clock.at += AUDIT_TIMINGS.lease;
  });
});
