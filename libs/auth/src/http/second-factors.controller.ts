import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AuthThrottle, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { EmailEnrolment } from '../application/second-factors/email-enrolment.js';
import { FactorRemoval } from '../application/second-factors/factor-removal.js';
import { RecoverySets } from '../application/second-factors/recovery-sets.js';
import { TotpEnrolment } from '../application/second-factors/totp-enrolment.js';
import { MessageResponse } from './dto/password.requests.js';
import {
  ConfirmFactorRequest,
  FactorEnabledResponse,
  RecoveryCodesResponse,
  TotpBegunResponse,
  totpBegunResponse,
} from './dto/second-factor.requests.js';

/** Only a session that has just proved who it is changes what proves it [R25]; also one that a role keeps from the rest. */
const SECURED = { fresh: true, beforeSecondFactor: true } as const;

/** One's own second factors: where there is one that counts, it was shown within 5 minutes; a password is not enough. */
@ApiTags('Second factors')
@ApiBearerAuth()
@Controller('auth/mfa')
export class SecondFactorsController {
  constructor(
    private readonly totp: TotpEnrolment,
    private readonly email: EmailEnrolment,
    private readonly removal: FactorRemoval,
    private readonly recovery: RecoverySets,
  ) {}

  @Post('totp')
  @HttpCode(200)
  @OwnAccount('auth:mfa-enable', SECURED)
  @Problems('second_factor_required', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Begin with an authenticator app',
    description:
      'A secret for the app, shown once. It opens nothing until a code of it is confirmed, within 15 minutes.',
  })
  @ApiOkResponse({ type: TotpBegunResponse })
  async beginTotp(@CurrentCaller() caller: Caller): Promise<TotpBegunResponse> {
    return totpBegunResponse(await this.totp.begin(caller));
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle()
  @Problems('invalid_code', 'second_factor_required', 'mfa_not_enabled', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Enable the authenticator app',
    description:
      'With a code that it shows. Ends all your other sessions. Keep the recovery codes: they are shown once.',
  })
  @ApiOkResponse({ type: FactorEnabledResponse })
  async confirmTotp(
    @CurrentCaller() caller: Caller,
    @Body() body: ConfirmFactorRequest,
  ): Promise<FactorEnabledResponse> {
    return { recovery_codes: await this.totp.confirm(caller, body.code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @OwnAccount('auth:mfa-disable', SECURED)
  @Problems('second_factor_required', 'mfa_not_enabled', 'mfa_mandatory', 'conflict')
  @ApiOperation({
    summary: 'Disable the authenticator app',
    description: 'Ends all your other sessions. With the last second factor go the recovery codes.',
  })
  @ApiNoContentResponse()
  async disableTotp(@CurrentCaller() caller: Caller): Promise<void> {
    await this.removal.disable(caller, 'totp');
  }

  @Post('email')
  @HttpCode(202)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle()
  @Problems('second_factor_required', 'email_unverified', 'mail_not_configured', 'rate_limited')
  @ApiOperation({
    summary: 'Begin with codes by e-mail',
    description: 'A code is mailed to your verified address; it holds for 10 minutes and 5 guesses.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async beginEmail(@CurrentCaller() caller: Caller): Promise<MessageResponse> {
    await this.email.begin(caller);
    return { message: 'OTP sent to your email' };
  }

  @Post('email/confirm')
  @HttpCode(200)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle()
  @Problems('invalid_code', 'second_factor_required', 'mfa_not_enabled', 'conflict')
  @ApiOperation({
    summary: 'Enable codes by e-mail',
    description:
      'With the code that was mailed. Ends all your other sessions. Roles and policies that ask for a second factor take these codes only where the operator says so.',
  })
  @ApiOkResponse({ type: FactorEnabledResponse })
  async confirmEmail(
    @CurrentCaller() caller: Caller,
    @Body() body: ConfirmFactorRequest,
  ): Promise<FactorEnabledResponse> {
    return { recovery_codes: await this.email.confirm(caller, body.code) };
  }

  @Delete('email')
  @HttpCode(204)
  @OwnAccount('auth:mfa-disable', SECURED)
  @Problems('second_factor_required', 'mfa_not_enabled', 'mfa_mandatory', 'conflict')
  @ApiOperation({ summary: 'Disable codes by e-mail', description: 'As for the authenticator app.' })
  @ApiNoContentResponse()
  async disableEmail(@CurrentCaller() caller: Caller): Promise<void> {
    await this.removal.disable(caller, 'email');
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @OwnAccount('auth:recovery-codes', SECURED)
  @Problems('second_factor_required', 'mfa_not_enabled', 'conflict')
  @ApiOperation({
    summary: 'Get new recovery codes',
    description: 'The old ones no longer work. Ends all your other sessions.',
  })
  @ApiOkResponse({ type: RecoveryCodesResponse })
  async renewRecoveryCodes(@CurrentCaller() caller: Caller): Promise<RecoveryCodesResponse> {
    return { recovery_codes: await this.recovery.renew(caller) };
  }
}
