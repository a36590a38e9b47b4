import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { MfaLogin } from '../application/second-factors/mfa-login.js';
import { TokensResponse, tokensResponse } from './dto/account.answers.js';
import { MessageResponse } from './dto/password.requests.js';
import { SendMfaCodeRequest, VerifyMfaRequest } from './dto/second-factor.requests.js';

/** The second step of a login: before there is a session, by the `mfa_token` of the first. */
@ApiTags('Authentication')
@Controller('auth/mfa')
export class MfaController {
  constructor(private readonly logins: MfaLogin) {}

  @Post('verify')
  @HttpCode(200)
  @Public()
  @AuthThrottle()
  @Problems('invalid_mfa_token', 'invalid_code', 'invalid_credentials', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Complete a login with a second factor',
    description:
      'Every wrong, used or old code gives the same answer, as does a locked account: wrong codes count as wrong passwords do. The token holds for 5 minutes and one login.',
  })
  @ApiOkResponse({ type: TokensResponse })
  async verify(@CurrentRequest() request: RequestContext, @Body() body: VerifyMfaRequest): Promise<TokensResponse> {
    return tokensResponse(await this.logins.verify(request, body.mfa_token, body.method, body.code));
  }

  @Post('email/send')
  @HttpCode(202)
  @Public()
  @AuthThrottle()
  @Problems('invalid_mfa_token', 'mfa_not_enabled', 'mail_not_configured', 'rate_limited', 'conflict')
  @ApiOperation({
    summary: 'Have a code mailed for this login',
    description:
      'To the address that was enabled as a second factor; the code before no longer holds. 5 mails an hour.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async send(@CurrentRequest() request: RequestContext, @Body() body: SendMfaCodeRequest): Promise<MessageResponse> {
    await this.logins.sendCode(request, body.mfa_token);
    return { message: 'OTP sent to your email' };
  }
}
