import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { UserUnlock } from '../application/lockout/user-unlock.js';
import { AdminReset } from '../application/passwords/admin-reset.js';
import { AdminFactorReset } from '../application/recovery/admin-factor-reset.js';
import { IssuedResetResponse } from './dto/password.answers.js';
import { issuedResetResponse } from './password.presenter.js';

/**
 * Lets administrators help a user back in. It is in this room since failed attempts and resets belong to
 * authentication.
 */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
export class UserRecoveryController {
  constructor(
    private readonly unlocking: UserUnlock,
    private readonly resets: AdminReset,
    private readonly factors: AdminFactorReset,
  ) {}

  @Post(':id/unlock')
  @HttpCode(204)
  @RequirePermission('user:unlock')
  @ApiOperation({
    summary: 'Unlock a user',
    description: 'Clears all failed attempts on the account. Changes nothing if the account is not locked.',
  })
  @ApiNoContentResponse()
  async unlock(@CurrentCaller() caller: Caller, @IdParam('The id of the user.') id: string): Promise<void> {
    await this.unlocking.unlock(caller, id);
  }

  @Post(':id/reset-password')
  @HttpCode(200)
  @RequirePermission('user:reset-password')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Let a user choose a new password',
    description:
      'Mails a one-time token to the verified address of the account. If no mail can reach it, the answer shows you the token, once. You cannot set the password of another user. Password and sessions stay as they are until the token is used.',
  })
  @ApiOkResponse({ type: IssuedResetResponse })
  async resetPassword(
    @CurrentCaller() caller: Caller,
    @IdParam('The id of the user.') id: string,
  ): Promise<IssuedResetResponse> {
    return issuedResetResponse(await this.resets.issue(caller, id));
  }

  @Post(':id/reset-factors')
  @HttpCode(204)
  @RequirePermission('user:reset-factors')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Remove all second factors of a user',
    description:
      'For another user who has lost the authenticator app and the recovery codes. Ends all sessions of the account. The password stays, and a mail tells the user. You need every permission that the account has.',
  })
  @ApiNoContentResponse()
  async resetFactors(@CurrentCaller() caller: Caller, @IdParam('The id of the user.') id: string): Promise<void> {
    await this.factors.reset(caller, id);
  }
}
