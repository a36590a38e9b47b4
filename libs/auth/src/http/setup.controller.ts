import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentRequest, type HeaderSink, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { FirstAdministrator } from '../application/setup/first-administrator.js';
import { setupResponse } from './account.presenter.js';
import { SetupResponse } from './dto/account.answers.js';
import { SetupRequestBody } from './dto/setup.requests.js';

@ApiTags('Setup')
@Controller('setup')
export class SetupController {
  constructor(private readonly setup: FirstAdministrator) {}

  @Post()
  @Costs(50)
  @Public()
  @AuthThrottle('setup')
  @Problems('invalid_setup_token', 'not_found', 'username_taken', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Create the first administrator',
    description: 'Works once, with the token that the server printed at its start. After that it always answers 404.',
  })
  @ApiCreatedResponse({ type: SetupResponse, headers: { Location: { schema: { type: 'string' } } } })
  async setUp(
    @CurrentRequest() request: RequestContext,
    @Body() body: SetupRequestBody,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<SetupResponse> {
    const user = await this.setup.setUp(request, body);
    reply.header('Location', `/api/v1/users/${user.id}`);
    return setupResponse(user);
  }
}
