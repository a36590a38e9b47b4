import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, type CofferRequest, CurrentCaller, CurrentRequest, OwnAccount, Problems, Public } from '#access';
import type { Caller, RequestContext } from '#kernel';
import { Login } from '../application/login.js';
import { Logout } from '../application/logout.js';
import { OwnAccountService } from '../application/own-account.js';
import { Refresh } from '../application/refresh.js';
import { BearerOptional } from './authentication.guard.js';
import { ChangePasswordRequest, LoginRequest, LogoutRequest, RefreshRequest } from './dto/auth-requests.dto.js';
import { MeResponse, meResponse, TokensResponse, tokensResponse } from './dto/auth-responses.dto.js';

@ApiTags('Authentication')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: Login,
    private readonly refreshes: Refresh,
    private readonly logouts: Logout,
    private readonly account: OwnAccountService,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @AuthThrottle()
  @Problems('invalid_credentials')
  @ApiOperation({
    summary: 'Log in',
    description: 'Every failure gives the same answer: an unknown name, a wrong password, a disabled account.',
  })
  @ApiOkResponse({ type: TokensResponse })
  async login(@CurrentRequest() request: RequestContext, @Body() body: LoginRequest): Promise<TokensResponse> {
    return tokensResponse(await this.logins.login(request, body.username, body.password));
  }

  @Post(['refresh', 'token'])
  @HttpCode(200)
  @Public()
  @AuthThrottle()
  @Problems('invalid_refresh_token', 'conflict')
  @ApiOperation({
    summary: 'Get new tokens for a refresh token',
    description:
      'A refresh token works once. Using it again ends the whole session, also when the first answer was lost: refresh once at a time. Access tokens from before live 10 s longer.',
  })
  @ApiOkResponse({ type: TokensResponse })
  async refresh(@CurrentRequest() request: RequestContext, @Body() body: RefreshRequest): Promise<TokensResponse> {
    return tokensResponse(await this.refreshes.refresh(request, body.refresh_token));
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  @BearerOptional()
  @AuthThrottle()
  @ApiBearerAuth()
  @Problems('unauthenticated', 'conflict')
  @ApiOperation({ summary: 'End this session', description: 'Takes an access token, or a refresh token in the body.' })
  @ApiBody({ type: LogoutRequest, required: false })
  @ApiNoContentResponse()
  async logout(@Req() request: CofferRequest, @Body() body?: LogoutRequest): Promise<void> {
    const principal = request.caller?.principal ?? null;
    await this.logouts.logout(request.context, principal, body?.refresh_token ?? null);
  }

  @Get('me')
  @OwnAccount('auth:me', { beforePasswordChange: true })
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Show who you are and what you may do' })
  @ApiOkResponse({ type: MeResponse })
  async me(@CurrentCaller() caller: Caller): Promise<MeResponse> {
    return meResponse(await this.account.show(caller));
  }

  @Post('password')
  @HttpCode(204)
  @OwnAccount('auth:password', { beforePasswordChange: true })
  @AuthThrottle()
  @ApiBearerAuth()
  @Problems('invalid_credentials', 'conflict')
  @ApiOperation({ summary: 'Change your password', description: 'Ends all your other sessions.' })
  @ApiNoContentResponse()
  async changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordRequest): Promise<void> {
    await this.account.changePassword(caller, body.current_password, body.new_password);
  }
}
