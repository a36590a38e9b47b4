import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, Problems, RequirePermission } from '#access';
import type { Caller } from '#kernel';
import { UserUnlock } from '../application/lockout/user-unlock.js';
import { AdminReset } from '../application/passwords/admin-reset.js';
import { IssuedResetResponse, issuedResetResponse } from './dto/password.requests.js';

/** How administrators help somebody back in. Here and not among the users: attempts and resets are authentication's. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
export class UserRecoveryController {
  constructor(
    private readonly unlocking: UserUnlock,
    private readonly resets: AdminReset,
  ) {}

  @Post(':id/unlock')
  @HttpCode(204)
  @RequirePermission('user:unlock')
  @ApiOperation({
    summary: 'Let a user try again',
    description: 'Forgets all failed attempts on the account. Harmless for one that is not locked.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiNoContentResponse()
  async unlock(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.unlocking.unlock(caller, id);
  }

  @Post(':id/reset-password')
  @HttpCode(200)
  @RequirePermission('user:reset-password')
  @Problems('conflict')
  @ApiOperation({
    summary: 'Let a user choose a new password',
    description:
      'Mails a one-time token to the verified address of the account, or shows it to you once where no mail gets there. Nobody sets the password of somebody else; password and sessions stay until the token is used.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the user.' })
  @ApiOkResponse({ type: IssuedResetResponse })
  async resetPassword(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<IssuedResetResponse> {
    return issuedResetResponse(await this.resets.issue(caller, id));
  }
}
