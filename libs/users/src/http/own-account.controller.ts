import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Costs, CurrentCaller, OwnAccount, Problems } from '#access';
import type { Caller } from '#kernel';
import { UserRemoval } from '../application/removal/user-removal.js';
import { UserReceiptResponse } from './dto/user.answers.js';
import { receiptResponse } from './user.presenter.js';

/** The end of the caller's own account. It is in this room, since accounts are deleted in one way. */
@ApiTags('Authentication')
@ApiBearerAuth()
@Controller('auth/me')
export class OwnAccountController {
  constructor(private readonly removal: UserRemoval) {}

  @Delete()
  @HttpCode(200)
  @Costs(2)
  @OwnAccount('auth:delete', { fresh: true, freshFactor: true })
  @Problems('conflict', 'last_administrator', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Delete your own account for good',
    description:
      'Destroys your key ring first, so that nobody can read what it sealed. Everything that is yours alone goes with it: personal data, entries, sessions. Team secrets stay. If the account has a second factor that counts, show one within 5 minutes before. If the request is interrupted, the server finishes it.',
  })
  @ApiOkResponse({ type: UserReceiptResponse })
  async remove(@CurrentCaller() caller: Caller): Promise<UserReceiptResponse> {
    return receiptResponse(await this.removal.removeOwn(caller));
  }
}
