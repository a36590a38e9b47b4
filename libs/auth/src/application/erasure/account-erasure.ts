import { Injectable } from '@nestjs/common';
import { Mailer } from '#mail';
import { PersonalData } from '#users';
import { ChallengeErasure } from './challenge-erasure.js';
import { LockoutErasure } from './lockout-erasure.js';
import { SessionErasure } from './session-erasure.js';

/** Everything that `auth` and `mail` keep about an account is removed with it. */
@Injectable()
export class AccountErasure {
  constructor(
    private readonly sessions: SessionErasure,
    private readonly challenges: ChallengeErasure,
    private readonly lockouts: LockoutErasure,
    private readonly mailer: Mailer,
  ) {}

  register(personalData: PersonalData): void {
    personalData.register('sessions', (userId) => this.sessions.sweep(userId));
    personalData.register('challenges', (userId) => this.challenges.sweep(userId));
    personalData.register('lockouts', (userId) => this.lockouts.sweep(userId));
    personalData.register('mails', (userId) => this.mailer.erase(userId));
  }
}
