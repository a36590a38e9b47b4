import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  Costs,
  CurrentCaller,
  CursorCodec,
  IdParam,
  OwnAccount,
  type Page,
  PageQuery,
  Problems,
  RequirePermission,
} from '#access';
import type { Caller } from '#kernel';
import { OwnShares } from '../application/sharing/own-shares.js';
import { ShareSecret } from '../application/sharing/share-secret.js';
import { MadeShareAnswer, Share, SharePage } from './dto/share.answers.js';
import { ShareSecretBody, termsOf } from './dto/share.requests.js';
import { made, shown } from './share.presenter.js';

const SHARES = 'secret-shares';
const SECRET_ID = 'The id of the secret.';

@ApiTags('Hand-over')
@Controller('secrets/:id')
export class SecretSharesController {
  constructor(
    private readonly sharing: ShareSecret,
    private readonly own: OwnShares,
    private readonly cursors: CursorCodec,
  ) {}

  @Post('share')
  @HttpCode(200)
  @RequirePermission('secret:share')
  @Problems('public_url_missing', 'limit_reached', 'secret_expired', 'conflict', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Share a secret with somebody without an account',
    description:
      'Gives the present value away by a link that works `views` times until it expires. Needs `secret:reveal` too. ' +
      'Whoever has the link sees the value, from anywhere: no condition of a policy holds for them. A later rotation does ' +
      'not change what the link gives. It ends when the secret is deleted or expires, when its version is destroyed or no ' +
      'longer kept, and works only while your account does. You may have 100 links that can still be opened.',
  })
  @ApiOkResponse({ type: MadeShareAnswer })
  async share(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Body() body: ShareSecretBody,
  ): Promise<MadeShareAnswer> {
    return made(await this.sharing.share(caller, id, termsOf(body)));
  }

  @Get('shares')
  @Costs(5)
  @OwnAccount('wrap:list', { programs: true })
  @Problems('not_found')
  @ApiOperation({
    summary: 'List your shares of a secret',
    description:
      'Whether and when each was opened. Only your own. Needs no permission, so that you see them also when you may ' +
      'no longer see the secret, or it is gone; a key with a scope needs `secret:share` on it. A share is listed until 7 ' +
      'days after it expires.',
  })
  @ApiOkResponse({ type: SharePage })
  list(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<Page<Share>> {
    const query = { id, limit, cursor };
    return this.cursors.page(caller, SHARES, query, shown, (before: string | null, most) =>
      this.own.list(caller, id, before, most),
    );
  }

  @Delete('shares/:share')
  @HttpCode(204)
  @OwnAccount('wrap:end', { programs: true })
  @Problems('not_found')
  @ApiParam({ name: 'share', format: 'uuid', description: 'The id of the share.' })
  @ApiOperation({
    summary: 'End a share of yours',
    description:
      'Its link opens nothing any more, and its sealed value is gone. It does nothing to one that was opened. A key with ' +
      'a scope needs `secret:share` on the secret.',
  })
  @ApiNoContentResponse()
  async end(
    @CurrentCaller() caller: Caller,
    @IdParam(SECRET_ID) id: string,
    @Param('share') share: string,
  ): Promise<void> {
    await this.own.end(caller, id, share);
  }
}
