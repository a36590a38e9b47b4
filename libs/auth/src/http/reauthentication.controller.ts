import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { Reauthentication } from '../application/sessions/reauthentication.js';
import { FreshResponse, proofOf, ReauthenticateRequest } from './dto/reauthentication.requests.js';

@ApiTags('Authentication')
@Controller('auth/reauthenticate')
export class ReauthenticationController {
  constructor(private readonly reauthentication: Reauthentication) {}

  @Post()
  @HttpCode(200)
  @OwnAccount('auth:reauthenticate', { beforeSecondFactor: true })
  @AuthThrottle()
  @ApiBearerAuth()
  @Problems('invalid_credentials', 'invalid_code', 'conflict')
  @ApiOperation({
    summary: 'Prove again who you are',
    description:
      'By exactly one of `password`, `login_secret`, or `method` and `code`. The session keeps its tokens and counts as fresh for 5 minutes: some routes ask for that (403 `reauthentication_required`). A code is a second factor as well: it lifts 403 `second_factor_required`.',
  })
  @ApiOkResponse({ type: FreshResponse })
  async prove(@CurrentCaller() caller: Caller, @Body() body: ReauthenticateRequest): Promise<FreshResponse> {
    const until = await this.reauthentication.reauthenticate(caller, proofOf(body));
    return { fresh_until: new Date(until).toISOString() };
  }
}
