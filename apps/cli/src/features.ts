import { AuditModule } from '#audit';
import { AuthModule } from '#auth';
import { EntriesModule } from '#entries';
import { IdempotencyModule } from '#idempotency';
import { KeysModule, RotationsModule } from '#keys';
import { PoliciesModule } from '#policies';
import { SecretsModule } from '#secrets';
import { SensitiveDataModule } from '#sensitive-data';
import { UsersModule } from '#users';

/**
 * Every feature, for a command that may go on for hours as a node of its own: a node settles what dead ones have left
 * open and works on rotations. One that did not know a feature would record its intents as `unknown`, and would find
 * nothing of what it keeps sealed.
 */
export const FEATURES = [
  AuditModule,
  IdempotencyModule,
  PoliciesModule,
  KeysModule,
  RotationsModule,
  UsersModule,
  AuthModule,
  SecretsModule,
  SensitiveDataModule,
  EntriesModule,
];
