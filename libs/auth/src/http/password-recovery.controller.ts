import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentRequest, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { PasswordForgot } from '../application/passwords/password-forgot.js';
import { PasswordReset } from '../application/passwords/password-reset.js';
import { MessageResponse } from './dto/message.answers.js';
import { ForgotPasswordRequest, newCredentialOf, ResetPasswordRequest } from './dto/password.requests.js';

const ASKED =
  'If this account has a verified e-mail address, a reset token was mailed to it. A reset does not open what only the old password opens: entries under protected_user_key stay closed.';

@ApiTags('Authentication')
@Controller('auth/password')
export class PasswordRecoveryController {
  constructor(
    private readonly forgotten: PasswordForgot,
    private readonly resets: PasswordReset,
  ) {}

  @Post('forgot')
  @HttpCode(202)
  @Public()
  @AuthThrottle('forgot')
  @ApiOperation({
    summary: 'Ask for a reset token by mail',
    description:
      'Every name gets the same answer. The token goes only to a verified address, and is valid for 30 minutes.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async forgot(
    @CurrentRequest() request: RequestContext,
    @Body() body: ForgotPasswordRequest,
  ): Promise<MessageResponse> {
    await this.forgotten.ask(request, body.username);
    return { message: ASKED };
  }

  @Post('reset')
  @Costs(50)
  @HttpCode(204)
  @Public()
  @AuthThrottle('reset', { field: 'token', kind: 'password-reset' })
  @Problems('invalid_reset_token', 'conflict')
  @ApiOperation({
    summary: 'Set a new password with a reset token',
    description:
      'Ends all sessions of the account and starts none. The next login asks for the second factor as before. Salt, kdf and protected_user_key do not change: what only the old password opens stays closed.',
  })
  @ApiNoContentResponse()
  async reset(@CurrentRequest() request: RequestContext, @Body() body: ResetPasswordRequest): Promise<void> {
    await this.resets.reset(request, body.token, newCredentialOf(body));
  }
}
