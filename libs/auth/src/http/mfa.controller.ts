import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public, WorksWhenFull } from '#access';
import type { RequestContext } from '#kernel';
import { MfaLogin } from '../application/second-factors/mfa-login.js';
import { typedCode } from '../domain/second-factors/codes.js';
import { TokensResponse } from './dto/login.answers.js';
import { CODE_SENT, MessageResponse } from './dto/message.answers.js';
import { SendMfaCodeRequest, VerifyMfaRequest } from './dto/second-factor.requests.js';
import { tokensResponse } from './login.presenter.js';

const MFA_TOKEN = { field: 'mfa_token', kind: 'mfa-login' } as const;

/** The second step of a login. There is no session yet: the `mfa_token` of the first step stands for the user. */
@ApiTags('Authentication')
@Controller('auth/mfa')
export class MfaController {
  constructor(private readonly logins: MfaLogin) {}

  @Post('verify')
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('mfa', MFA_TOKEN)
  @Problems('invalid_mfa_token', 'invalid_code', 'invalid_credentials', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Complete a login with a second factor',
    description:
      'A wrong, used or expired code and a locked account get the same answer. Wrong codes count like wrong passwords. The token is valid for 5 minutes and for one login.',
  })
  @ApiOkResponse({ type: TokensResponse })
  async verify(@CurrentRequest() request: RequestContext, @Body() body: VerifyMfaRequest): Promise<TokensResponse> {
    return tokensResponse(await this.logins.verify(request, body.mfa_token, body.method, typedCode(body.code)));
  }

  @Post('email/send')
  @WorksWhenFull()
  @HttpCode(202)
  @Public()
  @AuthThrottle('mfa', MFA_TOKEN)
  @Problems('invalid_mfa_token', 'mfa_not_enabled', 'mail_not_configured', 'rate_limited', 'conflict')
  @ApiOperation({
    summary: 'Have a code mailed for this login',
    description:
      'The code goes to the address that was enabled as a second factor, and replaces the previous code. At most 5 mails an hour.',
  })
  @ApiAcceptedResponse({ type: MessageResponse })
  async send(@CurrentRequest() request: RequestContext, @Body() body: SendMfaCodeRequest): Promise<MessageResponse> {
    await this.logins.sendCode(request, body.mfa_token);
    return { message: CODE_SENT };
  }
}
