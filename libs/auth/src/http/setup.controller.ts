import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { FirstAdministrator } from '../application/setup/first-administrator.js';
import { SetupResponse, setupResponse } from './dto/account.answers.js';
import { SetupRequestBody } from './dto/login.requests.js';

@ApiTags('Setup')
@Controller('setup')
export class SetupController {
  constructor(private readonly setup: FirstAdministrator) {}

  @Post()
  @Public()
  @AuthThrottle()
  @Problems('invalid_setup_token', 'not_found', 'username_taken', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Make the first administrator',
    description: 'Once, with the token that the server printed when it was started. After that it is 404 for good.',
  })
  @ApiCreatedResponse({ type: SetupResponse, headers: { Location: { schema: { type: 'string' } } } })
  async setUp(
    @CurrentRequest() request: RequestContext,
    @Body() body: SetupRequestBody,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<SetupResponse> {
    const user = await this.setup.setUp(request, body);
    reply.header('Location', `/api/v1/users/${user.id}`);
    return setupResponse(user);
  }
}
