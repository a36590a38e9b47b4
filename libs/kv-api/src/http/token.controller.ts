import { Body, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AuthThrottle,
  type CofferRequest,
  CurrentCaller,
  OwnAccount,
  Problems,
  timestamp,
  WorksWhenFull,
} from '#access';
import { type Caller, CofferError } from '#kernel';
import { OwnToken, type TokenView } from '../application/tokens/own-token.js';
import { type TokenFields, TokenResponse } from './dto/token.answers.js';
import { RenewSelfRequest } from './dto/token.requests.js';
import { envelope } from './envelope.js';
import { VAULT_TAG } from './vault-tag.js';

const BEARER = 'Bearer ';
const ALWAYS = { programs: true, beforePasswordChange: true, beforeSecondFactor: true };

/** Below `/v1/auth/token`: what a caller does with their own token. */
@ApiTags(VAULT_TAG)
export class TokenController {
  constructor(private readonly own: OwnToken) {}

  @Get('lookup-self')
  @OwnAccount('auth:me', ALWAYS)
  @ApiOperation({ summary: 'Show your token', description: 'For clients of Vault.' })
  @ApiOkResponse({ type: TokenResponse })
  async lookupSelf(@CurrentCaller() caller: Caller, @Req() { headers }: CofferRequest): Promise<TokenResponse> {
    const view = await this.own.show(caller);
    return envelope(caller.request, tokenFields(view, String(headers.authorization).slice(BEARER.length)));
  }

  @Post('renew-self')
  @OwnAccount('auth:refresh', { programs: true })
  @ApiOperation({
    summary: 'Renew your token: no token can be renewed',
    description: 'Always 400, as Vault answers for such a token. Log in again instead.',
  })
  @ApiBadRequestResponse()
  renewSelf(@Body() _body?: RenewSelfRequest): never {
    throw new CofferError('validation_failed', 'lease is not renewable: log in again before the token expires.');
  }

  @Post('revoke-self')
  @HttpCode(204)
  @WorksWhenFull()
  @OwnAccount('auth:logout', ALWAYS)
  @AuthThrottle('session')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Revoke your token: end your session',
    description:
      '400 for the token of a program, as Vault answers for a batch token. A key is ended at `/api/v1/service-accounts/{id}/keys/{key_id}`.',
  })
  @ApiNoContentResponse()
  async revokeSelf(@CurrentCaller() caller: Caller): Promise<void> {
    await this.own.revoke(caller);
  }
}

function tokenFields(view: TokenView, token: string): TokenFields {
  return {
    accessor: view.credential,
    display_name: view.username,
    entity_id: view.userId,
    expire_time: timestamp(view.validUntil),
    ...{ explicit_max_ttl: 0, id: token, meta: null, num_uses: 0, orphan: true, path: 'auth/token' },
    policies: view.roles,
    renewable: false,
    ttl: view.ttl,
    type: view.isOfPerson ? 'service' : 'batch',
  };
}
