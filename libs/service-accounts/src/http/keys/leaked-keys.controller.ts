import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Public } from '#access';
import type { RequestContext } from '#kernel';
import { LeakedKeys } from '../../application/keys/leaked-keys.js';
import { LeakedKeyResponse } from './dto/api-key.answers.js';
import { LeakedKeyRequest } from './dto/api-key.requests.js';

const ENDED = 'If this is a key of this server, it has ended.';

@ApiTags('Service accounts')
@Controller('auth/keys')
export class LeakedKeysController {
  constructor(private readonly leaked: LeakedKeys) {}

  @Post('leaked')
  @HttpCode(202)
  @Public()
  @AuthThrottle('leaked')
  @ApiOperation({
    summary: 'End a key that you have found',
    description:
      'Whoever holds a key can end it, without a login. The owner of its account gets a mail. Every text gets the same answer.',
  })
  @ApiAcceptedResponse({ type: LeakedKeyResponse })
  async report(
    @CurrentRequest() request: RequestContext,
    @Body() { key }: LeakedKeyRequest,
  ): Promise<LeakedKeyResponse> {
    await this.leaked.report(request, key);
    return { message: ENDED };
  }
}
