import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock, hasEnded } from '#kernel';
import { isSixDigits } from '../../domain/second-factors/codes.js';
import { otpauthUrl, PENDING_TOTP_MS } from '../../domain/second-factors/totp.js';
import { QrPictures } from '../../ports/qr-pictures.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorChanges } from './factor-changes.js';
import { notBegun } from './factor-errors.js';
import { type RecoveryCodesOrNull, RecoverySets } from './recovery-sets.js';
import { TotpCodes } from './totp-codes.js';

const ACTION = 'auth:mfa-enable';

/** What an authenticator app needs for its setup. Shown once. */
export interface TotpBegun {
  /** base32 of 160 random bits. */
  readonly secret: string;
  readonly otpauthUrl: string;
  /** base64 of a PNG. */
  readonly qrPng: string;
}

/** Enrols an authenticator app. A new seed counts as a second factor only after a code of it was confirmed [R21]. */
@Injectable()
export class TotpEnrolment {
  constructor(
    private readonly changes: FactorChanges,
    private readonly codes: TotpCodes,
    private readonly recovery: RecoverySets,
    private readonly pictures: QrPictures,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Makes a new seed, which can be confirmed for 15 minutes. A seed in use stays in use until then. */
  async begin(caller: Caller): Promise<TotpBegun> {
    const { principal, request } = caller;
    const { value: user, revision } = await this.changes.own(caller, ACTION);
    const what = { action: ACTION, resourceType: 'user', resourceId: user.id } as const;
    const secret = await this.audit.mutation(request, principal, what, async () => {
      const { seed, sealedSeed } = await this.codes.newSeed(user.id);
      const pendingTotp = { sealedSeed, createdAt: this.clock.now() };
      const after = { ...user, secondFactors: { ...user.secondFactors, pendingTotp } };
      await this.changes.publish(after, revision, request.requestId);
      return seed;
    });
    const url = otpauthUrl(user.username, secret);
    return { secret, otpauthUrl: url, qrPng: await this.pictures.png(url) };
  }

  /**
   * Enables the app, and uses up the time step of the code [R17]. `mfa_not_enabled` if no seed waits; `invalid_code`.
   */
  async confirm(caller: Caller, code: string): Promise<RecoveryCodesOrNull> {
    if (!isSixDigits(code)) throw invalidCode();
    const stored = await this.changes.own(caller, ACTION);
    const { id, secondFactors } = stored.value;
    const { pendingTotp } = secondFactors;
    const now = this.clock.now();
    if (!pendingTotp || hasEnded(pendingTotp.createdAt + PENDING_TOTP_MS, PENDING_TOTP_MS, now)) throw notBegun();
    const change = { action: ACTION, notice: 'app-enabled', session: 'has-shown-second-factor' } as const;
    const { sealedSeed } = pendingTotp;
    return this.recovery.enableFactor(caller, stored, change, async () => {
      const lastStep = await this.codes.stepOf(id, sealedSeed, code, 0);
      if (lastStep === null) throw invalidCode();
      return { ...secondFactors, totp: { sealedSeed, enabledAt: now, lastStep }, pendingTotp: null };
    });
  }
}
