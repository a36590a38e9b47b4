import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditRuntime } from './application/audit-runtime.js';
import { AuditModule } from './audit.module.js';

/**
 * Lets the nodes append for each other, where the configuration has an address. For the server alone: a command beside it has
 * the same configuration, and cannot listen there.
 */
@Module({ imports: [AuditModule] })
export class NodeLinkModule implements OnApplicationBootstrap {
  constructor(private readonly runtime: AuditRuntime) {}

  /** Throws StartError if the address cannot be listened on. */
  async onApplicationBootstrap(): Promise<void> {
    await this.runtime.join();
  }
}
