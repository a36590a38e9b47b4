import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { OwnAccountService } from '../application/account/own-account.js';
import { PasswordChange } from '../application/passwords/password-change.js';
import { meResponse } from './account.presenter.js';
import { MeResponse } from './dto/account.answers.js';
import { ChangePasswordRequest, passwordChangeOf } from './dto/password.requests.js';

@ApiTags('Authentication')
@ApiBearerAuth()
@Controller('auth')
export class AccountController {
  constructor(
    private readonly account: OwnAccountService,
    private readonly passwords: PasswordChange,
  ) {}

  @Get('me')
  @OwnAccount('auth:me', { programs: true, beforePasswordChange: true, beforeSecondFactor: true })
  @ApiOperation({ summary: 'Show who you are and what you may do' })
  @ApiOkResponse({ type: MeResponse })
  async me(@CurrentCaller() caller: Caller): Promise<MeResponse> {
    return meResponse(await this.account.show(caller));
  }

  @Post('password')
  @Costs(50)
  @HttpCode(204)
  @OwnAccount('auth:password', { beforePasswordChange: true, beforeSecondFactor: true })
  @AuthThrottle('credential')
  @Problems('invalid_credentials', 'conflict')
  @ApiOperation({
    summary: 'Change your password',
    description:
      'Ends all your other sessions. Send the current password or login secret, and the new one. A new login secret needs the key derivation of the client as well. If the account has a protected_user_key, send it again, sealed under the new key.',
  })
  @ApiNoContentResponse()
  async changePassword(@CurrentCaller() caller: Caller, @Body() body: ChangePasswordRequest): Promise<void> {
    await this.passwords.change(caller, passwordChangeOf(body));
  }
}
