import { AuditModule, CommandSweepModule } from '#audit';
import { AuditProofsModule } from '#audit-proofs';
import { AuthModule } from '#auth';
import { EntriesModule } from '#entries';
import { IdempotencyModule } from '#idempotency';
import { KeysModule, RotationsModule } from '#keys';
import { PoliciesModule } from '#policies';
import { SecretsModule } from '#secrets';
import { SensitiveDataModule } from '#sensitive-data';
import { ServiceAccountsModule, WorkloadsModule } from '#service-accounts';
import { UsersModule } from '#users';

/**
 * Every feature. A long command is a node of the audit like a server: it works on rotations, and while no server runs it
 * settles the open records of dead nodes and signs checkpoints. Without a feature, it would record that feature's open
 * actions as `unknown` and skip its values when it encrypts values again.
 */
export const FEATURES = [
  AuditModule,
  CommandSweepModule,
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
