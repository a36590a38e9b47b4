import { Module } from '@nestjs/common';
import { Config } from '#config';
import { Lockouts } from './application/lockout/lockouts.js';
import { AuthSettings } from './ports/auth.settings.js';

/**
 * Only the counts of attempts: so the command line can unlock a user without a keyring, beside a running server. The
 * global engines module provides LockoutStore, Roots, Clock and Config.
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
