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
import { typedCode } from '../domain/second-factors/codes.js';
import { CODE_SENT, MessageResponse } from './dto/message.answers.js';
import { FactorEnabledResponse, RecoveryCodesResponse, TotpBegunResponse } from './dto/second-factor.answers.js';
import { ConfirmFactorRequest } from './dto/second-factor.requests.js';
import { totpBegunResponse } from './second-factor.presenter.js';

/**
 * Only a fresh session changes its second factors [R25]. A session may do so before it shows the second factor that a
 * role of its user requires: otherwise it could never get one.
 */
const SECURED = { fresh: true, beforeSecondFactor: true } as const;

/** The caller's own second factors. If the caller has one that counts, it must have been shown within 5 minutes. */
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
    summary: 'Start to enrol an authenticator app',
    description:
      'The answer has the secret for the app. It is not shown again. The app counts as a second factor once you confirm a code of it, within 15 minutes.',
  })
  @ApiOkResponse({ type: TotpBegunResponse })
  async beginTotp(@CurrentCaller() caller: Caller): Promise<TotpBegunResponse> {
    return totpBegunResponse(await this.totp.begin(caller));
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle('factor')
  @Problems('invalid_code', 'second_factor_required', 'mfa_not_enabled', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Enable the authenticator app',
    description:
      'Send a code that the app shows. Ends all your other sessions. Keep the recovery codes: they are not shown again.',
  })
  @ApiOkResponse({ type: FactorEnabledResponse })
  async confirmTotp(
    @CurrentCaller() caller: Caller,
    @Body() body: ConfirmFactorRequest,
  ): Promise<FactorEnabledResponse> {
    return { recovery_codes: await this.totp.confirm(caller, typedCode(body.code)) };
  }

  @Delete('totp')
  @HttpCode(204)
  @OwnAccount('auth:mfa-disable', SECURED)
  @Problems('second_factor_required', 'mfa_not_enabled', 'mfa_mandatory', 'conflict')
  @ApiOperation({
    summary: 'Disable the authenticator app',
    description: 'Ends all your other sessions. Disabling the last second factor deletes the recovery codes.',
  })
  @ApiNoContentResponse()
  async disableTotp(@CurrentCaller() caller: Caller): Promise<void> {
    await this.removal.disable(caller, 'totp');
  }

  @Post('email')
  @HttpCode(202)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle('factor')
  @Problems('second_factor_required', 'email_unverified', 'mail_not_configured', 'rate_limited')
  @ApiOperation({
    summary: 'Start to enrol codes by e-mail',
    description: 'A code is mailed to your verified address. It is valid for 10 minutes and 5 guesses.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async beginEmail(@CurrentCaller() caller: Caller): Promise<MessageResponse> {
    await this.email.begin(caller);
    return { message: CODE_SENT };
  }

  @Post('email/confirm')
  @HttpCode(200)
  @OwnAccount('auth:mfa-enable', SECURED)
  @AuthThrottle('factor')
  @Problems('invalid_code', 'second_factor_required', 'mfa_not_enabled', 'conflict')
  @ApiOperation({
    summary: 'Enable codes by e-mail',
    description:
      'Send the code that was mailed. Ends all your other sessions. Roles and policies that require a second factor accept these codes only if the operator configured that.',
  })
  @ApiOkResponse({ type: FactorEnabledResponse })
  async confirmEmail(
    @CurrentCaller() caller: Caller,
    @Body() body: ConfirmFactorRequest,
  ): Promise<FactorEnabledResponse> {
    return { recovery_codes: await this.email.confirm(caller, typedCode(body.code)) };
  }

  @Delete('email')
  @HttpCode(204)
  @OwnAccount('auth:mfa-disable', SECURED)
  @Problems('second_factor_required', 'mfa_not_enabled', 'mfa_mandatory', 'conflict')
  @ApiOperation({
    summary: 'Disable codes by e-mail',
    description: 'Ends all your other sessions. Disabling the last second factor deletes the recovery codes.',
  })
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
    description: 'The old codes stop working. Ends all your other sessions.',
  })
  @ApiOkResponse({ type: RecoveryCodesResponse })
  async renewRecoveryCodes(@CurrentCaller() caller: Caller): Promise<RecoveryCodesResponse> {
    return { recovery_codes: await this.recovery.renew(caller) };
  }
}
