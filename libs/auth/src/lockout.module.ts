import { Module } from '@nestjs/common';
import { Config } from '#config';
import { Lockouts } from './application/lockout/lockouts.js';
import { AuthSettings } from './ports/auth.settings.js';

/**
 * The counts of failed attempts alone: what an operator can undo without a keyring, beside a running server. LockoutStore,
 * Roots, Clock and Config come from the global engines module.
 */
@Module({
  providers: [
    {
      provide: AuthSettings,
      useFactory: ({ tokens, identity }: Config): AuthSettings => ({ ...tokens, ...identity }),
      inject: [Config],
    },
    Lockouts,
  ],
  exports: [AuthSettings, Lockouts],
})
export class LockoutModule {}
