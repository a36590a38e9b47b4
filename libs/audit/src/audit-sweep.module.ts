import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditRuntime } from './application/audit-runtime.js';
import { AuditModule } from './audit.module.js';

/**
 * Settles what dead nodes left open. For a process with every feature: an open action of a feature that is not there would be
 * recorded as `unknown`. A command with a part of them does not do that; one with all of them has CommandSweepModule.
 */
@Module({ imports: [AuditModule] })
export class AuditSweepModule implements OnApplicationBootstrap {
  constructor(private readonly runtime: AuditRuntime) {}

  /** By now every feature has registered its settlement. */
  onApplicationBootstrap(): void {
    this.runtime.startSweeping();
  }
}
