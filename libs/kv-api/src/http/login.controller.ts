import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public, WorksWhenFull } from '#access';
import type { RequestContext } from '#kernel';
import { ProgramLogin, type ProgramToken } from '../application/tokens/program-login.js';
import { VaultLoginResponse } from './dto/token.answers.js';
import { ApproleLoginRequest, JwtLoginRequest } from './dto/token.requests.js';
import { envelope } from './envelope.js';
import { VAULT_TAG } from './vault-tag.js';

/** Below `/v1/auth`: the logins of programs. */
@ApiTags(VAULT_TAG)
export class VaultLoginController {
  constructor(private readonly logins: ProgramLogin) {}

  @Post('approle/login')
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('exchange')
  @Problems('invalid_credentials')
  @ApiOperation({
    summary: 'Log a program in with its key',
    description:
      'The `role_id` is the name or the id of the service account, the `secret_id` a key of it. The client_token is the key itself.',
  })
  @ApiOkResponse({ type: VaultLoginResponse })
  async approle(
    @CurrentRequest() request: RequestContext,
    @Body() { role_id: role, secret_id: key }: ApproleLoginRequest,
  ): Promise<VaultLoginResponse> {
    return loginAnswer(request, await this.logins.byKey(request, role, key));
  }

  @Post(['jwt/login', 'kubernetes/login'])
  @WorksWhenFull()
  @HttpCode(200)
  @Public()
  @AuthThrottle('exchange')
  @Problems('invalid_subject_token', 'provider_unavailable')
  @ApiOperation({
    summary: 'Log a program in with the token of an identity provider',
    description: 'The same exchange as `POST /api/v1/auth/token/exchange`. The `role` is a service account.',
  })
  @ApiOkResponse({ type: VaultLoginResponse })
  async jwt(
    @CurrentRequest() request: RequestContext,
    @Body() { role, jwt }: JwtLoginRequest,
  ): Promise<VaultLoginResponse> {
    return loginAnswer(request, await this.logins.byToken(request, role, jwt));
  }
}

function loginAnswer(request: RequestContext, { token, ttl, role, principal }: ProgramToken): VaultLoginResponse {
  const policies = principal?.roles ?? [];
  const auth = {
    client_token: token,
    accessor: principal?.credential ?? null,
    policies,
    token_policies: policies,
    metadata: { role },
    lease_duration: ttl,
    renewable: false,
    entity_id: principal?.userId ?? null,
    token_type: 'batch',
    orphan: true,
    num_uses: 0,
  } as const;
  return { ...envelope(request, null), auth };
}
