import { Module, type OnModuleInit } from '@nestjs/common';
import { SweepPlace } from './application/settling/sweep-place.js';
import { AuditModule } from './audit.module.js';
import { AuditSweepModule } from './audit-sweep.module.js';

/**
 * As {@link AuditSweepModule}, for a command with every feature. It settles only while no node has the place of the sweeper,
 * and never takes it: the node with the place also streams the audit and appends for others, which a command does not.
 */
@Module({ imports: [AuditModule, AuditSweepModule] })
export class CommandSweepModule implements OnModuleInit {
  constructor(private readonly place: SweepPlace) {}

  /** Before any module asks for the place. */
  onModuleInit(): void {
    this.place.leaveToServers();
  }
}
