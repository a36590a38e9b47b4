import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditRuntime } from './application/audit-runtime.js';
import { AuditModule } from './audit.module.js';

/**
 * Lets the nodes append for each other, where the configuration has an address. For the server alone: a command beside it has
 * the same configuration, and cannot listen there.
 */
@Module({ imports: [AuditModule] })
export class NodeLinkModule implements OnModuleInit {
  constructor(private readonly runtime: AuditRuntime) {}

  /**
   * Before any module asks for the place of the sweeper, which tells the address only of a node that listens. Throws StartError
   * if the address cannot be listened on.
   */
  async onModuleInit(): Promise<void> {
    await this.runtime.join();
  }
}
