import type { Type } from '@nestjs/common';
import { AuditModule, AuditSweepModule } from '#audit';
import { AuditProofsModule } from '#audit-proofs';
import { AuthModule } from '#auth';
import type { Config } from '#config';
import { EntriesModule } from '#entries';
import { IdempotencyModule } from '#idempotency';
import { KeysModule, RotationsModule } from '#keys';
import { PoliciesModule } from '#policies';
import { SecretsModule } from '#secrets';
import { SensitiveDataModule } from '#sensitive-data';
import { ServiceAccountsModule, WorkloadsModule } from '#service-accounts';
import { UsersModule } from '#users';

const FEATURES = [
  AuditModule,
  IdempotencyModule,
  PoliciesModule,
  KeysModule,
  RotationsModule,
  UsersModule,
  ServiceAccountsModule,
  WorkloadsModule,
  AuthModule,
  SecretsModule,
  SensitiveDataModule,
  EntriesModule,
  AuditProofsModule,
];

/**
 * Every feature. A long command is a node of the audit like a server: it settles the open records of dead nodes and works
 * on rotations. Without a feature, it would record that feature's open actions as `unknown` and skip its values when it
 * encrypts values again.
 *
 * The node that settles also streams the audit, which a command does not: it may be the standard output that is streamed
 * to. So with a stream, a command leaves both to the servers.
 */
export function featuresOf({ audit }: Pick<Config, 'audit'>): readonly Type[] {
  return audit.stream === null ? [...FEATURES, AuditSweepModule] : FEATURES;
}
