import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentCaller, OwnAccount, Problems, WorksWhenFull } from '#access';
import type { Caller } from '#kernel';
import { Reauthentication } from '../application/sessions/reauthentication.js';
import { proofOf, ReauthenticateRequest } from './dto/reauthentication.requests.js';
import { FreshResponse } from './dto/session.answers.js';
import { freshResponse } from './session.presenter.js';

@ApiTags('Authentication')
@Controller('auth/reauthenticate')
export class ReauthenticationController {
  constructor(private readonly reauthentication: Reauthentication) {}

  @Post()
  @Costs(50)
  @WorksWhenFull()
  @HttpCode(200)
  @OwnAccount('auth:reauthenticate', { beforeSecondFactor: true })
  @AuthThrottle('credential')
  @ApiBearerAuth()
  @Problems('invalid_credentials', 'invalid_code', 'conflict')
  @ApiOperation({
    summary: 'Prove again who you are',
    description:
      'Send exactly one of `password`, `login_secret`, or `method` and `code`. The session keeps its tokens and counts as fresh for 5 minutes. Some routes need a fresh session: they answer 403 `reauthentication_required` otherwise. A code also counts as a second factor, for routes that answer 403 `second_factor_required`.',
  })
  @ApiOkResponse({ type: FreshResponse })
  async prove(@CurrentCaller() caller: Caller, @Body() body: ReauthenticateRequest): Promise<FreshResponse> {
    return freshResponse(await this.reauthentication.reauthenticate(caller, proofOf(body)));
  }
}
