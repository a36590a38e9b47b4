import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentRequest, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { InvitationAcceptance } from '../application/invitations/invitation-acceptance.js';
import { oneCredential } from '../application/passwords/credential-form.js';
import { clientKeysOf } from './dto/client-keys.fields.js';
import { AcceptInvitationRequest } from './dto/invitation.requests.js';

@ApiTags('Authentication')
@Controller('auth/invitation')
export class InvitationController {
  constructor(private readonly acceptance: InvitationAcceptance) {}

  @Post('accept')
  @Costs(50)
  @HttpCode(204)
  @Public()
  @AuthThrottle('reset', { field: 'token', kind: 'invitation' })
  @Problems('invalid_invitation', 'conflict', 'limit_reached')
  @ApiOperation({
    summary: 'Choose the first password of an account that you are invited to',
    description:
      'Send a password, or a login_secret that your client derives from one. The invitation works once, for 7 days, and not if the account is disabled. Starts no session: log in afterwards. A code that verifies the address is mailed to it.',
  })
  @ApiNoContentResponse()
  async accept(@CurrentRequest() request: RequestContext, @Body() body: AcceptInvitationRequest): Promise<void> {
    const { token, password, login_secret: loginSecret } = body;
    await this.acceptance.accept(request, token, oneCredential({ password, loginSecret }, ''), clientKeysOf(body));
  }
}
