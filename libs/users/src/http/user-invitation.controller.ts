import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { UserInvitations } from '../application/administration/user-invitations.js';
import { InvitationResponse } from './dto/user.answers.js';
import { invitationResponse } from './user.presenter.js';

/** The invitation of a user who has not joined yet. `POST /users` without a password sends the first one. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users/:id/invitation')
export class UserInvitationController {
  constructor(private readonly invitations: UserInvitations) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('user:invite')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Invite a user again',
    description:
      'Mails a new token to the address of the account, or shows it to you, once, if this server sends no mail. Every earlier invitation of the user is void. You need every permission that the account has.',
  })
  @ApiOkResponse({ type: InvitationResponse })
  async send(@CurrentCaller() caller: Caller, @IdParam('The id of the user.') id: string): Promise<InvitationResponse> {
    return invitationResponse(await this.invitations.send(caller, id));
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('user:invite')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Withdraw the invitation of a user',
    description: 'The account stays invited: invite the user again, or delete the account.',
  })
  @ApiNoContentResponse()
  async withdraw(@CurrentCaller() caller: Caller, @IdParam('The id of the user.') id: string): Promise<void> {
    await this.invitations.withdraw(caller, id);
  }
}
