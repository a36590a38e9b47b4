import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import { type Caller, Clock } from '#kernel';
import { isSixDigits } from '../../domain/second-factors/codes.js';
import { otpauthUrl, PENDING_TOTP_MS } from '../../domain/second-factors/totp.js';
import { QrPictures } from '../../ports/qr-pictures.js';
import { invalidCode } from '../login/login-errors.js';
import { FactorChanges } from './factor-changes.js';
import { notBegun } from './factor-errors.js';
import { type RecoveryCodesOrNull, RecoverySets } from './recovery-sets.js';
import { TotpCodes } from './totp-codes.js';

const ACTION = 'auth:mfa-enable';

/** What an authenticator app is set up with: shown once. */
export interface TotpBegun {
  /** base32 of 160 random bits. */
  readonly secret: string;
  readonly otpauthUrl: string;
  /** base64 of a PNG. */
  readonly qrPng: string;
}

/** Enrols an authenticator app: a seed is given out, and opens nothing until a code of it was shown [R21]. */
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

  /** A new seed for 15 minutes; one that was begun before is dead, one that is in use stays until this is confirmed. */
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

  /** `mfa_not_enabled` where no seed waits; `invalid_code`. The step that was shown is used up [R17]. */
  async confirm(caller: Caller, code: string): Promise<RecoveryCodesOrNull> {
    if (!isSixDigits(code)) throw invalidCode();
    const stored = await this.changes.own(caller, ACTION);
    const { id, secondFactors } = stored.value;
    const { pendingTotp } = secondFactors;
    const now = this.clock.now();
    if (!pendingTotp || now >= pendingTotp.createdAt + PENDING_TOTP_MS) throw notBegun();
    const change = { action: ACTION, notice: 'app-enabled', session: 'has-shown-second-factor' } as const;
    const { sealedSeed } = pendingTotp;
    return this.recovery.enableFactor(caller, stored, change, async () => {
      const lastStep = await this.codes.stepOf(id, sealedSeed, code, 0);
      if (lastStep === null) throw invalidCode();
      return { ...secondFactors, totp: { sealedSeed, enabledAt: now, lastStep }, pendingTotp: null };
    });
  }
}
