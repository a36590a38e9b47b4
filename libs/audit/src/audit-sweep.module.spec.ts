import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { SweepPlace } from './application/settling/sweep-place.js';
import { AUDIT_TIMINGS } from './application/timings.js';
import { AuditModule } from './audit.module.js';
import { AuditSweepModule } from './audit-sweep.module.js';
import { CommandSweepModule } from './command-sweep.module.js';
import { NodeLinkModule } from './node-link.module.js';
import { AuditLog, NodeLeases } from './ports/audit-log.js';
import { MemoryAuditLog, MemoryNodeLeases } from './testing/index.js';

const clock = new ManualClock();
const leases = new MemoryNodeLeases();
/** Any free port. */
const ADDRESS = '127.0.0.1:0';

@Global()
@Module({
  providers: [
    { provide: Roots, useValue: someRoots() },
    { provide: Clock, useValue: clock },
    { provide: Config, useValue: { audit: { strangersPerMinute: 0, nodeAddress: ADDRESS } } },
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

/** It asks for the place when it begins. Others import it, so it begins before the modules that the server names. */
@Module({ imports: [AuditModule] })
class Rounds implements OnApplicationBootstrap {
  constructor(private readonly place: SweepPlace) {}

  onApplicationBootstrap(): void {
    void this.place.hold();
  }
}

@Module({ imports: [Rounds] })
class Proofs {}

@Module({ imports: [Engines, AuditSweepModule, NodeLinkModule, Proofs] })
class LinkedServer {}

const start = (app: object) => NestFactory.createApplicationContext(app, { logger: false, abortOnError: false });

describe('the place of the sweeper', () => {
  it.each([
    ['left alone by a command', Command, true],
    ['left alone by a command that sweeps', LongCommand, true],
    ['taken by a server', Server, false],
  ])('is %s', async (_, app, isFree) => {
    const context = await start(app);
    await clock.advance(2 * AUDIT_TIMINGS.sweep);
    const now = clock.now();
    expect(await leases.holdSweep('another', now, now + AUDIT_TIMINGS.lease)).toBe(isFree);
    await clock.drive(context.close());
    clock.at += AUDIT_TIMINGS.lease;
  });

  it('is taken by a server with the address at which other nodes reach it, from the beginning', async () => {
    const context = await start(LinkedServer);
    expect(await leases.sweeper()).toMatchObject({ address: ADDRESS });
    await clock.drive(context.close());
  });
});
