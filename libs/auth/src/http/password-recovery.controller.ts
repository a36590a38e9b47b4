import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { PasswordForgot } from '../application/passwords/password-forgot.js';
import { PasswordReset } from '../application/passwords/password-reset.js';
import {
  ForgotPasswordRequest,
  MessageResponse,
  newCredentialOf,
  ResetPasswordRequest,
} from './dto/password.requests.js';

const ASKED =
  'If this account has a verified e-mail address, a reset token was mailed to it. What only the old password opened (entries under protected_user_key) stays closed after a reset.';

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
  @AuthThrottle()
  @ApiOperation({
    summary: 'Ask for a reset token by mail',
    description: 'The same answer for every name. The token goes to a verified address alone and holds for 30 minutes.',
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
  @HttpCode(204)
  @Public()
  @AuthThrottle()
  @Problems('invalid_reset_token', 'conflict')
  @ApiOperation({
    summary: 'Set a new password with a reset token',
    description:
      'Ends all sessions of the account and begins none. A second factor is asked for at the next login as before. Salt, kdf and protected_user_key stay: what only the old password opened stays closed.',
  })
  @ApiNoContentResponse()
  async reset(@CurrentRequest() request: RequestContext, @Body() body: ResetPasswordRequest): Promise<void> {
    await this.resets.reset(request, body.token, newCredentialOf(body));
  }
}
