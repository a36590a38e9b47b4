import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { AuthThrottle, type CofferRequest, Costs, CurrentRequest, Problems, Public, WorksWhenFull } from '#access';
import type { RequestContext } from '#kernel';
import { Login } from '../application/login/login.js';
import { oneCredential } from '../application/passwords/credential-form.js';
import { Logout } from '../application/sessions/logout.js';
import { Refresh } from '../application/sessions/refresh.js';
import { LOGIN_ANSWER, type LoginResponse, MfaRequiredResponse, TokensResponse } from './dto/login.answers.js';
import { LoginRequest, LogoutRequest, RefreshRequest } from './dto/login.requests.js';
import { loginResponse, tokensResponse } from './login.presenter.js';

const REFRESH_TOKEN = { field: 'refresh_token', kind: 'refresh' } as const;

@ApiTags('Authentication')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: Login,
    private readonly refreshes: Refresh,
    private readonly logouts: Logout,
  ) {}

  @Post('login')
  @Costs(50)
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('login')
  @Problems('invalid_credentials')
  @ApiOperation({
    summary: 'Log in',
    description:
      'Every failure gives the same answer: an unknown name, a wrong password, a disabled account, too many failures. For an account with a second factor the answer has an MFA token instead: send it to POST /api/v1/auth/mfa/verify.',
  })
  @ApiExtraModels(TokensResponse, MfaRequiredResponse)
  @ApiOkResponse(LOGIN_ANSWER)
  async login(@CurrentRequest() request: RequestContext, @Body() body: LoginRequest): Promise<LoginResponse> {
    const { username, password, login_secret: loginSecret } = body;
    return loginResponse(await this.logins.login(request, username, oneCredential({ password, loginSecret }, '')));
  }

  @Post(['refresh', 'token'])
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('session', REFRESH_TOKEN)
  @Problems('invalid_refresh_token', 'conflict')
  @ApiOperation({
    summary: 'Get new tokens for a refresh token',
    description:
      'A refresh token works once. Using it again ends the session, even if the first answer was lost. So send one refresh at a time. Earlier access tokens of the session work for 10 more seconds.',
  })
  @ApiOkResponse({ type: TokensResponse })
  async refresh(@CurrentRequest() request: RequestContext, @Body() body: RefreshRequest): Promise<TokensResponse> {
    return tokensResponse(await this.refreshes.refresh(request, body.refresh_token));
  }

  @Post('logout')
  @WorksWhenFull()
  @HttpCode(204)
  @Public({ session: 'auth:logout' })
  @AuthThrottle('session', REFRESH_TOKEN)
  @ApiBearerAuth()
  @Problems('unauthenticated', 'person_required', 'conflict')
  @ApiOperation({ summary: 'End this session', description: 'Send an access token, or a refresh token in the body.' })
  @ApiBody({ type: LogoutRequest, required: false })
  @ApiNoContentResponse()
  async logout(@Req() request: CofferRequest, @Body() body?: LogoutRequest): Promise<void> {
    const principal = request.caller?.principal ?? null;
    await this.logouts.logout(request.context, principal, body?.refresh_token ?? null);
  }
}
