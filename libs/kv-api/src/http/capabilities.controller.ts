import { Body, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CofferRequest, Costs, CostsByList, CurrentCaller, OwnAccount } from '#access';
import { type Caller, invalidField } from '#kernel';
import { OwnCapabilities } from '../application/own-capabilities.js';
import { CAPABILITY_PATHS_MAX, CapabilitiesRequest, CapabilitiesResponse } from './dto/capabilities.dto.js';
import { envelope } from './envelope.js';
import { VAULT_TAG } from './vault-tag.js';

/** Below `/v1/sys`: what a caller may do at a path. */
@ApiTags(VAULT_TAG)
export class CapabilitiesController {
  constructor(private readonly own: OwnCapabilities) {}

  @Post('capabilities-self')
  @HttpCode(200)
  @Costs(2)
  @CostsByList({ field: 'paths', aToken: 2, most: CAPABILITY_PATHS_MAX })
  @OwnAccount('auth:me', { programs: true })
  @ApiOperation({
    summary: 'Show what you may do at paths of the Vault API',
    description: 'By the same policies that let you do it. It does not tell whether there is anything at a path.',
  })
  @ApiOkResponse({ type: CapabilitiesResponse })
  async self(
    @CurrentCaller() caller: Caller,
    @Req() { headers }: CofferRequest,
    @Body() { paths, path, token }: CapabilitiesRequest,
  ): Promise<CapabilitiesResponse> {
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) {
      throw invalidField('token', 'other', 'token is another token than yours: a token shows itself alone.');
    }
    const asked = [...new Set([...(paths ?? []), ...(path === undefined ? [] : [path])])];
    if (asked.length === 0) throw invalidField('paths', 'required', 'paths is missing: name the paths to look at.');
    const found = [...(await this.own.at(caller, asked))];
    const [first] = found;
    const alone = found.length === 1 && first ? [['capabilities', first[1]] as const] : [];
    return envelope(caller.request, Object.fromEntries([...alone, ...found]));
  }
}
