import { Module } from '@nestjs/common';
import { AuditModule } from '#audit';
import { MailModule } from '#mail';
import { AccountsModule } from '#users';
import { Challenges } from './application/challenges/challenges.js';
import { FactorReset } from './application/recovery/factor-reset.js';
import { OperatorRecovery } from './application/recovery/operator-recovery.js';

/**
 * Lets people back into their accounts, without a keyring: so that a command can do it beside a running server. The
 * global engines module provides the stores, Roots, Clock and Config.
 */
@Module({
  imports: [AuditModule, MailModule, AccountsModule],
  providers: [Challenges, FactorReset, OperatorRecovery],
  exports: [Challenges, FactorReset, OperatorRecovery],
})
export class RecoveryModule {}
