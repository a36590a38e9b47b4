import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public, WorksWhenFull } from '#access';
import type { RequestContext } from '#kernel';
import { TokenExchange } from '../application/exchange/token-exchange.js';
import { ExchangedTokenResponse } from './dto/exchange.answers.js';
import { ExchangeRequest } from './dto/exchange.requests.js';

@ApiTags('Authentication')
@Controller('auth/token/exchange')
export class ExchangeController {
  constructor(private readonly exchanges: TokenExchange) {}

  @Post()
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('exchange')
  @Problems('invalid_subject_token', 'provider_unavailable', 'busy')
  @ApiOperation({
    summary: 'Exchange the token of an identity provider for an access token',
    description:
      'For programs without a key: a CI job or a pod shows the token that its platform made for it. A binding of the service account must accept its claims. Every refusal gives the same answer. There is no refresh token: show a new token of the platform instead.',
  })
  @ApiOkResponse({ type: ExchangedTokenResponse })
  async exchange(
    @CurrentRequest() request: RequestContext,
    @Body() { subject_token: subjectToken, service_account: account }: ExchangeRequest,
  ): Promise<ExchangedTokenResponse> {
    const { accessToken, expiresIn } = await this.exchanges.exchange(request, subjectToken, account);
    return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn };
  }
}
